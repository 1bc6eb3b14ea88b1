//! Opaque tokens: 256 random bits, shown once, stored only as their SHA-256.
//!
//! SECURITY.md, G19.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRngCore;
use sha2::{Digest, Sha256};

/// What a token opens; its first letters say it, so that one kind is never tried as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A session of an account: `vs_…`.
    Session,
    /// A customer's session in one organisation: `vv_…`.
    Visitor,
    /// An invitation: `vi_…`.
    Invitation,
}

impl TokenKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Session => "vs_",
            Self::Visitor => "vv_",
            Self::Invitation => "vi_",
        }
    }
}

/// A secret token in clear. It prints as its kind only; [`Token::reveal`] is the one way out.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    kind: TokenKind,
    text: String,
}

/// The SHA-256 of a token: what the database holds, and what look-ups compare, so that no comparison
/// ever runs over the secret itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TokenHash(pub [u8; 32]);

impl Token {
    /// A new token from the system's random source.
    ///
    /// # Panics
    /// When the system has no random source: then nothing can be kept secret and stopping is right.
    pub fn new(kind: TokenKind) -> Self {
        let mut bytes = [0u8; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the system's random source works");
        Self { kind, text: format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes)) }
    }

    /// Reads a token that somebody presents; `None` when it can't be one.
    pub fn parse(text: &str) -> Option<Self> {
        let kind = [TokenKind::Session, TokenKind::Visitor, TokenKind::Invitation]
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix()))?;
        let secret = &text[kind.prefix().len()..];
        (secret.len() == 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
            .then(|| Self { kind, text: text.to_owned() })
    }

    /// What it opens.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The secret text, for the one who is to have it.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// What is stored and looked up in its place.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.text.as_bytes()).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.kind.prefix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_shows_its_secret_in_debug_output() {
        let token = Token::new(TokenKind::Visitor);
        assert_eq!(format!("{token:?}"), "vv_…");
        assert_eq!(Token::parse(token.reveal()), Some(token));
    }

    #[test]
    fn what_can_not_be_a_token_is_not_looked_up() {
        for wrong in ["", "vs_", "vs_short", "xx_0123456789012345678901234567890123456789012", "vs_💥"] {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
    }
}
