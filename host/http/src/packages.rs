//! Uploads of an organisation's own plugin packages.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use vuoro_domain::PACKAGE_BYTES_MAX;

use crate::{
    app::Shared,
    ask::{Ask, Told},
    auth,
    failure::Failure,
    finish::Finish,
    whole::whole,
};

/// `PUT /o/{slug}/plugins`: uploads a package, `application/wasm`. 201 with its description; GraphQL enables it.
/// Only operators may.
pub(crate) async fn upload(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path(slug): Path<String>,
    request: Request,
) -> Result<Response, Failure> {
    let (organisation, slug) = auth::organisation(&shared, &slug).await?;
    let caller = auth::caller(&shared, &ask, request.headers(), Some(organisation.id)).await?;
    // Before any of the bytes are read.
    shared.app.domain.may_add_plugin_package(&caller)?;
    let content_type = request.headers().get(header::CONTENT_TYPE).map(|value| value.as_bytes());
    if content_type != Some(b"application/wasm") {
        let text = "A package is sent as Content-Type: application/wasm.";
        return Err(Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    // Whole in memory, because it is hashed, checked and compiled as one.
    let late = "The package stopped coming.";
    let too_large = "The package is larger than a package may be.";
    let bytes = whole(request.into_body(), PACKAGE_BYTES_MAX, too_large, late).await?;
    let domain = shared.app.domain.clone();
    let work = async move { domain.add_plugin_package(&caller, bytes).await };
    let package = Finish::new(Box::pin(work), shared.tasks.clone()).await?;
    let (manifest, digest) = (&package.manifest, package.digest.to_string());
    let body = json!({ "id": manifest.id, "version": manifest.version.to_string(), "digest": digest }).to_string();
    let mut response = (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    response.extensions_mut().insert(Told { slug: Some(slug), ..Told::default() });
    Ok(response)
}
