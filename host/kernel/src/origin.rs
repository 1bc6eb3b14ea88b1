//! Web origins (RFC 6454): where a page comes from, or which page may embed the widget.

use std::{fmt, net::Ipv6Addr, str::FromStr};

/// A scheme, a host, and the port unless it is the scheme's default: `https://chat.example`, as browsers write it.
/// Contains no character with a meaning of its own in a header or a content security policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

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
        self.0.starts_with("https:")
    }

    /// Whether the host is the browser's own machine, such as `localhost`.
    pub fn is_this_machine(&self) -> bool {
        let host = self.host_and_port();
        let name = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
        matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"))
    }

    /// The host, with its port unless that is the scheme's default.
    pub fn host_and_port(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
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
        is_host(host).then(|| Self(format!("{scheme}://{host}"))).ok_or(OriginError)
    }
}

/// Whether the text is a host name or address (IPv6 in brackets), with or without a port.
fn is_host(host: &str) -> bool {
    let is_port =
        |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        return address.parse::<Ipv6Addr>().is_ok() && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
    }
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    !name.is_empty() && is_name && port.is_none_or(is_port)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
        for wrong in [
            "chat.example",
            "ftp://a",
            "https://a/b",
            "https://user@a",
            "https:// a",
            "https://",
            "https://*.a",
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
