//! The two GraphQL endpoints: POST runs queries and mutations, GET opens a socket or shows GraphiQL.
//!
//! SECURITY.md, "GraphQL over HTTP" and trap 2.

mod body;
mod media;
mod post;
mod target;

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
pub(crate) use media::Media;
pub(crate) use target::Target;

use crate::{
    app::Shared,
    ask::{Ask, Told},
    auth,
    failure::Failure,
    graphiql, socket,
};

/// `/graphql`.
pub(crate) async fn platform(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    request: Request,
) -> Response {
    let target = Target { endpoint: shared.app.graphql.platform(), organisation: None, slug: None };
    answer(&shared, target, ask, request).await.into_response()
}

/// `/o/{slug}/graphql`.
pub(crate) async fn organisation(
    State(shared): State<Arc<Shared>>,
    Extension(ask): Extension<Ask>,
    Path(slug): Path<String>,
    request: Request,
) -> Response {
    let found = async {
        let (organisation, slug) = auth::organisation(&shared, &slug).await?;
        let endpoint = shared.app.graphql.organisation(organisation.id).await.map_err(|error| {
            tracing::error!(target: "vuoro_http", ?error, "an organisation's schema can't be composed");
            Failure::internal()
        })?;
        Ok::<_, Failure>(Target { endpoint, organisation: Some(organisation.id), slug: Some(slug) })
    };
    let (answer, slug) = match found.await {
        Ok(target) => {
            let slug = target.slug.clone();
            (answer(&shared, target, ask, request).await, slug)
        }
        Err(failure) => (Err(failure), None),
    };
    let mut response = answer.into_response();
    response.extensions_mut().get_or_insert_default::<Told>().slug = slug;
    response
}

async fn answer(shared: &Arc<Shared>, target: Target, ask: Ask, request: Request) -> Result<Response, Failure> {
    match *request.method() {
        Method::POST => post::run(shared, target, ask, request).await,
        Method::GET if socket::is_upgrade(request.headers()) => socket::upgrade(shared, target, ask, request),
        Method::GET if shared.app.settings.development && wants_a_page(request.headers()) => Ok(graphiql::page()),
        // A query in an address ends up in histories and logs, and a link must not be able to run anything. So GET
        // executes nothing, which GraphQL over HTTP allows.
        _ => Err(Failure::another_method().with(header::ALLOW, HeaderValue::from_static("POST"))),
    }
}

/// Whether a browser asks for a page by its media type; clients of the API send `*/*` at most.
fn wants_a_page(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html"))
}
