//! Headers of requests: which ones a plugin may set, and which may carry a secret.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::{HostError, limits};

/// Headers that belong to the connection, or say where a request goes: only the host sets them.
const HOSTS: [&str; 9] =
    ["host", "content-length", "connection", "transfer-encoding", "keep-alive", "te", "trailer", "upgrade", "expect"];

/// Checks the name of the header for a connection's secret, and returns it in lower case.
///
/// # Errors
/// The rule that it breaks, as the end of a sentence about it.
pub fn header_name(text: &str) -> Result<HeaderName, String> {
    if text.len() > limits::HEADER_NAME_BYTES {
        return Err(format!("is longer than {} characters", limits::HEADER_NAME_BYTES));
    }
    let name = HeaderName::from_bytes(text.as_bytes());
    let name = name.map_err(|_| "is no name of a header, such as authorization".to_owned())?;
    if HOSTS.contains(&name.as_str()) || name.as_str().starts_with("proxy-") {
        return Err("is set by the host alone".to_owned());
    }
    Ok(name)
}

/// Reads the headers that a plugin wants to send.
pub(super) fn headers(wanted: &[(String, String)]) -> Result<HeaderMap, HostError> {
    if wanted.len() > limits::REQUEST_HEADERS {
        return Err(HostError::TooMuch(format!("a request has {} headers at most", limits::REQUEST_HEADERS)));
    }
    let bytes: usize = wanted.iter().map(|(name, value)| name.len().saturating_add(value.len())).sum();
    if bytes > limits::REQUEST_HEADER_BYTES {
        let text = format!("a request has {} bytes of headers at most", limits::REQUEST_HEADER_BYTES);
        return Err(HostError::TooMuch(text));
    }
    let mut headers = HeaderMap::with_capacity(wanted.len());
    for (name, value) in wanted {
        let invalid = |rule: String| HostError::Invalid(format!("the header {name:?} {rule}"));
        let parsed = header_name(name).map_err(invalid)?;
        let unfit = || invalid("has a character that isn't visible ASCII or a space".to_owned());
        // The library would accept other bytes in a header.
        if !value.is_ascii() {
            return Err(unfit());
        }
        let value = HeaderValue::from_str(value).map_err(|_| unfit())?;
        headers.append(parsed, value);
    }
    Ok(headers)
}

/// The headers of a response as a plugin reads them.
pub(super) fn read(headers: &HeaderMap) -> Result<Vec<(String, String)>, HostError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len().saturating_add(value.len())).sum();
    if bytes > limits::RESPONSE_HEADER_BYTES {
        let text = format!("the answer has more than {} bytes of headers", limits::RESPONSE_HEADER_BYTES);
        return Err(HostError::TooMuch(text));
    }
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn what_is_the_hosts_alone_can_not_be_set() {
        for name in [
            "Host",
            "content-length",
            "Connection",
            "Transfer-Encoding",
            "Proxy-Authorization",
            "proxy-x",
            "TE",
            "Upgrade",
            "Expect",
            "a b",
            "a:b",
            "",
            "ä",
            "a\r\nhost",
        ] {
            assert!(matches!(headers(&[header(name, "x")]), Err(HostError::Invalid(_))), "{name}");
        }
        for value in ["a\r\nhost: evil.example", "a\0", "ä"] {
            assert!(matches!(headers(&[header("x-a", value)]), Err(HostError::Invalid(_))), "{value}");
        }
        let two = headers(&[header("Accept", "a/b"), header("accept", "c/d")]).unwrap();
        assert_eq!(two.get_all("accept").iter().count(), 2);
    }

    #[test]
    fn headers_are_counted_in_number_and_bytes() {
        let so_many = |count: usize| headers(&vec![header("x-a", "b"); count]);
        assert!(so_many(limits::REQUEST_HEADERS).is_ok());
        assert!(matches!(so_many(limits::REQUEST_HEADERS + 1), Err(HostError::TooMuch(_))));
        let so_long = |bytes: usize| headers(&[header("x-a", &"b".repeat(bytes - 3))]);
        assert!(so_long(limits::REQUEST_HEADER_BYTES).is_ok());
        assert!(matches!(so_long(limits::REQUEST_HEADER_BYTES + 1), Err(HostError::TooMuch(_))));
    }
}
