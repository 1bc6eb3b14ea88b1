//! GraphiQL, from our own files: built from `host/web/graphiql` and carried inside the server.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::{app::Shared, failure::Failure, pages::content_type};

/// Everything comes from our own files, with no script in the page and nothing evaluated. The editor makes its style
/// sheets at run time, so only styles may be in the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; \
     connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

#[derive(RustEmbed)]
#[folder = "../web/graphiql/dist"]
#[allow_missing = true]
struct Files;

/// The page at the path of an endpoint; it uses the endpoint at which it was opened.
pub(crate) fn page() -> Response {
    match Files::get("index.html") {
        Some(file) => answer("index.html", file.data.into_owned()),
        None => {
            let text = "GraphiQL isn't in this build. Run `cargo xtask web`, then build again.\n";
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
    }
}

/// `GET /graphiql/{file}`: the page's files.
pub(crate) async fn file(State(shared): State<Arc<Shared>>, Path(path): Path<String>) -> Result<Response, Failure> {
    let found = shared.app.settings.development.then(|| Files::get(&path)).flatten();
    found.map(|file| answer(&path, file.data.into_owned())).ok_or_else(Failure::not_found)
}

fn answer(path: &str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type(path)), (header::CONTENT_SECURITY_POLICY, POLICY)];
    (headers, bytes).into_response()
}
