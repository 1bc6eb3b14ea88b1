//! How deep a `plugin.toml` nests, found out before anything follows it down: the TOML parser bounds brackets and dotted keys
//! each for itself, and eighty dotted keys within eighty inline tables still come to thousands of levels.

use toml_parser::{Source, lexer::TokenKind};

/// Levels of tables and arrays in a manifest, at most.
pub(crate) const DEPTH_MAX: usize = 64;

/// Whether no place of the text lies deeper than [`DEPTH_MAX`]. Counts the dots and brackets that lead to it, so that a text
/// which isn't TOML has an answer too; a dot within a number counts as one of a key.
pub(crate) fn is_shallow(text: &str) -> bool {
    // Dots of the header above, and of the key at each open bracket; the last is where we are.
    let (mut header, mut open) = (0, vec![0_usize]);
    // The levels of all but the last, so that nothing is added up at each token.
    let mut above = 0;
    let (mut is_header, mut is_first) = (false, true);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment => continue,
            TokenKind::Newline if open.len() == 1 => {
                open[0] = 0;
                is_first = true;
                is_header = false;
                continue;
            }
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                if open.len() == 1 && is_first {
                    is_header = true;
                    header = 0;
                }
                above += open.last().copied().unwrap_or_default() + 1;
                open.push(0);
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket if open.len() > 1 => {
                let closed = open.pop().unwrap_or_default();
                above -= open.last().copied().unwrap_or_default() + 1;
                if is_header {
                    header += closed + 1;
                }
            }
            // The next key of an inline table, or the next item.
            TokenKind::Comma => {
                if let Some(last) = open.last_mut() {
                    *last = 0;
                }
            }
            TokenKind::Dot => {
                if let Some(last) = open.last_mut() {
                    *last += 1;
                }
            }
            _ => {}
        }
        is_first = false;
        let below_header = if is_header { 0 } else { header };
        if below_header + above + open.last().copied().unwrap_or_default() > DEPTH_MAX {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_shallow() {
        for text in [
            "",
            "a = 1.5\nb.c.d = [1.5, 2.5, 3.5]\n",
            "[a.b.c]\nd = { e = { f = [[1]] } }\n[[g.h]]\ni = 'a.b.c.d'\n# a.b.c.d\n",
            &"[a.b]\nc.d = { e.f = 1.5 }\n".repeat(1_000),
            &format!("a = [{}]", "1.5, { b.c = 2 }, ".repeat(1_000)),
        ] {
            assert!(is_shallow(text), "{text}");
        }
    }

    #[test]
    fn each_way_to_nest_is_counted_and_so_is_their_sum() {
        let dots = |count: usize| format!("a{}", ".a".repeat(count));
        for (deepest, text) in [
            (DEPTH_MAX, &(|n: usize| format!("{} = 1", dots(n))) as &dyn Fn(usize) -> String),
            (DEPTH_MAX, &|n| format!("a = {}1{}", "[".repeat(n), "]".repeat(n))),
            (DEPTH_MAX, &|n| format!("a = {}1{}", "{ a = ".repeat(n), "}".repeat(n))),
            (DEPTH_MAX / 2, &|n| format!("a = {}1{}", "{ a.a = ".repeat(n), "}".repeat(n))),
            (DEPTH_MAX - 2, &|n| format!("[{}]\na = 1", dots(n))),
            (DEPTH_MAX - 12, &|n| format!("[{}]\n{} = 1", dots(n), dots(10))),
        ] {
            assert!(is_shallow(&text(deepest - 1)), "{}", text(deepest - 1));
            assert!(!is_shallow(&text(deepest + 2)), "{}", text(deepest + 2));
        }
    }

    #[test]
    fn a_text_that_is_no_toml_has_an_answer() {
        for text in ["]]]]}}}}", "[[[[", "= = =", "\"\"\"", "a = [\n1\n", "\u{0}..."] {
            let _ = is_shallow(text);
        }
        assert!(!is_shallow(&"{ a.b.c = ".repeat(30)));
        assert!(!is_shallow(&"[".repeat(60_000)));
    }
}
