//! Finds out whether a stream of bytes is plain text.

/// Examines bytes in chunks of any size.
#[derive(Debug, Default)]
pub(super) struct PlainText {
    broken: bool,
    /// The start of a character that continues in the next chunk; 3 bytes at most.
    begun: Vec<u8>,
}

impl PlainText {
    /// Examines the next bytes.
    pub(super) fn look(&mut self, bytes: &[u8]) {
        if self.broken {
            return;
        }
        let joined;
        let bytes = if self.begun.is_empty() {
            bytes
        } else {
            joined = [self.begun.as_slice(), bytes].concat();
            &joined
        };
        let (text, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (text, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(text).unwrap_or_default(), rest)
            }
            Err(_) => {
                self.broken = true;
                return;
            }
        };
        self.broken = text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
        self.begun = rest.to_vec();
    }

    /// Whether everything so far was UTF-8 without control characters.
    pub(super) fn is_plain(&self) -> bool {
        !self.broken && self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_plain(bytes: &[u8], chunk: usize) -> bool {
        let mut plain = PlainText::default();
        bytes.chunks(chunk).for_each(|bytes| plain.look(bytes));
        plain.is_plain()
    }

    #[test]
    fn text_is_text_however_its_bytes_are_cut() {
        let text = "hyvää päivää 👋\r\n\tрус 漢字\u{feff}".as_bytes();
        for chunk in 1..=text.len() {
            assert!(is_plain(text, chunk), "{chunk}");
            assert!(!is_plain(&text[..text.len() - 1], chunk), "{chunk}");
        }
    }

    #[test]
    fn control_characters_and_other_encodings_are_no_text() {
        for bytes in [&b"a\0b"[..], b"\x1b[31m", "a\u{85}b".as_bytes(), b"p\xe4iv\xe4", b"\xff\xfeh\0", b"\xed\xa0\x80"]
        {
            for chunk in 1..=bytes.len() {
                assert!(!is_plain(bytes, chunk), "{bytes:?}");
            }
        }
    }
}
