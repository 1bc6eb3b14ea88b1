//! Evaluates SPDX licence expressions such as `(MIT OR Apache-2.0) AND Unicode-3.0`.
//!
//! Grammar, weakest first: OR (and the slash of old manifests), AND, WITH, parentheses.

/// Whether an expression allows use, when `is_allowed` decides about a single licence, such as `MIT` or `Apache-2.0
/// WITH LLVM-exception`.
pub fn allows(expression: &str, is_allowed: impl Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut reader = Reader { words: spaced.split_whitespace().collect(), at: 0, is_allowed };
    let answer = reader.any()?;
    match reader.peek() {
        None => Ok(answer),
        Some(word) => Err(format!("unexpected `{word}`")),
    }
}

struct Reader<'a, F> {
    words: Vec<&'a str>,
    at: usize,
    is_allowed: F,
}

impl<'a, F: Fn(&str) -> bool> Reader<'a, F> {
    /// `a OR b`: one side is enough.
    fn any(&mut self) -> Result<bool, String> {
        let mut answer = self.all()?;
        while self.take("OR") {
            answer |= self.all()?;
        }
        Ok(answer)
    }

    /// `a AND b`: both are needed.
    fn all(&mut self) -> Result<bool, String> {
        let mut answer = self.one()?;
        while self.take("AND") {
            answer &= self.one()?;
        }
        Ok(answer)
    }

    fn one(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let answer = self.any()?;
            return if self.take(")") { Ok(answer) } else { Err("a `)` is missing".to_owned()) };
        }
        let name = self.name()?;
        if self.take("WITH") {
            let exception = self.name()?;
            return Ok((self.is_allowed)(&format!("{name} WITH {exception}")));
        }
        Ok((self.is_allowed)(name))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        let word = self.peek().ok_or("it ends too early")?;
        if ["OR", "AND", "WITH", "(", ")"].contains(&word) {
            return Err(format!("unexpected `{word}`"));
        }
        self.at += 1;
        Ok(word)
    }

    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let is_there = self.peek() == Some(word);
        self.at += usize::from(is_there);
        is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(expression: &str) -> Result<bool, String> {
        allows(expression, |name| ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&name))
    }

    #[test]
    fn one_allowed_side_of_an_or_is_enough() {
        assert_eq!(allowed("MIT OR GPL-3.0"), Ok(true));
        assert_eq!(allowed("GPL-3.0 OR MIT"), Ok(true));
        assert_eq!(allowed("GPL-2.0 OR GPL-3.0"), Ok(false));
    }

    #[test]
    fn both_sides_of_an_and_are_needed() {
        assert_eq!(allowed("MIT AND ISC"), Ok(true));
        assert_eq!(allowed("MIT AND GPL-3.0"), Ok(false));
    }

    #[test]
    fn and_binds_more_than_or() {
        assert_eq!(allowed("MIT OR ISC AND GPL-3.0"), Ok(true));
        assert_eq!(allowed("GPL-3.0 AND MIT OR GPL-2.0"), Ok(false));
        assert_eq!(allowed("(MIT OR ISC) AND GPL-3.0"), Ok(false));
    }

    #[test]
    fn a_licence_with_an_exception_is_a_licence_of_its_own() {
        assert_eq!(allowed("Apache-2.0 WITH LLVM-exception"), Ok(true));
        assert_eq!(allowed("Apache-2.0"), Ok(false));
        assert_eq!(allowed("MIT WITH LLVM-exception"), Ok(false));
    }

    #[test]
    fn the_slash_of_old_manifests_is_an_or() {
        assert_eq!(allowed("MIT/GPL-3.0"), Ok(true));
        assert_eq!(allowed("GPL-2.0 / GPL-3.0"), Ok(false));
    }

    #[test]
    fn parentheses_nest() {
        assert_eq!(allowed("((MIT) AND (ISC OR (GPL-3.0)))"), Ok(true));
    }

    #[test]
    fn a_broken_expression_is_refused_and_not_guessed_at() {
        for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT ISC", "AND MIT", "MIT WITH"] {
            assert!(allowed(broken).is_err(), "{broken}");
        }
    }
}
