//! Chooses the language that a client prefers.

use axum::http::{HeaderMap, header};

/// The supported languages.
const LANGUAGES: [&str; 3] = ["en", "fi", "sv"];
/// Most ranges of a header that are read.
const RANGES_MAX: usize = 20;

// Not by the crate `accept-language`: it accepts a language of weight 0, doesn't take `fi-FI` or `FI` for `fi`, and reads and
// sorts any number of languages.
/// The preferred language by the weights of `Accept-Language` (RFC 9110, 12.5.4); English when it names none of ours.
pub(crate) fn preferred(headers: &HeaderMap) -> &'static str {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = ("en", 0.0_f32);
    for range in header.split(',').take(RANGES_MAX) {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse::<f32>().ok());
        let ours = LANGUAGES.iter().find(|language| language.eq_ignore_ascii_case(primary));
        if let (Some(language), Some(weight)) = (ours, weight)
            && weight > best.1
        {
            best = (language, weight);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_of_our_languages_is_taken_and_english_else() {
        for (header, language) in [
            ("", "en"),
            ("fi", "fi"),
            ("fi-FI,fi;q=0.9,en;q=0.8", "fi"),
            ("de, sv;q=0.5, en;q=0.4", "sv"),
            ("en;q=0.1, SV-fi;q=0.7", "sv"),
            ("fi;q=0", "en"),
            ("fi;q=x, *", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(preferred(&headers), language, "{header}");
        }
    }
}
