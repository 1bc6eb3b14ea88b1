//! `/healthz`: the process runs. `/readyz`: the server takes requests.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::app::{Health, Shared};

/// Answers as long as the process can.
pub(crate) async fn healthz() -> Response {
    json_answer(StatusCode::OK, &json!({ "alive": true }))
}

/// 200 while new requests should come here, otherwise 503 with the reason.
pub(crate) async fn readyz(State(shared): State<Arc<Shared>>) -> Response {
    let health =
        if shared.draining.is_cancelled() { Health::NotReady { reason: "draining" } } else { (shared.app.health)() };
    match health {
        Health::Ready => json_answer(StatusCode::OK, &json!({ "ready": true })),
        Health::NotReady { reason } => {
            json_answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "ready": false, "reason": reason }))
        }
    }
}

/// The figures for Prometheus, on a listener of their own, because they are for operators only.
pub(crate) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    match &shared.app.metrics {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(handle) => {
            let content_type = "text/plain; version=0.0.4; charset=utf-8";
            ([(header::CONTENT_TYPE, content_type)], handle.render()).into_response()
        }
    }
}

fn json_answer(status: StatusCode, value: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
