//! Frames made once; sending the next message only stamps its number in.

use super::websocket::frame;

/// What stands for the number in a template: as wide as the number, so that lengths never change.
pub const NUMBER: &str = "~~~~~~~~~~";

/// A frame with every place where the message's number goes.
pub struct Template {
    frame: Vec<u8>,
    spots: Vec<usize>,
}

impl Template {
    /// A text frame of `payload`, in which [`NUMBER`] marks the places.
    pub fn new(payload: &str) -> Self {
        let frame = frame(payload.as_bytes());
        let spots = memchr::memmem::find_iter(&frame, NUMBER).collect();
        Self { frame, spots }
    }

    /// The frame of message `number`.
    pub fn stamp(&mut self, mut number: u64) -> &[u8] {
        let mut digits = [b'0'; NUMBER.len()];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
        for &spot in &self.spots {
            self.frame[spot..spot + NUMBER.len()].copy_from_slice(&digits);
        }
        &self.frame
    }
}

/// The number at the front of `bytes`, if all its digits are there.
pub fn read_number(bytes: &[u8]) -> Option<u64> {
    bytes.get(..NUMBER.len())?.iter().try_fold(0, |number, digit| match digit {
        b'0'..=b'9' => Some(number * 10 + u64::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_carries_the_number() {
        let mut template = Template::new(&format!("a {NUMBER} b {NUMBER}"));
        assert!(template.stamp(42).ends_with(b"a 0000000042 b 0000000042"));
        assert!(template.stamp(1_234_567_890).ends_with(b"a 1234567890 b 1234567890"));
    }

    #[test]
    fn a_number_is_read_back() {
        assert_eq!(read_number(b"0000000042 and more"), Some(42));
        assert_eq!(read_number(b"00000"), None);
        assert_eq!(read_number(b"00000000x2"), None);
    }
}
