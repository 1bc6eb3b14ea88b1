//! The origin of a request, and which origins are ours.
//!
//! SECURITY.md, "Cookies" and "WebSocket".

use axum::http::{HeaderMap, header};
use vuoro_kernel::Origin;

use crate::app::HttpSettings;

/// The origin of a request as the browser reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// There is no `Origin` header: not a browser, or a kind of request for which browsers send none.
    Unsaid,
    /// One of our own pages.
    Ours,
    /// A page of another site, or one that hides its origin (`null`).
    Elsewhere,
}

/// Reads the `Origin` header. Two of them, or one that can't be read, count as another site's.
pub(crate) fn from(headers: &HeaderMap, is_secure: bool, settings: &HttpSettings) -> From {
    let mut all = headers.get_all(header::ORIGIN).iter();
    let (Some(first), rest) = (all.next(), all.next()) else { return From::Unsaid };
    let origin = first.to_str().ok().and_then(|text| text.parse::<Origin>().ok());
    let (Some(origin), None) = (origin, rest) else { return From::Elsewhere };
    if settings.public_origins.contains(&origin) {
        return From::Ours;
    }
    if named(headers, is_secure) == Some(origin) { From::Ours } else { From::Elsewhere }
}

/// The origin made of the request's host.
pub(crate) fn named(headers: &HeaderMap, is_secure: bool) -> Option<Origin> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok())?;
    Origin::of_host(is_secure, host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)], is_secure: bool, ours: &[&str]) -> From {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        let public_origins = ours.iter().map(|origin| origin.parse().unwrap()).collect();
        from(&headers, is_secure, &HttpSettings { public_origins, ..HttpSettings::default() })
    }

    #[test]
    fn a_page_of_the_host_that_the_request_names_is_ours() {
        let host = ("host", "Chat.Example:8080");
        assert_eq!(read(&[host, ("origin", "http://chat.example:8080")], false, &[]), From::Ours);
        assert_eq!(read(&[("host", "chat.example"), ("origin", "https://chat.example:443")], true, &[]), From::Ours);
        assert_eq!(read(&[host], false, &[]), From::Unsaid);
    }

    #[test]
    fn another_host_port_or_scheme_is_elsewhere() {
        let host = ("host", "chat.example");
        for origin in
            ["http://chat.example", "https://evil.example", "https://chat.example:8443", "null", "", "https://"]
        {
            assert_eq!(read(&[host, ("origin", origin)], true, &[]), From::Elsewhere, "{origin}");
        }
        let twice = [host, ("origin", "https://chat.example"), ("origin", "https://evil.example")];
        assert_eq!(read(&twice, true, &[]), From::Elsewhere);
    }

    #[test]
    fn a_public_origin_is_ours_behind_a_proxy_that_ends_tls() {
        let pairs = [("host", "10.0.0.7:8080"), ("origin", "https://chat.example")];
        assert_eq!(read(&pairs, false, &["https://chat.example"]), From::Ours);
        assert_eq!(read(&pairs, false, &[]), From::Elsewhere);
    }
}
