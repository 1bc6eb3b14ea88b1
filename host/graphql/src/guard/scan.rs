//! The first check of a document: one pass over its bytes, before any parser.

use async_graphql::Pos;
use vuoro_kernel::limits::graphql::{DOCUMENT_BYTES_MAX, TOKENS_MAX};

use super::nesting::{NESTING_MAX, nested_too_deep};
use crate::error::Failure;

/// Limits bytes, tokens (as the GraphQL specification, section 2.1.6, counts them) and nested brackets. A text that
/// isn't GraphQL passes, because the parser reports better what is wrong with it.
pub(super) fn scan(text: &str) -> Result<(), Failure> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(Failure::bad_input(format!("The document has more than {DOCUMENT_BYTES_MAX} bytes.")));
    }
    let bytes = text.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0usize, 0usize);
    while let Some(&byte) = bytes.get(at) {
        let begin = at;
        at = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += run(&bytes[at..], |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            // The byte order mark is white space.
            0xEF if bytes[at..].starts_with(b"\xEF\xBB\xBF") => {
                at += 3;
                continue;
            }
            b'(' | b'[' | b'{' => {
                nesting += 1;
                if nesting > NESTING_MAX {
                    return Err(nested_too_deep(Some(pos(text, begin))));
                }
                at + 1
            }
            b')' | b']' | b'}' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            b'.' => at + run(&bytes[at..], |byte| byte == b'.').min(3),
            b'"' if bytes[at..].starts_with(b"\"\"\"") => block_string(bytes, at + 3),
            b'"' => string(bytes, at + 1),
            byte if is_word(byte) || byte == b'-' => {
                at + 1 + run(&bytes[at + 1..], |byte| is_word(byte) || matches!(byte, b'.' | b'+' | b'-'))
            }
            _ => at + 1,
        };
        tokens += 1;
        if tokens > TOKENS_MAX {
            let failure = Failure::bad_input(format!("The document has more than {TOKENS_MAX} tokens."));
            return Err(failure.at(Some(pos(text, begin))));
        }
    }
    Ok(())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn run(bytes: &[u8], of: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|&&byte| of(byte)).count()
}

/// The index after a string that began before `at`, or the end of its line when the string isn't closed.
fn string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    at
}

fn block_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return at + 3;
        } else {
            at += 1;
        }
    }
    at
}

fn pos(text: &str, at: usize) -> Pos {
    let before = &text.as_bytes()[..at];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    Pos { line, column: 1 + String::from_utf8_lossy(&before[line_start..]).chars().count() }
}
