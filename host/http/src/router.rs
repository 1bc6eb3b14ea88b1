//! Every route, in one list.

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{any, get, put},
};

use crate::{
    app::Shared,
    failure::Failure,
    files, graphiql, graphql, headers, health,
    observe::observe,
    packages,
    pages::{console, shop, widget},
    pictures,
    routes::ROUTES,
};

/// The routes of the public listeners.
pub(crate) fn public(shared: Arc<Shared>) -> Router {
    let [
        platform,
        organisation,
        own_picture,
        picture,
        attachment,
        thumbnail,
        plugins_folder,
        widget_app,
        widget_loader,
        widget_asset,
        root,
        console,
        console_slash,
        console_below,
        console_asset,
        demo_shop,
        demo_asset,
        graphiql_file,
        healthz,
        readyz,
    ] = ROUTES;
    let [a, b, c, d, e] = headers::unless_set();
    Router::new()
        // Any method: the handlers themselves refuse methods, and decide whether a GET is a socket, a page or nothing.
        .route(platform, any(graphql::platform))
        .route(organisation, any(graphql::organisation))
        .route(own_picture, put(pictures::upload))
        .route(picture, get(pictures::download))
        .route(attachment, get(files::download).put(files::upload))
        .route(thumbnail, get(files::thumbnail))
        .route(plugins_folder, put(packages::upload))
        .route(widget_app, get(widget::app))
        .route(widget_loader, get(widget::loader))
        .route(widget_asset, get(widget::asset))
        .route(root, get(console::root))
        .route(console, get(console::index))
        .route(console_slash, get(console::index))
        .route(console_below, get(console::index))
        .route(console_asset, get(console::asset))
        .route(demo_shop, get(shop::index))
        .route(demo_asset, get(shop::asset))
        .route(graphiql_file, get(graphiql::file))
        .route(healthz, get(health::healthz))
        .route(readyz, get(health::readyz))
        .fallback(nothing)
        .method_not_allowed_fallback(another_method)
        .layer(from_fn_with_state(shared.clone(), observe))
        .layer((a, b, c, d, e))
        .with_state(shared)
}

/// The routes of the operators' listener.
pub(crate) fn metrics(shared: Arc<Shared>) -> Router {
    Router::new().route("/metrics", get(health::metrics)).with_state(shared)
}

async fn nothing() -> Response {
    Failure::not_found().into_response()
}

/// The router itself adds `Allow`.
async fn another_method() -> Response {
    Failure::another_method().into_response()
}
