//! The pages carried by the server: built from `host/web` and served to browsers, each with the strictest policy with
//! which it works.
//!
//! SECURITY.md, "Headers and pages".

pub(crate) mod console;
pub(crate) mod shop;
pub(crate) mod widget;

use std::{borrow::Cow, fmt::Write};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::headers::{ETag, HeaderMapExt, IfNoneMatch};
use rust_embed::{EmbeddedFile, RustEmbed};
use vuoro_kernel::Origin;

use crate::{app::HttpSettings, origin};

/// How long a file may be cached.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Not at all: the page names the files of this version.
    Nothing,
    /// A few minutes, then revalidated: the content changes under the same address.
    Shortly,
    /// For ever: the name contains a hash of the content.
    Forever,
}

impl Keep {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Nothing => "no-store",
            Self::Shortly => "public, max-age=300",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

/// A file of `F`, compressed when the browser accepts that and the build has compressed it.
fn file<F: RustEmbed>(path: &str, asked: &HeaderMap, keep: Keep) -> Option<Response> {
    let plain = F::get(path)?;
    let etag = etag(&plain);
    let packed = takes_gzip(asked).then(|| F::get(&format!("{path}.gz"))).flatten();
    let is_packed = packed.is_some();
    let known = asked.typed_get::<IfNoneMatch>();
    let is_known = known.zip(etag.as_ref()).is_some_and(|(known, etag)| !known.precondition_passes(etag));
    let mut response = if is_known && keep != Keep::Nothing {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        bytes(packed.unwrap_or(plain).data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type(path));
    headers.insert(header::CACHE_CONTROL, keep.header());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Some(etag) = etag.filter(|_| keep != Keep::Nothing) {
        headers.typed_insert(etag);
    }
    Some(response)
}

/// A page with its policy; when the build doesn't contain it, a line that says how to build it.
fn page(found: Option<Response>, policy: &str, name: &str) -> Response {
    let mut response = found.unwrap_or_else(|| {
        let text = format!("{name} isn't in this build. Run `cargo xtask web`, then build again.\n");
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    });
    // It consists of our own words and of origins, which contain no character that isn't allowed in a header.
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Everything comes from this server, with no script and no style in the page, nothing evaluated, and no text turned
/// into markup. The socket is named beside `'self'` for browsers whose `'self'` doesn't include it.
fn policy(headers: &HeaderMap, is_secure: bool, settings: &HttpSettings, frame_ancestors: &str) -> String {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'",
    );
    let named = origin::named(headers, is_secure);
    for origin in named.iter().chain(&settings.public_origins) {
        let _ = write!(policy, " {}://{}", if origin.is_https() { "wss" } else { "ws" }, origin.host_and_port());
    }
    policy.push_str("; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
    let _ = write!(policy, "; frame-ancestors {frame_ancestors}");
    policy
}

/// The organisation's origins that are accepted on this server: plain http ones only in development mode.
fn ancestors(origins: &[String], is_development: bool) -> String {
    let counts = |origin: &Origin| origin.is_https() || (is_development && origin.is_this_machine());
    let origins = origins.iter().filter_map(|text| text.parse::<Origin>().ok()).filter(counts);
    let list = origins.map(|origin| origin.to_string()).collect::<Vec<_>>().join(" ");
    if list.is_empty() { "'none'".to_owned() } else { list }
}

/// The content type of a file by its name.
pub(crate) fn content_type(path: &str) -> HeaderValue {
    HeaderValue::from_static(match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("mp3") => "audio/mpeg",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    })
}

/// The header of files that other sites' pages load.
const CROSS_ORIGIN: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));

fn bytes(data: Cow<'static, [u8]>) -> axum::body::Body {
    match data {
        Cow::Borrowed(data) => axum::body::Body::from(data),
        Cow::Owned(data) => axum::body::Body::from(data),
    }
}

fn etag(file: &EmbeddedFile) -> Option<ETag> {
    let mut text = String::from("\"");
    for byte in file.metadata.sha256_hash().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    text.parse().ok()
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| {
        let (name, parameters) = one.split_once(';').unwrap_or((one, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(parameters.trim(), "q=0" | "q=0.0")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_origins_that_count_here_may_embed() {
        let all = ["https://shop.example", "http://localhost:8080", "http://shop.example", "rubbish"];
        let all: Vec<_> = all.map(str::to_owned).into();
        assert_eq!(ancestors(&all, false), "https://shop.example");
        assert_eq!(ancestors(&all, true), "https://shop.example http://localhost:8080");
        assert_eq!(ancestors(&all[1..], false), "'none'");
        assert_eq!(ancestors(&[], true), "'none'");
    }

    #[test]
    fn the_policy_names_the_sockets_and_takes_nothing_from_the_host_header_but_a_host() {
        let settings =
            HttpSettings { public_origins: vec!["https://chat.example".parse().unwrap()], ..HttpSettings::default() };
        let said = policy(&asked(&[("host", "10.0.0.7:8080")]), false, &settings, "'none'");
        assert!(said.contains("connect-src 'self' ws://10.0.0.7:8080 wss://chat.example; base-uri"), "{said}");
        let said = policy(&asked(&[("host", "a; script-src *")]), true, &settings, "'none'");
        assert!(said.contains("connect-src 'self' wss://chat.example; base-uri"), "{said}");
        assert!(!said.contains('*') && !said.contains("unsafe"), "{said}");
    }

    #[test]
    fn a_packed_file_goes_only_to_those_who_take_it() {
        for (accepted, takes) in
            [("gzip, br", true), ("br;q=1, GZIP;q=0.5", true), ("gzip;q=0", false), ("br", false), ("", false)]
        {
            assert_eq!(takes_gzip(&asked(&[("accept-encoding", accepted)])), takes, "{accepted}");
        }
    }
}
