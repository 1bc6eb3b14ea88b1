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
use crate::{app::Shared, ask::Ask, failure::Failure};

#[derive(RustEmbed)]
#[folder = "../web/console/dist"]
#[allow_missing = true]
struct Files;

/// `GET /`: people who type the server's name want the console.
pub(crate) async fn root() -> Redirect {
    Redirect::temporary("/console")
}

/// `GET /console` and every path below it: the console interprets the path itself.
pub(crate) async fn index(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    headers: HeaderMap,
) -> Response {
    let policy = policy(&headers, ask.client.is_secure, &shared.app.settings, "'none'");
    let mut response = page(file::<Files>("index.html", &headers, Keep::Nothing), &policy, "The console");
    // No window that another site opened, or was opened from, can reach into this one.
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    response.headers_mut().insert(opener, HeaderValue::from_static("same-origin"));
    response
}

/// `GET /console/assets/{file}`: its files.
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let found = file::<Files>(&format!("assets/{path}"), &headers, Keep::Forever);
    Ok(found.ok_or_else(Failure::not_found)?.into_response())
}
