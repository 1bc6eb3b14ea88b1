//! Attachments: uploaded by PUT and downloaded by GET, never whole in memory.

use std::{
    error::Error,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use axum::{
    Extension,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::headers::{ContentLength, HeaderMapExt};
use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use serde_json::json;
use tower_http::timeout::{TimeoutBody, TimeoutError};
use vuoro_domain::{Attachment, Download};
use vuoro_kernel::{AttachmentId, Caller, limits::http::BODY_TIME};

use crate::{
    app::Shared,
    ask::{Ask, Told},
    auth,
    disposition::disposition,
    failure::Failure,
    finish::Finish,
};

/// A file can't run anything, load anything or be shown inside another page.
pub(crate) const SANDBOX: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

/// `PUT /o/{slug}/attachments/{id}`: the bytes of an announced file. 201 with the attachment.
pub(crate) async fn upload(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path((slug, id)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Failure> {
    let (caller, id, slug) = enter(&shared, &ask, request.headers(), &slug, &id).await?;
    let ContentLength(declared) = request
        .headers()
        .typed_get()
        .ok_or_else(|| Failure::refused(StatusCode::LENGTH_REQUIRED, "The header Content-Length is missing."))?;
    if declared > shared.app.settings.limits.attachment_bytes_max {
        return Err(Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, "The file is larger than a file may be."));
    }
    let is_late = Arc::new(AtomicBool::new(false));
    let body = patient(request.into_body(), is_late.clone());
    let domain = shared.app.domain.clone();
    // Once storing has begun, it is finished or undone, even when the client disconnects.
    let work = async move { domain.upload_attachment(&caller, id, Some(declared), body).await };
    let uploaded = Finish::new(Box::pin(work), shared.tasks.clone()).await;
    let attachment = match uploaded {
        Ok(attachment) => attachment,
        Err(_) if is_late.load(Relaxed) => {
            return Err(Failure::refused(StatusCode::REQUEST_TIMEOUT, "The file stopped coming."));
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let body = describe(&slug, &attachment).to_string();
    let mut response = (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    response.extensions_mut().insert(Told { slug: Some(slug), ..Told::default() });
    Ok(response)
}

/// `GET /o/{slug}/attachments/{id}`: the file.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path((slug, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (caller, id, slug) = enter(&shared, &ask, &headers, &slug, &id).await?;
    Ok(send(shared.app.domain.download_attachment(&caller, id).await?, slug))
}

/// `GET /o/{slug}/attachments/{id}/thumbnail`: the thumbnail.
pub(crate) async fn thumbnail(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path((slug, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (caller, id, slug) = enter(&shared, &ask, &headers, &slug, &id).await?;
    Ok(send(shared.app.domain.download_thumbnail(&caller, id).await?, slug))
}

/// Finds the caller and the attachment's id. A text that can't be an id gives the same answer as an unknown id.
async fn enter(
    shared: &Shared,
    ask: &Ask,
    headers: &HeaderMap,
    slug: &str,
    id: &str,
) -> Result<(Caller, AttachmentId, Arc<str>), Failure> {
    let (organisation, slug) = auth::organisation(shared, slug).await?;
    let caller = auth::caller(shared, ask, headers, Some(organisation.id)).await?;
    Ok((caller, id.parse().map_err(|_| Failure::not_found())?, slug))
}

fn send(download: Download, slug: Arc<str>) -> Response {
    let Download { attachment, inline, size_bytes, body } = download;
    // A file that isn't known to be harmless gets no type with which a browser could do something.
    let content_type = if inline { HeaderValue::try_from(&*attachment.content_type).ok() } else { None };
    let content_type = content_type.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_LENGTH, HeaderValue::from(size_bytes)),
        (header::CONTENT_DISPOSITION, disposition(inline, &attachment.name)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    let mut response = (headers, Body::from_stream(body)).into_response();
    response.extensions_mut().insert(Told { slug: Some(slug), ..Told::default() });
    response
}

/// The attachment as GraphQL shows it.
fn describe(slug: &str, attachment: &Attachment) -> serde_json::Value {
    let Attachment { id, name, content_type, size_bytes, width, height, thumbnail, .. } = attachment;
    let url = format!("/o/{slug}/attachments/{id}");
    json!({
        "id": id.to_string(),
        "name": name,
        "contentType": content_type,
        "sizeBytes": size_bytes,
        "width": width,
        "height": height,
        "thumbnailUrl": thumbnail.then(|| format!("{url}/thumbnail")),
        "url": url,
    })
}

/// A body that may take as long as it makes progress: each part within 30 s of the one before.
fn patient(body: Body, is_late: Arc<AtomicBool>) -> impl Stream<Item = io::Result<Bytes>> {
    Body::new(TimeoutBody::new(BODY_TIME, body)).into_data_stream().map_err(move |error| {
        is_late.fetch_or(error.source().is_some_and(|cause| cause.is::<TimeoutError>()), Relaxed);
        io::Error::other(error)
    })
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, stream};
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_upload_may_be_slow_but_not_silent() {
        let slow = stream::iter(0..3).then(|_| async {
            sleep(BODY_TIME / 2).await;
            Ok::<_, io::Error>(Bytes::from_static(b"x"))
        });
        let is_late = Arc::new(AtomicBool::new(false));
        let mut body = patient(Body::from_stream(slow.chain(stream::pending())), is_late.clone());
        for _ in 0..3 {
            assert_eq!(body.next().await.unwrap().unwrap(), "x");
        }
        assert!(!is_late.load(Relaxed));
        assert!(body.next().await.unwrap().is_err());
        assert!(is_late.load(Relaxed));
    }
}
