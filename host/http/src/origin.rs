//! Origins (RFC 6454), and which of them are ours.

use std::{fmt, str::FromStr};

use axum::http::{HeaderMap, header};

use crate::app::HttpSettings;

/// A scheme, a host and a port where it isn't the scheme's own: `https://chat.example`, as browsers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// A text that is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin such as https://chat.example: a scheme http or https, a host, and a port where needed")]
pub struct OriginError;

impl Origin {
    /// It is reached through TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// The origin of a scheme and what a `Host` header says; none when that is no host.
    fn of_host(is_secure: bool, host: &str) -> Option<Self> {
        let scheme = if is_secure { "https" } else { "http" };
        format!("{scheme}://{host}").parse().ok()
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let lower = text.to_ascii_lowercase();
        let (scheme, host) = lower.split_once("://").ok_or(OriginError)?;
        let own_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(OriginError),
        };
        let host = host.strip_suffix(own_port).unwrap_or(host);
        let is_host = !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']'));
        is_host.then(|| Self(format!("{scheme}://{host}"))).ok_or(OriginError)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a browser says that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// No `Origin` header: not a browser, or a request of a kind for which browsers send none.
    Unsaid,
    /// A page of ours.
    Ours,
    /// A page of somebody else, or one that hides where it is from (`null`).
    Elsewhere,
}

/// Reads the `Origin` header. Two of them, or one that can't be read, come from elsewhere.
pub(crate) fn from(headers: &HeaderMap, is_secure: bool, settings: &HttpSettings) -> From {
    let mut all = headers.get_all(header::ORIGIN).iter();
    let (Some(first), rest) = (all.next(), all.next()) else { return From::Unsaid };
    let origin = first.to_str().ok().and_then(|text| text.parse::<Origin>().ok());
    let (Some(origin), None) = (origin, rest) else { return From::Elsewhere };
    if settings.public_origins.contains(&origin) {
        return From::Ours;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = host.and_then(|host| Origin::of_host(is_secure, host));
    if own == Some(origin) { From::Ours } else { From::Elsewhere }
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

    #[test]
    fn only_a_scheme_host_and_port_make_an_origin() {
        assert_eq!("HTTPS://Chat.example:443".parse::<Origin>().unwrap().to_string(), "https://chat.example");
        for wrong in ["chat.example", "ftp://a", "https://a/b", "https://user@a", "https:// a", "https://"] {
            assert_eq!(wrong.parse::<Origin>(), Err(OriginError), "{wrong}");
        }
    }
}
