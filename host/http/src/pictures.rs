//! Pictures of persons: a file is uploaded by PUT, and the square made of it is downloaded by GET.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use vuoro_kernel::limits::PICTURE_BYTES_MAX;

use crate::{app::Shared, ask::Ask, auth, failure::Failure, files::SANDBOX, finish::Finish, whole::whole};

/// A picture never changes under its address, but who may see it can.
const KEEP: HeaderValue = HeaderValue::from_static("private, max-age=3600");

/// `PUT /picture`: sets the caller's own picture, PNG, JPEG, GIF or WebP by its content. 201 with its path.
pub(crate) async fn upload(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    request: Request,
) -> Result<Response, Failure> {
    let caller = auth::caller(&shared, &ask, request.headers(), None).await?;
    // Before any of the bytes are read.
    let upload = shared.app.domain.begin_picture(&caller)?;
    // Whole in memory, because a decoder needs to seek in it.
    let late = "The picture stopped coming.";
    let too_large = "A picture's file has at most 8 MiB.";
    let file = whole(request.into_body(), PICTURE_BYTES_MAX, too_large, late).await?;
    let domain = shared.app.domain.clone();
    let work = async move { domain.set_picture(upload, file).await };
    let account = Finish::new(Box::pin(work), shared.tasks.clone()).await?;
    let body = json!({ "pictureUrl": account.picture.map(|id| format!("/pictures/{id}")) }).to_string();
    Ok((StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// `GET /pictures/{id}`: a picture.
pub(crate) async fn download(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let caller = auth::caller(&shared, &ask, &headers, None).await?;
    let id = id.parse().map_err(|_| Failure::not_found())?;
    let picture = shared.app.domain.picture(&caller, id).await?;
    let content_type = HeaderValue::try_from(picture.content_type).map_err(|_| Failure::internal())?;
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::CACHE_CONTROL, KEEP),
    ];
    Ok((headers, picture.bytes).into_response())
}
