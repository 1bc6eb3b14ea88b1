//! Every route, in one list.

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{any, get, put},
};

use crate::{app::Shared, failure::Failure, files, graphiql, graphql, health, observe::observe, plugins};

/// The public routes' paths. `/metrics` has a listener of its own.
pub const ROUTES: [&str; 8] = [
    "/graphql",
    "/o/{slug}/graphql",
    "/o/{slug}/attachments/{id}",
    "/o/{slug}/attachments/{id}/thumbnail",
    "/o/{slug}/plugins",
    "/graphiql/{*file}",
    "/healthz",
    "/readyz",
];

/// What the public listeners serve.
pub(crate) fn public(shared: Arc<Shared>) -> Router {
    let [platform, organisation, attachment, thumbnail, plugins_folder, graphiql_file, healthz, readyz] = ROUTES;
    Router::new()
        // Any method: the doors say themselves what they refuse, and that GET is a socket, a page or nothing.
        .route(platform, any(graphql::platform))
        .route(organisation, any(graphql::organisation))
        .route(attachment, get(files::download).put(files::upload))
        .route(thumbnail, get(files::thumbnail))
        .route(plugins_folder, put(plugins::upload))
        .route(graphiql_file, get(graphiql::file))
        .route(healthz, get(health::healthz))
        .route(readyz, get(health::readyz))
        .fallback(nothing)
        .method_not_allowed_fallback(another_method)
        .layer(from_fn_with_state(shared.clone(), observe))
        .with_state(shared)
}

/// What the listener for operators serves.
pub(crate) fn metrics(shared: Arc<Shared>) -> Router {
    Router::new().route("/metrics", get(health::metrics)).with_state(shared)
}

async fn nothing() -> Response {
    Failure::not_found().into_response()
}

/// The router adds `Allow` itself.
async fn another_method() -> Response {
    Failure::another_method().into_response()
}
