//! The agents' console.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Redirect, Response},
};
use rust_embed::RustEmbed;

use super::{Keep, file, page, policy};
use crate::{app::Shared, failure::Failure, observe::Ask};

#[derive(RustEmbed)]
#[folder = "../web/console/dist"]
#[allow_missing = true]
struct Files;

/// `GET /`: whoever types the server's name wants the console.
pub(crate) async fn root() -> Redirect {
    Redirect::temporary("/console")
}

/// `GET /console` and every path below: the console finds out itself what the path means.
pub(crate) async fn index(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    headers: HeaderMap,
) -> Response {
    let policy = policy(&headers, ask.client.is_secure, &shared.app.settings, "'none'");
    let mut response = page(file::<Files>("index.html", &headers, Keep::Nothing), &policy, "The console");
    // No window that another site opened, or was opened from, reaches into this one.
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(opener, HeaderValue::from_static("same-origin"));
    response
}

/// `GET /console/assets/{file}`: what it is made of.
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let found = file::<Files>(&format!("assets/{path}"), &headers, Keep::Forever);
    Ok(found.ok_or_else(Failure::not_found)?.into_response())
}
