//! E-mail addresses, in the one form in which they are stored and compared.

use unicode_normalization::UnicodeNormalization;
use vuoro_kernel::limits::EMAIL_CHARS_MAX;

/// Most bytes of the part before the `@` (RFC 5321, 4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;

/// An address as it is stored: NFKC, in lower case, without surrounding white space. `None` when the text can't be an
/// address. Whether mail arrives there isn't checked.
pub(crate) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > EMAIL_CHARS_MAX {
        return None;
    }
    // Lower-casing a normalised text can undo the normalisation, so it is normalised again.
    let lower = text.nfkc().collect::<String>().to_lowercase();
    let address: String = lower.nfkc().collect();
    let (local, domain) = address.rsplit_once('@')?;
    let dots = |part: &str| !part.is_empty() && part.split('.').all(|label| !label.is_empty());
    let local_signs = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let domain_signs = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    let plausible = address.len() <= EMAIL_CHARS_MAX
        && local.len() <= LOCAL_BYTES_MAX
        && (dots(local) && local.chars().all(local_signs))
        && (dots(domain) && domain.chars().all(domain_signs))
        && domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
    plausible.then_some(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn upper_and_lower_case_and_white_space_around_make_no_difference() {
        for text in ["niilo@vuoro.example", " Niilo@Vuoro.Example\n", "ＮＩＩＬＯ@vuoro.example"] {
            assert_eq!(address(text).as_deref(), Some("niilo@vuoro.example"), "{text}");
        }
        assert_eq!(address("ÄÄKKÖNEN+chat@PÄHKINÄ.fi").as_deref(), Some("ääkkönen+chat@pähkinä.fi"));
        assert_eq!(address("niilo@localhost").as_deref(), Some("niilo@localhost"));
    }

    #[test]
    fn what_can_not_be_an_address_is_refused() {
        let long = format!("{}@vuoro.example", "a".repeat(65));
        let longer = format!("a@{}.example", "a".repeat(250));
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "niilo",
            "a b@c.fi",
            "a@b@c.fi",
            "a@b..fi",
            ".a@b.fi",
            "a@-b.fi",
            "a@b.fi.",
            "a\0@b.fi",
            "a@b.fi\nBcc: c@d.fi",
            "\"a\"@b.fi",
            "<a@b.fi>",
            "a\u{202e}@b.fi",
            &long,
            &longer,
        ] {
            assert_eq!(address(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_kept_in_one_form(text in "[a-zA-ZäÄİßſﬁ０-９.]{1,10}@[a-zA-ZäÄİßﬁ-]{1,10}\\.[a-z]{2,3}") {
            if let Some(once) = address(&text) {
                prop_assert_eq!(address(&once), Some(once.clone()));
                prop_assert_eq!(address(&text.to_uppercase()).is_some(), true);
            }
        }
    }
}
