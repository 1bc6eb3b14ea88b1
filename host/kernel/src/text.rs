//! Checks of the text that people write: its length and characters are checked when it enters the domain, and it is
//! kept unchanged.

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Only white space.
    #[error("is empty")]
    Empty,
    /// Longer than allowed.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The most characters (Unicode scalar values) allowed.
        max: usize,
    },
    /// Contains a control character. Line breaks and tabs are allowed where the text may have several lines.
    #[error("has a control character")]
    Control,
}

/// Checks a text of several lines: no control characters except `\n` and `\t`, not blank, at most `max` characters.
pub fn lines(text: &str, max: usize) -> Result<(), TextError> {
    check(text, max, |c| c == '\n' || c == '\t')
}

/// Checks a text of one line, such as a name, and returns it without surrounding white space.
pub fn line(text: &str, max: usize) -> Result<&str, TextError> {
    let text = text.trim();
    check(text, max, |_| false)?;
    Ok(text)
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<(), TextError> {
    // Bytes are compared first, so that a megabyte of text is refused without counting its characters.
    if text.len() > max * 4 || text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if text.chars().any(|c| (c.is_control() || is_direction_override(c)) && !allowed(c)) {
        return Err(TextError::Control);
    }
    if text.chars().all(char::is_whitespace) {
        return Err(TextError::Empty);
    }
    Ok(())
}

/// Whether a character changes the direction of the text after it, which can make one name look like another (Unicode
/// Technical Report 36, section 2.5). Isolates are allowed, because their effect ends with them.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_may_have_lines_and_emoji_but_no_control_characters() {
        assert_eq!(lines("hei\n\t👋 ääkköset", 100), Ok(()));
        assert_eq!(lines("a\u{0}b", 100), Err(TextError::Control));
        assert_eq!(lines("a\u{1b}[31m", 100), Err(TextError::Control));
        assert_eq!(lines(" \n ", 100), Err(TextError::Empty));
        assert_eq!(lines(&"ä".repeat(101), 100), Err(TextError::TooLong { max: 100 }));
        assert_eq!(lines(&"ä".repeat(100), 100), Ok(()));
    }

    #[test]
    fn a_name_is_one_line_without_tricks_of_direction() {
        assert_eq!(line("  Niilo ", 80), Ok("Niilo"));
        assert_eq!(line("a\nb", 80), Err(TextError::Control));
        assert_eq!(line("gpj\u{202E}exe", 80), Err(TextError::Control));
    }
}
