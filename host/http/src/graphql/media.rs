//! The media types of GraphQL over HTTP, of requests and responses.

use axum::http::{HeaderMap, HeaderValue, header};

/// The media type of a response.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/json`: always 200 for a well-formed request, because old clients don't read other responses.
    #[default]
    Json,
    /// `application/graphql-response+json`: the status distinguishes a refused request from an executed one.
    Graphql,
}

impl Media {
    /// The header's value.
    pub(crate) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Graphql => "application/graphql-response+json; charset=utf-8",
        })
    }
}

// By hand, because `axum_extra::headers` doesn't know `Accept`.
/// The type that the client prefers; JSON when it names none, `None` when it accepts neither.
pub(crate) fn accepted(headers: &HeaderMap) -> Option<Media> {
    let mut best = None;
    let mut is_said = false;
    let ranges = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    for range in ranges.flat_map(|value| value.split(',')).filter(|range| !range.trim().is_empty()) {
        is_said = true;
        let (name, parameters) = range.split_once(';').unwrap_or((range, ""));
        let (media, is_exact) = match name.trim().to_ascii_lowercase().as_str() {
            "application/graphql-response+json" => (Media::Graphql, true),
            "application/json" => (Media::Json, true),
            "application/*" | "*/*" => (Media::Json, false),
            _ => continue,
        };
        // Of equal weights the first one; an exact type goes before a wildcard.
        let rank = (quality_millis(parameters), is_exact);
        if rank.0 > 0 && best.is_none_or(|(other, _)| rank > other) {
            best = Some((rank, media));
        }
    }
    if is_said { best.map(|(_, media)| media) } else { Some(Media::Json) }
}

// Not by `axum_extra::headers::ContentType`, which takes the first of several.
/// Whether `Content-Type` says JSON in UTF-8. Forms and plain text, which any page may send anywhere, don't count.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    is_json
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

/// The weight of a media range in thousandths; 1000 when absent or unreadable.
fn quality_millis(parameters: &str) -> u32 {
    let q = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse::<f32>().ok())?
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000 after the clamp")]
    q.map_or(1_000, |q| (q.clamp(0.0, 1.0) * 1_000.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, value.parse().unwrap());
        accepted(&headers)
    }

    fn content(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, value.parse().unwrap());
        is_json(&headers)
    }

    #[test]
    fn a_client_without_a_wish_gets_json() {
        assert_eq!(accepted(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(accept("*/*"), Some(Media::Json));
        assert_eq!(accept(""), Some(Media::Json));
    }

    #[test]
    fn the_best_liked_type_that_there_is_is_taken() {
        assert_eq!(accept("application/graphql-response+json, application/json;q=0.9"), Some(Media::Graphql));
        assert_eq!(accept("application/json;q=0.5, application/graphql-response+json"), Some(Media::Graphql));
        assert_eq!(accept("application/json, application/graphql-response+json"), Some(Media::Json));
        assert_eq!(accept("*/*, Application/GraphQL-response+JSON; charset=utf-8"), Some(Media::Graphql));
        assert_eq!(accept("text/html, */*;q=0.1"), Some(Media::Json));
        assert_eq!(accept("text/html"), None);
        assert_eq!(accept("application/json;q=0"), None);
    }

    #[test]
    fn only_json_in_utf_8_is_json() {
        for fine in ["application/json", "Application/JSON; Charset=\"UTF-8\"", "application/json;profile=x"] {
            assert!(content(fine), "{fine}");
        }
        for other in [
            "text/plain",
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=application/json",
            "application/jsonp",
            "text/plain, application/json",
        ] {
            assert!(!content(other), "{other}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
