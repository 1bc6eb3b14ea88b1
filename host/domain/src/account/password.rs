//! Passwords: checked, hashed and compared outside the async threads, few at a time, because each takes 19 MiB and a
//! while.
//!
//! SECURITY.md, "Passwords".

use std::net::IpAddr;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use unicode_normalization::UnicodeNormalization;
use vuoro_kernel::limits::PASSWORD_CHARS;

use super::turns::{Turn, Turns};
use crate::{Error, Problem};

/// A hash of no password, with the parameters of a real one. It is compared for addresses without an account, so that
/// the answer takes as long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Checks a new password: 12 to 256 characters of any kind.
pub(super) fn check(password: &str, field: &str) -> Result<(), Problem> {
    // Bytes are compared first, so that a megabyte of password is refused without counting its characters.
    let chars = match password.len() <= PASSWORD_CHARS.end() * 4 {
        true => password.chars().count(),
        false => usize::MAX,
    };
    if PASSWORD_CHARS.contains(&chars) {
        return Ok(());
    }
    let (fewest, most) = (PASSWORD_CHARS.start(), PASSWORD_CHARS.end());
    Err(Problem::invalid(field, format!("takes {fewest} to {most} characters")))
}

/// Hashes and compares passwords.
#[derive(Default)]
pub(crate) struct Passwords {
    turns: Turns,
}

impl Passwords {
    /// Waits for permission to hash or compare one password; see [`Turns::take`].
    ///
    /// # Errors
    /// `RateLimited` when the line is full or doesn't move.
    pub async fn turn(&self, from: Option<IpAddr>) -> Result<Turn, Error> {
        self.turns.take(from).await
    }

    /// Hashes a new password, with parameters and salt (PHC string).
    ///
    /// # Errors
    /// `Internal` when there is no randomness or no memory.
    pub async fn hash(&self, turn: Turn, password: &str) -> Result<String, Error> {
        let password = normal(password);
        in_turn(turn, move || {
            // Its salt is 16 bytes of the system's random source.
            let hash = argon2()?.hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| Error::Internal(error.to_string()))
        })
        .await
    }

    /// Whether the password is the hashed one. Without a hash: false, after the same time.
    ///
    /// # Errors
    /// `Internal` when the stored hash can't be read, or there is no memory.
    pub async fn matches(&self, turn: Turn, password: &str, hash: Option<String>) -> Result<bool, Error> {
        if password.len() > PASSWORD_CHARS.end() * 4 {
            return Ok(false);
        }
        let password = normal(password);
        in_turn(turn, move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODYS.to_owned());
            let parsed = PasswordHash::new(&hash).map_err(|error| Error::Internal(error.to_string()))?;
            Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
        })
        .await
    }
}

/// The turn moves into the work, so that callers who leave can't let more begin than allowed.
async fn in_turn<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(|error| Error::Internal(error.to_string()))?
}

/// Normalises a password, so that the same letters typed on two systems are the same password (RFC 8265, 4.2.1).
fn normal(password: &str) -> String {
    password.nfc().collect()
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19_456, 2, 1, None).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let passwords = Passwords::default();
        let turn = async || passwords.turn(None).await.unwrap();
        let hash = passwords.hash(turn().await, "pähkinänsärkijä").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(hash, passwords.hash(turn().await, "pähkinänsärkijä").await.unwrap());
        let decomposed: String = "pähkinänsärkijä".nfd().collect();
        assert!(passwords.matches(turn().await, &decomposed, Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches(turn().await, "pahkinansarkija", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobodys_password_takes_as_long_and_never_matches() {
        let passwords = Passwords::default();
        let turn = async || passwords.turn(None).await.unwrap();
        let hash = passwords.hash(turn().await, "correct horse battery").await.unwrap();
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..5 {
            for (known, times) in [Some(hash.clone()), None].into_iter().zip(&mut times) {
                let turn = turn().await;
                let begun = Instant::now();
                assert!(!passwords.matches(turn, "wrong horse battery", known).await.unwrap());
                times.push(begun.elapsed());
            }
        }
        let [known, unknown] = times.map(|mut times| {
            times.sort();
            times[2]
        });
        assert!(unknown * 2 > known && known * 2 > unknown, "{known:?} against {unknown:?}");
    }

    #[test]
    fn a_password_has_12_to_256_characters() {
        for (length, good) in [(0, false), (11, false), (12, true), (256, true), (257, false), (1_000_000, false)] {
            assert_eq!(check(&"ä".repeat(length), "password").is_ok(), good, "{length}");
        }
    }
}
