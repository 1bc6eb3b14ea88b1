//! Headers of every response.
//!
//! SECURITY.md, "Headers and pages".

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The header with the request's id, which is also in its log line.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A header that no page of another origin can send together with a cookie; any value proves that.
pub(crate) const PROOF: HeaderName = HeaderName::from_static("x-vuoro");
/// The header in which a page says which account it acts for. See [`auth::admit`](crate::auth::admit).
pub(crate) const ACCOUNT: HeaderName = HeaderName::from_static("x-vuoro-account");

const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds the headers that the handler hasn't set: responses are not cached, not sniffed by browsers, not shown inside
/// pages of other sites and not mentioned to other servers.
pub(crate) fn dress(headers: &mut HeaderMap, request_id: &str, is_secure: bool) {
    let always = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (CORP, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ];
    headers.reserve(always.len() + 2);
    for (name, value) in always {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
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
    use super::*;

    #[test]
    fn a_door_may_say_it_otherwise_and_hsts_is_said_under_tls_alone() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        dress(&mut headers, "r1", false);
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[REQUEST_ID], "r1");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        dress(&mut headers, "r1", true);
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
