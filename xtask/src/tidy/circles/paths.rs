//! Finds the paths in code.

use super::lexer::{Token, tokens};

/// A path in code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its names.
    pub names: Vec<String>,
    /// Whether it is a macro that is called.
    pub is_macro: bool,
}

/// Every path among tokens: `Type`, `call()`, `a::b`, `crate::a::b`. Single names that are neither types nor calls are left
/// out, because they are mostly variables, and so is what is compiled for tests only.
pub fn paths(code: &[Token]) -> Vec<Path> {
    let mut paths = Vec::new();
    collect(code, &[], &mut paths);
    paths
}

/// Where the bracket that opens at a place is closed.
pub fn closing(code: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in code.iter().enumerate().skip(open) {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

/// Where an attribute that begins at a place ends, and what is between its brackets.
pub fn attribute(code: &[Token], at: usize) -> Option<(usize, &[Token])> {
    let is_inner = code.get(at + 1) == Some(&Token::Sign('!'));
    let open = at + 1 + usize::from(is_inner);
    if code.get(at)? != &Token::Sign('#') || code.get(open)? != &Token::Open('[') {
        return None;
    }
    let close = closing(code, open);
    Some((close, code.get(open + 1..close)?))
}

/// Whether an attribute says that what follows is for tests only.
pub fn is_for_tests(attribute: &[Token]) -> bool {
    match attribute {
        [only] => only.is("test"),
        [cfg, Token::Open('('), test, Token::Close(')')] => cfg.is("cfg") && test.is("test"),
        _ => false,
    }
}

/// Where an item or a statement that begins at a place has its last token.
pub fn end(code: &[Token], begin: usize) -> usize {
    let mut at = begin;
    // These have no body of their own: a bracket in them is a part of a value or of a list of names.
    let mut is_without_body = false;
    let mut is_item = false;
    while let Some(token) = code.get(at) {
        match token {
            Token::Sign(';') => return at,
            Token::Sign(',') if !is_item => return at,
            Token::Close(_) => return at.saturating_sub(1),
            Token::Open(bracket) => {
                at = closing(code, at);
                if *bracket == '{' && !is_without_body {
                    return at;
                }
            }
            Token::Name(name) => match name.as_str() {
                "use" | "static" | "type" | "let" if !is_item => (is_item, is_without_body) = (true, true),
                "const" if !is_item => {
                    is_item = true;
                    let follows = ["fn", "unsafe", "async", "extern"];
                    is_without_body = !code.get(at + 1).is_some_and(|next| follows.iter().any(|name| next.is(name)));
                }
                "fn" | "impl" | "mod" | "struct" | "enum" | "union" | "trait" | "macro_rules" => is_item = true,
                _ => {}
            },
            _ => {}
        }
        at += 1;
    }
    code.len().saturating_sub(1)
}

fn collect(code: &[Token], before: &[String], paths: &mut Vec<Path>) {
    let mut at = 0;
    while let Some(token) = code.get(at) {
        if let Some((close, attribute)) = attribute(code, at) {
            at = close + 1;
            if is_for_tests(attribute) {
                at = end(code, at) + 1;
                continue;
            }
            collect(attribute, &[], paths);
            if attribute.first().is_some_and(|name| name.is("serde")) {
                collect_texts(attribute, paths);
            }
            continue;
        }
        at = match token {
            // The other name of an import.
            Token::Name(name) if name == "as" && !before.is_empty() => at + 2,
            Token::Name(_) => collect_path(code, at, before, paths),
            Token::Open(_) => {
                let close = closing(code, at);
                collect(code.get(at + 1..close).unwrap_or_default(), &[], paths);
                close + 1
            }
            // `::name` without anything before is always of another crate.
            Token::Sign(':') if is_separator(code, at) => skip_path(code, at),
            _ => at + 1,
        };
    }
}

/// Reads the path that begins at a place, and says where it goes on.
fn collect_path(code: &[Token], begin: usize, before: &[String], paths: &mut Vec<Path>) -> usize {
    let is_sign = |at: usize, sign: char| code.get(at) == Some(&Token::Sign(sign));
    let mut names = before.to_vec();
    let mut at = begin;
    while let Some(Token::Name(name)) = code.get(at) {
        names.push(name.clone());
        at += 1;
        if !is_separator(code, at) {
            break;
        }
        at += 2;
        match code.get(at) {
            // `use a::{b, c}`: each goes on from here.
            Some(Token::Open('{')) => {
                let close = closing(code, at);
                collect(code.get(at + 1..close).unwrap_or_default(), &names, paths);
                return close + 1;
            }
            Some(Token::Name(_)) => {}
            // The arguments of a type, or `*`.
            _ => break,
        }
    }
    let follows = |at: usize| matches!(code.get(at), Some(Token::Open(_)));
    let is_macro = is_sign(at, '!') && follows(at + 1);
    // The second dot of a range has one before it.
    let is_field = begin > 0 && is_sign(begin - 1, '.') && !(begin > 1 && is_sign(begin - 2, '.'));
    let is_defined = begin > 0 && code.get(begin - 1).is_some_and(|token| token.is("fn"));
    let is_type = || names.first().is_some_and(|name| name.starts_with(char::is_uppercase));
    let is_call = is_macro || code.get(at) == Some(&Token::Open('('));
    if !is_field && !is_defined && (names.len() > 1 || is_type() || is_call) {
        paths.push(Path { names, is_macro });
    }
    at
}

fn is_separator(code: &[Token], at: usize) -> bool {
    code.get(at..at + 2).is_some_and(|two| two.iter().all(|token| *token == Token::Sign(':')))
}

/// Skips a path that begins with a separator.
fn skip_path(code: &[Token], mut at: usize) -> usize {
    while is_separator(code, at) {
        at += 2;
        if matches!(code.get(at), Some(Token::Name(_))) {
            at += 1;
        }
    }
    at
}

/// Paths within texts, as in `#[serde(with = "crate::time")]`.
fn collect_texts(attribute: &[Token], paths: &mut Vec<Path>) {
    for token in attribute {
        if let Token::Text(text) = token
            && text.contains("::")
        {
            collect(&tokens(text), &[], paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        paths(&tokens(text)).into_iter().map(|path| path.names.join("::")).collect()
    }

    #[test]
    fn paths_are_found_between_other_tokens() {
        assert_eq!(read("\"{}\", crate::a::b(c.d(), [e::F::G; 2])"), ["crate::a::b", "e::F::G"]);
        assert_eq!(read("a: b::c, ..D::e(), $crate::f!(G)"), ["b::c", "D::e", "crate::f", "G"]);
        assert_eq!(read("Vec::<crate::A>::new()"), ["Vec", "crate::A"]);
    }

    #[test]
    fn single_names_count_when_they_are_types_or_calls() {
        assert_eq!(read("fn a(b: C) { d(b); e!(b); b != f }"), ["C", "d", "e"]);
    }

    #[test]
    fn a_group_of_imports_goes_on_from_its_path() {
        assert_eq!(read("use a::{b as e, c::{self, D}};"), ["a::b", "a::c::self", "a::c::D"]);
    }

    #[test]
    fn what_is_of_another_crate_for_sure_is_left_out() {
        assert_eq!(read("x(::a::b::C, D)"), ["x", "D"]);
    }

    #[test]
    fn attributes_have_paths_in_texts_too() {
        assert_eq!(read("#[serde(with = \"crate::time\")] x: crate::A"), ["serde", "crate::time", "crate::A"]);
        assert_eq!(read("#[doc = \"crate::time\"] x: u8"), [""; 0]);
    }

    #[test]
    fn what_is_for_tests_is_left_out() {
        assert_eq!(read("#[cfg(test)] fn a<B, C>() { d::e() } f::g()"), ["f::g"]);
        assert_eq!(read("#[cfg(test)] tests::cut()?; f::g()"), ["f::g"]);
        assert_eq!(read("A { #[cfg(test)] b: c::D, e: f::g }"), ["A", "f::g"]);
        assert_eq!(read("#[cfg(test)] use a::{b, c}; f::g()"), ["f::g"]);
        assert_eq!(read("#[cfg(any(test, unix))] use a::b;"), ["cfg", "any", "a::b"]);
    }
}
