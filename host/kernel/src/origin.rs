//! Web origins (RFC 6454): where a page comes from, or which page may embed the widget.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use url::{Host, Url};

/// A scheme, a host, and the port unless it is the scheme's default: `https://chat.example`, as browsers write it.
/// Contains no character with a meaning of its own in a header or a content security policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(url::Origin);

/// The error for a text that isn't an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an origin such as https://chat.example: a scheme http or https, a host, and a port where needed")]
pub struct OriginError;

impl Origin {
    /// The origin made of a scheme and the value of a `Host` header; `None` when the value isn't a host.
    pub fn of_host(is_secure: bool, host: &str) -> Option<Self> {
        let scheme = if is_secure { "https" } else { "http" };
        format!("{scheme}://{host}").parse().ok()
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        matches!(&self.0, url::Origin::Tuple(scheme, ..) if scheme == "https")
    }

    /// Whether the host is the browser's own machine, such as `localhost`.
    pub fn is_this_machine(&self) -> bool {
        match &self.0 {
            url::Origin::Tuple(_, Host::Domain(name), _) => name == "localhost",
            url::Origin::Tuple(_, Host::Ipv4(address), _) => *address == Ipv4Addr::LOCALHOST,
            url::Origin::Tuple(_, Host::Ipv6(address), _) => *address == Ipv6Addr::LOCALHOST,
            url::Origin::Opaque(_) => false,
        }
    }

    /// The host, with its port unless that is the scheme's default.
    pub fn host_and_port(&self) -> String {
        self.to_string().split_once("://").map_or_else(String::new, |(_, host)| host.to_owned())
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        // `url` reads whole addresses, forgives much, and lets a host have `*` and `;`: only an origin is handed to it.
        let (scheme, host) = text.split_once("://").ok_or(OriginError)?;
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        let is_web = ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(scheme));
        if !is_web || host.ends_with(':') || !host.bytes().all(is_plain) {
            return Err(OriginError);
        }
        let url = Url::parse(text).map_err(|_| OriginError)?;
        if url.port() == Some(0) { Err(OriginError) } else { Ok(Self(url.origin())) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse::<Origin>().ok().map(|origin| origin.to_string())
    }

    #[test]
    fn only_a_scheme_host_and_port_make_an_origin() {
        assert_eq!(read("HTTPS://Chat.example:443").as_deref(), Some("https://chat.example"));
        assert_eq!(read("http://[::1]:8080").as_deref(), Some("http://[::1]:8080"));
        // Addresses that are written in more than one way are compared as browsers write them.
        assert_eq!(read("http://[0:0::1]:80").as_deref(), Some("http://[::1]"));
        assert_eq!(read("https://127.1:8443").as_deref(), Some("https://127.0.0.1:8443"));
        for wrong in [
            "chat.example",
            "ftp://a",
            "https://a/b",
            "https://user@a",
            "https:// a",
            " https://a",
            "https://a/",
            "https://a?b",
            "https://a#b",
            "https:///a",
            "https:\\\\a",
            "https://a\tb",
            "https://a%2eb",
            "https://10.0.0.256",
            "https://",
            "https://*.a",
            "https://a:",
            "https://a:b",
            "https://a:1:2",
            "https://a:0",
            "https://a:70000",
            "https://a:+1",
            "https://[a]",
            "https://[::1",
            "https://a;b",
            "https://ä.example",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn this_machine_has_three_names() {
        let is_here = |text: &str| text.parse::<Origin>().unwrap().is_this_machine();
        for here in
            ["http://localhost", "http://LOCALHOST:8080", "http://127.0.0.1:1", "http://[::1]", "http://[::1]:8080"]
        {
            assert!(is_here(here), "{here}");
        }
        for elsewhere in
            ["http://localhost.example", "http://127.0.0.1.example", "http://[::2]:8080", "http://10.0.0.1"]
        {
            assert!(!is_here(elsewhere), "{elsewhere}");
        }
    }
}
