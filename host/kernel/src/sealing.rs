//! Sealing: secrets that must be readable later are stored encrypted, with a key that is kept elsewhere.
//!
//! SECURITY.md, G19.

use std::fmt;

use rand::TryRng;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Length of a key in bytes.
pub const KEY_BYTES: usize = 32;

/// A key for AES-256-GCM. Its `Debug` output doesn't show it.
pub struct SealingKey(LessSafeKey);

/// A sealed text that can't be opened: it was sealed with another key or for another place, or its bytes were changed.
/// Which of these can't be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it was sealed with another key, for another place, or changed since")]
pub struct Unsealable;

impl SealingKey {
    /// Makes a key of its bytes.
    ///
    /// # Panics
    /// Never: AES-256 accepts every key of 32 bytes.
    pub fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, bytes).expect("a key of 32 bytes")))
    }

    /// Generates the bytes of a new key.
    ///
    /// # Panics
    /// When the system has no random source: nothing could be kept secret then, so stopping is right.
    pub fn generate() -> [u8; KEY_BYTES] {
        random()
    }

    /// Encrypts a text for a place: the names of its owner in order, for example plugin and organisation. It can't be
    /// opened for any other place.
    ///
    /// # Panics
    /// When the system has no random source, as [`SealingKey::generate`]; or for a text of over 64 GiB.
    pub fn seal(&self, place: &[impl AsRef<[u8]>], text: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut sealed = text.to_vec();
        let aad = Aad::from(joined(place));
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .expect("a text of under 64 GiB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Decrypts a text that was sealed for this place.
    ///
    /// # Errors
    /// [`Unsealable`] when it was sealed for another place or with another key, or was changed.
    pub fn open(&self, place: &[impl AsRef<[u8]>], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unsealable)?;
        let mut text = sealed.to_vec();
        let aad = Aad::from(joined(place));
        let opened = self.0.open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut text);
        Ok(opened.map_err(|_| Unsealable)?.to_vec())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

/// Joins the names, each preceded by its length, so that two different places never give the same bytes.
fn joined(place: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let names = place.iter().map(AsRef::as_ref);
    names.flat_map(|name| [(name.len() as u64).to_be_bytes().as_slice(), name].concat()).collect()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rngs::SysRng.try_fill_bytes(&mut bytes).expect("the system's random source works");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_in_its_place_with_its_key_and_not_otherwise() {
        let key = SealingKey::new(&SealingKey::generate());
        let place = ["organisation", "crm"];
        let sealed = key.seal(&place, b"secret");
        assert_eq!(key.open(&place, &sealed).as_deref(), Ok(b"secret".as_slice()));
        for other in [["organisation", "erp"], ["organisatio", "ncrm"]] {
            assert_eq!(key.open(&other, &sealed), Err(Unsealable));
        }
        let other = SealingKey::new(&SealingKey::generate());
        assert_eq!(other.open(&place, &sealed), Err(Unsealable));
        for at in [0, NONCE_LEN, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(&place, &changed), Err(Unsealable), "{at}");
        }
        for length in [0, NONCE_LEN - 1, NONCE_LEN, NONCE_LEN + 15] {
            assert_eq!(key.open(&place, &sealed[..length]), Err(Unsealable), "{length}");
        }
    }

    #[test]
    fn the_same_text_is_sealed_another_way_each_time_and_never_in_clear() {
        let key = SealingKey::new(&[7; KEY_BYTES]);
        let (one, two) = (key.seal(&["a"], b"canary"), key.seal(&["a"], b"canary"));
        assert_ne!(one, two);
        assert!(!one.windows(6).any(|window| window == b"canary"));
        assert_eq!(format!("{key:?}"), "SealingKey");
    }
}
