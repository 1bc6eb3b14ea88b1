//! Opaque tokens: 256 random bits, shown once, stored only as their SHA-256.
//!
//! SECURITY.md, G19.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::TryRng;
use sha2::{Digest, Sha256};

/// What a token gives access to. The token begins with letters for its kind, so that one kind is never tried as
/// another.
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

/// A secret token in clear text. Its `Debug` output shows the kind only; the secret is read with [`Token::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    kind: TokenKind,
    text: String,
}

/// The SHA-256 of a token. The database stores it and look-ups compare it, so that the secret itself is never compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TokenHash(pub [u8; 32]);

impl Token {
    /// Generates a token from the system's random source.
    ///
    /// # Panics
    /// When the system has no random source: nothing could be kept secret then, so stopping is right.
    pub fn new(kind: TokenKind) -> Self {
        let mut bytes = [0u8; 32];
        rand::rngs::SysRng.try_fill_bytes(&mut bytes).expect("the system's random source works");
        Self { kind, text: format!("{}{}", kind.prefix(), URL_SAFE_NO_PAD.encode(bytes)) }
    }

    /// Reads a token that a client presents; `None` when the text doesn't have the shape of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let kind = [TokenKind::Session, TokenKind::Visitor, TokenKind::Invitation]
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix()))?;
        let secret = &text[kind.prefix().len()..];
        (secret.len() == 43 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'))
            .then(|| Self { kind, text: text.to_owned() })
    }

    /// What the token gives access to.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The secret text, to be handed to the person or program it is for.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The hash that is stored and looked up instead of the token.
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
