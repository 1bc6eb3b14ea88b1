//! Reads whole bodies, within a size and a time.

use axum::{body::Body, http::StatusCode};
use http_body_util::{BodyExt, Limited};
use tokio::time::timeout;
use vuoro_kernel::limits::http::BODY_TIME;

use crate::failure::Failure;

/// Reads all bytes of a body.
///
/// # Errors
/// 413 with `too_large` when it is too large, 408 with `late` when it stops arriving.
pub(crate) async fn whole(
    body: Body,
    bytes_max: usize,
    too_large: &'static str,
    late: &'static str,
) -> Result<Vec<u8>, Failure> {
    let whole = timeout(BODY_TIME, Limited::new(body, bytes_max).collect()).await;
    let whole = whole.map_err(|_| Failure::refused(StatusCode::REQUEST_TIMEOUT, late))?;
    let whole = whole.map_err(|_| Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, too_large))?;
    Ok(whole.to_bytes().to_vec())
}
