//! Takes a Rust text apart into tokens. Only what is needed to find paths: numbers, lifetimes and comments are left out.
//!
//! `syn` would do it, but then whatever is built together with xtask would get another `proc-macro2` than what is built
//! without it, and with that every macro and all that uses macros would be compiled twice.

use std::iter::Peekable;
use std::str::Chars;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name or keyword.
    Name(String),
    /// A sign that is no bracket.
    Sign(char),
    /// An opening bracket of any kind.
    Open(char),
    /// A closing bracket of any kind.
    Close(char),
    /// What is written between quotation marks.
    Text(String),
}

impl Token {
    /// Whether this is the name.
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

/// All tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut letters = text.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => skip_line(&mut letters),
            '/' if letters.peek() == Some(&'*') => skip_comment(&mut letters),
            '"' => tokens.push(Token::Text(quoted(&mut letters))),
            '\'' => skip_quote(&mut letters),
            '(' | '[' | '{' => tokens.push(Token::Open(letter)),
            ')' | ']' | '}' => tokens.push(Token::Close(letter)),
            _ if letter.is_whitespace() => {}
            _ if letter.is_ascii_digit() => skip_number(&mut letters),
            _ if letter.is_alphabetic() || letter == '_' => {
                let name = name(letter, &mut letters);
                tokens.extend(named(name, &mut letters));
            }
            _ => tokens.push(Token::Sign(letter)),
        }
    }
    tokens
}

fn skip_line(letters: &mut Peekable<Chars<'_>>) {
    letters.find(|letter| *letter == '\n');
}

/// Skips a comment whose first letter is gone; there may be others in it.
fn skip_comment(letters: &mut Peekable<Chars<'_>>) {
    let mut depth = 0;
    let mut before = '/';
    for letter in letters.by_ref() {
        let pair = (before, letter);
        before = letter;
        match pair {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => continue,
        }
        // A sign belongs to one pair.
        before = ' ';
        if depth == 0 {
            return;
        }
    }
}

/// The rest of a text between quotation marks.
fn quoted(letters: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}

/// Skips the rest of a letter in quotes, or of a lifetime.
fn skip_quote(letters: &mut Peekable<Chars<'_>>) {
    let Some(first) = letters.next() else { return };
    if first == '\\' {
        // The letter behind the backslash may be a quote itself.
        letters.next();
        letters.find(|letter| *letter == '\'');
    } else if letters.peek() == Some(&'\'') {
        letters.next();
    } else {
        while letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_').is_some() {}
    }
}

/// Skips the rest of a number, but not the dots of a range that begins with it, nor a method of it.
fn skip_number(letters: &mut Peekable<Chars<'_>>) {
    loop {
        while letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_').is_some() {}
        let mut ahead = letters.clone();
        let goes_on = ahead.next() == Some('.') && ahead.next().is_some_and(|letter| letter.is_ascii_digit());
        if !goes_on {
            return;
        }
        letters.next();
    }
}

fn name(first: char, letters: &mut Peekable<Chars<'_>>) -> String {
    let mut name = String::from(first);
    while let Some(letter) = letters.next_if(|letter| letter.is_alphanumeric() || *letter == '_') {
        name.push(letter);
    }
    name
}

/// A name, or the text or letter before which it stands as a prefix: `r"…"`, `br#"…"#`, `b'…'`.
fn named(name: String, letters: &mut Peekable<Chars<'_>>) -> Option<Token> {
    let is_prefix = matches!(name.as_str(), "r" | "b" | "c" | "br" | "cr");
    match letters.peek() {
        Some('"') if is_prefix && !name.ends_with('r') => {
            letters.next();
            Some(Token::Text(quoted(letters)))
        }
        Some('\'') if name == "b" => {
            letters.next();
            skip_quote(letters);
            None
        }
        Some('"' | '#') if is_prefix && name.ends_with('r') => raw(letters),
        _ => Some(Token::Name(name)),
    }
}

/// The rest of a raw text, or of a raw name.
fn raw(letters: &mut Peekable<Chars<'_>>) -> Option<Token> {
    let mut marks = 0;
    while letters.next_if_eq(&'#').is_some() {
        marks += 1;
    }
    let first = letters.next()?;
    if first != '"' {
        return Some(Token::Name(name(first, letters)));
    }
    let end = format!("\"{}", "#".repeat(marks));
    let mut text = String::new();
    for letter in letters.by_ref() {
        text.push(letter);
        if text.ends_with(&end) {
            text.truncate(text.len() - end.len());
            break;
        }
    }
    Some(Token::Text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let shown = |token: &Token| match token {
            Token::Name(name) => name.clone(),
            Token::Sign(sign) | Token::Open(sign) | Token::Close(sign) => sign.to_string(),
            Token::Text(text) => format!("<{text}>"),
        };
        tokens(text).iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_left_out_also_one_within_another() {
        assert_eq!(read("a // b\nc /* d /* e */ f */ g /**/ h /*/ i */ j"), "a c g h j");
        assert_eq!(read("/// use crate::a;\n//! b\nc / d"), "c / d");
    }

    #[test]
    fn what_is_in_a_text_is_no_code() {
        assert_eq!(read(r#"a("b \" c", b"d", c"e")"#), r#"a ( <b " c> , <d> , <e> )"#);
        assert_eq!(read("r\"a\\\" b r##\"c \"# d\"## br#\"e\"# f"), "<a\\> b <c \"# d> <e> f");
    }

    #[test]
    fn letters_lifetimes_and_numbers_are_left_out() {
        assert_eq!(read("'a' '\\'' '\\u{61}' b'\"' b'\\'' '\"' c"), "c");
        assert_eq!(read("&'a str, &'static T, '_"), "& str , & T ,");
        assert_eq!(read("0..a 1.5e3 0x_ff.b() 2.max(c) 1_u8"), ". . a . b ( ) . max ( c )");
    }

    #[test]
    fn a_raw_name_is_a_name() {
        assert_eq!(read("r#type::b"), "type : : b");
    }
}
