//! The demo's shop: a page like a customer's own, which embeds the widget by its one tag. Served in demo mode only.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use vuoro_kernel::Caller;

use super::{Keep, content_type, file, page};
use crate::{app::Shared, auth, failure::Failure};

/// As strict as a careful shop's policy: the demo is to show that the widget works under it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; \
     base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors 'none'";

#[derive(RustEmbed)]
#[folder = "../web/shop"]
struct Files;

/// `GET /demo/shop`: the page, with the organisation's first offered queue in its tag.
pub(crate) async fn index(State(shared): State<Arc<Shared>>) -> Result<Response, Failure> {
    let slug = shared.app.settings.shop.as_deref().ok_or_else(Failure::not_found)?;
    let (organisation, slug) = auth::organisation(&shared, slug).await?;
    let queues = shared.app.domain.offered_queues(&Caller::stranger(Some(organisation.id))).await?;
    let queue = queues.first().map_or_else(String::new, |queue| queue.id.to_string());
    let file = Files::get("shop.html").ok_or_else(Failure::not_found)?;
    let text = String::from_utf8_lossy(&file.data).replace("{organisation}", &slug).replace("{queue}", &queue);
    let found = ([(axum::http::header::CONTENT_TYPE, content_type("shop.html"))], text).into_response();
    Ok(page(Some(found), POLICY, "The shop"))
}

/// `GET /demo/assets/{file}`: its files.
pub(crate) async fn asset(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let is_served = shared.app.settings.shop.is_some() && path != "shop.html";
    let found = is_served.then(|| file::<Files>(&path, &headers, Keep::Shortly)).flatten();
    found.ok_or_else(Failure::not_found)
}
