//! Headers of every response.
//!
//! SECURITY.md, "Headers and pages".

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use tower_http::set_header::SetResponseHeaderLayer;

/// The header with the request's id, which is also in its log line.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A header that no page of another origin can send together with a cookie; any value proves that.
pub(crate) const PROOF: HeaderName = HeaderName::from_static("x-vuoro");
/// The header in which a page says which account it acts for. See [`auth::admit`](crate::auth::admit).
pub(crate) const ACCOUNT: HeaderName = HeaderName::from_static("x-vuoro-account");

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds the headers that the handler hasn't set: responses are not cached, not sniffed by browsers, not shown inside
/// pages of other sites and not mentioned to other servers.
pub(crate) fn unless_set() -> [SetResponseHeaderLayer<HeaderValue>; 5] {
    [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (CORP, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ]
    .map(|(name, value)| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
}

/// Adds the headers that depend on the request. By hand, because a layer that sets headers sees only the response.
pub(crate) fn dress(headers: &mut HeaderMap, request_id: &str, is_secure: bool) {
    if is_secure {
        // Two years, as browsers' preload lists require. Not for subdomains, which may belong to somebody else.
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, id);
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, extract::Request, routing::get};
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn a_door_may_say_it_otherwise() {
        let [a, b, c, d, e] = unless_set();
        let door = get(|| async { [(header::CACHE_CONTROL, "private, no-store")] });
        let router = Router::new().route("/", door).layer((a, b, c, d, e));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.headers()[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }

    #[test]
    fn hsts_is_said_under_tls_alone() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, "r1", false);
        assert_eq!(headers[REQUEST_ID], "r1");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        dress(&mut headers, "r1", true);
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
