//! The customers' widget: a loader that runs in other sites' pages, and the app in a frame of our origin, which alone
//! has access to data.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use super::{CROSS_ORIGIN, Keep, ancestors, file, page, policy};
use crate::{
    app::Shared,
    ask::{Ask, Told},
    auth,
    failure::Failure,
};

#[derive(RustEmbed)]
#[folder = "../web/widget/dist"]
#[allow_missing = true]
struct Files;

/// `GET /widget.js`: the loader, for pages of any origin. The app's page decides which of them may embed the app.
pub(crate) async fn loader(headers: HeaderMap) -> Result<Response, Failure> {
    let found = file::<Files>("widget.js", &headers, Keep::Shortly).ok_or_else(Failure::not_found)?;
    Ok(([CROSS_ORIGIN], found).into_response())
}

/// `GET /o/{slug}/widget`: the app of one organisation, for a frame in pages of the origins that the organisation
/// names.
pub(crate) async fn app(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (organisation, slug) = auth::organisation(&shared, &slug).await?;
    let settings = &shared.app.settings;
    let ancestors = ancestors(&organisation.widget_origins, settings.development);
    let policy = policy(&headers, ask.client.is_secure, settings, &ancestors);
    let mut response = page(file::<Files>("index.html", &headers, Keep::Nothing), &policy, "The widget");
    response.extensions_mut().insert(Told { slug: Some(slug), ..Told::default() });
    Ok(response)
}

/// `GET /widget/assets/{file}`: the app's files.
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let found = file::<Files>(&format!("assets/{path}"), &headers, Keep::Forever);
    Ok(found.ok_or_else(Failure::not_found)?.into_response())
}
