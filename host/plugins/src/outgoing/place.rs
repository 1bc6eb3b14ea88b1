//! Where a request goes: the connection's address, and the part of it that a plugin may choose.

use url::{Host, Url};

use crate::{HostError, limits};

/// How often a path is decoded before the rest is taken literally: each server in a chain decodes it once.
const DECODED: usize = 3;

/// Reads the address of a connection: https, a host and at most a path.
///
/// # Errors
/// The rule that it breaks, as the end of a sentence about it.
pub fn connection_url(text: &str) -> Result<Url, String> {
    if text.len() > limits::CONNECTION_URL_BYTES {
        return Err(format!("is longer than {} bytes", limits::CONNECTION_URL_BYTES));
    }
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("has white space or a control character".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("is no URL: {error}"))?;
    if url.scheme() != "https" {
        return Err("doesn't begin with https://".to_owned());
    }
    if url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
        return Err("names no server".to_owned());
    }
    // An empty user name with `@` disappears when the address is parsed.
    let has_user = text.split(['/', '\\', '?', '#']).nth(2).is_some_and(|authority| authority.contains('@'));
    if has_user || !url.username().is_empty() || url.password().is_some() {
        return Err("has a name or a password; put what is secret into the header".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a query or a fragment; end it with the path".to_owned());
    }
    check_segments(url.path()).map_err(|_| "has a path that leads out of itself".to_owned())?;
    Ok(url)
}

/// The address of a request below the connection's own.
pub(super) fn below(base: &Url, path: &str) -> Result<Url, HostError> {
    check_path(path)?;
    let prefix = base.path().trim_end_matches('/');
    let mut text = base.clone();
    text.set_path("");
    let text = format!("{}{prefix}{path}", text.as_str().trim_end_matches('/'));
    let url = Url::parse(&text).map_err(|error| HostError::Invalid(format!("the path is none: {error}")))?;
    // The checks above ensure this; should they ever miss something, nothing goes elsewhere.
    let is_same = url.scheme() == base.scheme()
        && url.host() == base.host()
        && url.port_or_known_default() == base.port_or_known_default()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && url.path().strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    if is_same { Ok(url) } else { Err(HostError::Invalid("the path leads out of the connection".to_owned())) }
}

/// The host of a connection when it is an address and not a name.
pub(super) fn literal(url: &Url) -> Option<std::net::IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

fn check_path(path: &str) -> Result<(), HostError> {
    let invalid = |text: &str| Err(HostError::Invalid(text.to_owned()));
    if path.len() > limits::REQUEST_PATH_BYTES {
        return Err(HostError::TooMuch(format!("the path is over {} bytes", limits::REQUEST_PATH_BYTES)));
    }
    if !path.starts_with('/') {
        return invalid("the path doesn't begin with /");
    }
    // The characters of a URL (RFC 3986, section 2) except `#`, which is never sent to a server.
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?[]%".contains(&byte);
    if !path.bytes().all(is_fine) {
        return invalid("the path has a character that has to be percent-encoded");
    }
    if path.split('%').skip(1).any(|after| encoded(after.as_bytes()).is_none()) {
        return invalid("the path has a % without two hexadecimal digits");
    }
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.contains("//") {
        return invalid("the path has an empty segment");
    }
    check_segments(path)
}

/// Refuses segments that a server, or one behind it, could take for the parent folder.
fn check_segments(path: &str) -> Result<(), HostError> {
    let mut decoded = path.as_bytes().to_vec();
    for _ in 0..=DECODED {
        // Some servers take `\` for `/`, and ignore what follows `;`.
        let leads_up = decoded.split(|byte| matches!(byte, b'/' | b'\\')).any(|segment| {
            let name = segment.split(|byte| *byte == b';').next().unwrap_or_default();
            matches!(name, b"." | b"..")
        });
        if leads_up || decoded.contains(&0) {
            return Err(HostError::Invalid("the path leads out of the connection".to_owned()));
        }
        let next = decode(&decoded);
        if next == decoded {
            return Ok(());
        }
        decoded = next;
    }
    Err(HostError::Invalid("the path is percent-encoded again and again".to_owned()))
}

/// Percent-decodes once; a `%` without two digits is kept.
fn decode(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let byte = if *first == b'%' { encoded(after) } else { None };
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decoded
}

/// The byte of the two hexadecimal digits at the beginning of a text.
fn encoded(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(0)? * 16 + digit(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, path: &str) -> Result<String, HostError> {
        below(&connection_url(base).unwrap(), path).map(Into::into)
    }

    #[test]
    fn a_path_goes_below_the_connections_own() {
        for (base, path, whole) in [
            ("https://crm.example", "/", "https://crm.example/"),
            ("https://crm.example/", "/tickets/7", "https://crm.example/tickets/7"),
            ("https://crm.example/api", "/tickets/7?a=b&c=../d", "https://crm.example/api/tickets/7?a=b&c=../d"),
            ("https://crm.example:8443/api/", "/t", "https://crm.example:8443/api/t"),
            ("https://CRM.example:443/a/../api", "/t", "https://crm.example/api/t"),
            ("https://[2606:4700::1]/api", "/t", "https://[2606:4700::1]/api/t"),
            (
                "https://crm.example/api",
                "/a%20b/group%2Fproject/...",
                "https://crm.example/api/a%20b/group%2Fproject/...",
            ),
            ("https://crm.example/api", "/@evil.example:80/x", "https://crm.example/api/@evil.example:80/x"),
            ("https://crm.example/api", "/a:b/", "https://crm.example/api/a:b/"),
            ("https://crm.example/api", "/100%25", "https://crm.example/api/100%25"),
        ] {
            assert_eq!(joined(base, path).as_deref(), Ok(whole), "{base} {path}");
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for path in [
            "",
            "tickets",
            "?a=b",
            "https://evil.example/",
            "//evil.example/",
            "/a//b",
            "/\\evil.example",
            "/..",
            "/../admin",
            "/./a",
            "/a/../../admin",
            "/%2e%2e/admin",
            "/.%2E/admin",
            "/%2e/admin",
            "/a%2f..%2fadmin",
            "/a%5c..%5cadmin",
            "/..%2fadmin",
            "/%252e%252e/admin",
            "/%25252e%25252e/admin",
            "/%2525252525252e",
            "/..;/admin",
            "/..;a=b/admin",
            "/a%00",
            "/a#b",
            "/a b",
            "/a\r\nhost: evil.example",
            "/ä",
            "/%",
            "/%2",
            "/%zz",
            "/a@b#@evil.example",
        ] {
            let refused = joined("https://crm.example/api", path);
            assert!(matches!(refused, Err(HostError::Invalid(_))), "{path}: {refused:?}");
        }
        let longest = format!("/{}", "a".repeat(limits::REQUEST_PATH_BYTES - 1));
        assert!(joined("https://crm.example", &longest).is_ok());
        let refused = joined("https://crm.example", &format!("{longest}a"));
        assert!(matches!(refused, Err(HostError::TooMuch(_))));
    }

    #[test]
    fn a_connections_address_is_https_and_nothing_but_a_place() {
        for (text, rule) in [
            ("http://crm.example", "https://"),
            ("ftp://crm.example", "https://"),
            ("crm.example", "URL"),
            ("https://", "URL"),
            ("https:///", "URL"),
            ("https://crm.example:0", "server"),
            ("https://me@crm.example", "name or a password"),
            ("https://@crm.example", "name or a password"),
            ("https://me:secret@crm.example", "name or a password"),
            ("https://crm.example/?key=x", "query"),
            ("https://crm.example/?", "query"),
            ("https://crm.example/#a", "fragment"),
            ("https://crm.example/%252e%252e/", "leads out"),
            (" https://crm.example", "white space"),
            ("https://crm.example/a\tb", "white space"),
        ] {
            let refused = connection_url(text).unwrap_err();
            assert!(refused.contains(rule), "{text}: {refused}");
        }
        assert!(connection_url(&format!("https://crm.example/{}", "a".repeat(limits::CONNECTION_URL_BYTES))).is_err());
    }

    #[test]
    fn a_number_in_any_spelling_is_the_address_that_it_means() {
        for text in ["https://127.0.0.1", "https://0x7f.1", "https://2130706433", "https://0177.0.0.1", "https://127.1"]
        {
            let url = connection_url(text).unwrap();
            assert_eq!(literal(&url), Some([127, 0, 0, 1].into()), "{text}");
        }
        assert_eq!(literal(&connection_url("https://crm.example").unwrap()), None);
    }
}
