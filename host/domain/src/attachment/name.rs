//! File names: letters are kept as they are; whatever could lead to another folder or mislead people is removed or
//! refused.

use vuoro_kernel::{
    limits::FILE_NAME_CHARS_MAX,
    text::{self, TextError},
};

use crate::{Problem, error::Named};

/// The name without the folders before it, which some browsers send along.
pub(super) fn file_name(given: &str) -> Result<String, Problem> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = text::line(last, FILE_NAME_CHARS_MAX).named("name")?;
    if name.contains(misleads) {
        return Err(TextError::Control).named("name");
    }
    if name.chars().all(|c| c == '.') {
        return Err(Problem::invalid("name", "is no name of a file"));
    }
    Ok(name.to_owned())
}

/// Characters that mislead, besides the direction overrides that no text may have: line separators, and the isolates
/// that can hide a file's extension.
fn misleads(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_letters() {
        for name in
            ["Käyttöohje (1).pdf", "履歴書.docx", "سيرة.pdf", "a\u{308}.txt", "50% & \"more\"; x.png", ".profile"]
        {
            assert_eq!(file_name(name).as_deref(), Ok(name));
        }
        assert_eq!(file_name("  kuva.png ").as_deref(), Ok("kuva.png"));
    }

    #[test]
    fn folders_before_a_name_are_left_out() {
        for given in ["/etc/x.png", "..\\..\\x.png", "C:\\fakepath\\x.png", "a/b\\x.png"] {
            assert_eq!(file_name(given).as_deref(), Ok("x.png"), "{given}");
        }
    }

    #[test]
    fn names_that_mislead_or_are_none_are_refused() {
        for given in ["", " ", "a/", "..", ".", "a\nb", "a\0.png", "x\u{202E}gnp.exe", "x\u{2067}gnp.exe", "a\u{2028}b"]
        {
            assert!(
                matches!(file_name(given), Err(Problem::InvalidInput { field, .. }) if field == "name"),
                "{given:?}"
            );
        }
        assert!(file_name(&"ä".repeat(256)).is_err());
        assert!(file_name(&"ä".repeat(255)).is_ok());
    }
}
