//! GraphQL over HTTP: one query or mutation in a POST.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use vuoro_graphql::{Answer, Code, Context, Kind, Rejected};
use vuoro_kernel::RequestContext;

use super::{Media, Target, body, media};
use crate::{
    app::Shared,
    ask::{self, Ask, Told},
    auth,
    failure::Failure,
    finish::Finish,
    language, measure,
};

/// Answers one POST.
///
/// # Errors
/// 415 and 406 by the media types, 403 for a cookie without a proof, 413, 408 and 400 by the body. Errors of the
/// document or its execution are part of the response.
pub(crate) async fn run(shared: &Arc<Shared>, target: Target, ask: Ask, request: Request) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    if !media::is_json(&parts.headers) || parts.headers.contains_key(header::CONTENT_ENCODING) {
        let refusal =
            Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8.");
        return Err(
            refusal.with(header::HeaderName::from_static("accept-post"), HeaderValue::from_static("application/json"))
        );
    }
    let Some(media) = media::accepted(&parts.headers) else {
        let message = "The answer is application/graphql-response+json or application/json.";
        return Err(Failure::refused(StatusCode::NOT_ACCEPTABLE, message));
    };
    execute(shared, target, ask, &parts.headers, body, media).await.map_err(|failure| failure.in_media(media))
}

async fn execute(
    shared: &Arc<Shared>,
    target: Target,
    ask: Ask,
    headers: &HeaderMap,
    body: Body,
    media: Media,
) -> Result<Response, Failure> {
    let caller = auth::caller(shared, &ask, headers, target.organisation).await?;
    let request = body::parse(&body::read(headers, body).await?)?;
    let is_secure = ask.client.is_secure;
    let request_context = RequestContext {
        caller,
        language: language::preferred(headers),
        address: ask.client.address,
        request_id: ask.id.clone(),
        user_agent: ask::user_agent(headers),
    };
    let context = Context { request: request_context, slug: target.slug };

    let prepared = match target.endpoint.prepare(request, &context) {
        Ok(prepared) => prepared,
        Err(rejected) => return Ok(refusal(media, &rejected)),
    };
    let operation = prepared.operation_name.clone();
    if prepared.kind == Kind::Subscription {
        return Err(Failure::bad_input("Subscriptions need a WebSocket at this address."));
    }
    let kind = prepared.kind.into();
    let began = Instant::now();
    let (endpoint, organisation) = (target.endpoint, target.organisation);
    let is_mutation = prepared.kind == Kind::Mutation;
    let work = async move { endpoint.execute(prepared, context).await };
    let answer = if is_mutation { Finish::new(Box::pin(work), shared.tasks.clone()).await } else { work.await };
    measure::operation(kind, "http", began.elapsed());

    let Answer { body, cookie, failed } = answer;
    // Checked afterwards, because this very request may have changed its caller's rights.
    let cookie = match cookie {
        None => auth::renewal(shared, &ask, headers, organisation).await,
        said => said,
    };
    // Without `data` nothing was executed, and the status may say so to clients that read it.
    let mut response = response(media, if failed { StatusCode::BAD_REQUEST } else { StatusCode::OK }, body);
    if let Some(cookie) = cookie.and_then(|change| auth::set_cookie(&change, is_secure)) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.extensions_mut().insert(Told { operation, ..Told::default() });
    Ok(response)
}

/// The response to a request that was refused before execution.
fn refusal(media: Media, rejected: &Rejected) -> Response {
    let status = match rejected.errors.first().map(|error| error.code) {
        Some(Code::Unauthenticated) => StatusCode::UNAUTHORIZED,
        Some(Code::Forbidden) => StatusCode::FORBIDDEN,
        Some(Code::RateLimited) => StatusCode::TOO_MANY_REQUESTS,
        Some(Code::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Code::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    response(media, status, rejected.body())
}

fn response(media: Media, status: StatusCode, body: Bytes) -> Response {
    let status = if media == Media::Json { StatusCode::OK } else { status };
    (status, [(header::CONTENT_TYPE, media.content_type())], body).into_response()
}
