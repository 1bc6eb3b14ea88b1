//! The queue of messages to be sent on one socket.
//!
//! SECURITY.md, G22.

use std::collections::VecDeque;

use bytes::Bytes;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};
use vuoro_kernel::limits::socket::{WAITING_BYTES_MAX, WAITING_EVENTS_MAX};

/// Most bytes of one frame; longer messages are sent as several. The library's buffer grows to its largest frame and
/// keeps that size as long as the socket exists, so one long list would cost its memory for a day.
const FRAME_BYTES_MAX: usize = 16 * 1024;
/// Frames for which the queue may keep room when it is empty.
const IDLE_ROOM: usize = 16;

/// The messages to be sent, whole and in order.
#[derive(Default)]
pub(crate) struct Outbox {
    frames: VecDeque<Frame>,
    messages: usize,
    bytes: usize,
}

impl Outbox {
    /// Adds a text.
    pub(crate) fn push(&mut self, mut text: Bytes) {
        self.messages += 1;
        self.bytes += text.len();
        let mut code = OpCode::Data(Data::Text);
        while text.len() > FRAME_BYTES_MAX {
            let part = text.split_to(FRAME_BYTES_MAX);
            self.frames.push_back(Frame::message(part, code, false));
            code = OpCode::Data(Data::Continue);
        }
        self.frames.push_back(Frame::message(text, code, true));
    }

    /// The next frame to send.
    pub(crate) fn pop(&mut self) -> Option<Message> {
        let frame = self.frames.pop_front()?;
        self.messages -= usize::from(frame.header().is_final);
        self.bytes -= frame.payload().len();
        if self.frames.is_empty() && self.frames.capacity() > IDLE_ROOM {
            self.frames = VecDeque::new();
        }
        Some(Message::Frame(frame))
    }

    /// Whether nothing is queued.
    pub(crate) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Whether as much is queued as allowed.
    pub(crate) fn is_full(&self) -> bool {
        self.messages >= WAITING_EVENTS_MAX || self.bytes >= WAITING_BYTES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_goes_in_frames_that_make_it_whole_again() {
        let text: Bytes = (0..=255u8).cycle().take(2 * FRAME_BYTES_MAX + 1).collect();
        let mut outbox = Outbox::default();
        outbox.push(text.clone());
        let mut whole = Vec::new();
        let mut frames = Vec::new();
        while let Some(Message::Frame(frame)) = outbox.pop() {
            frames.push((frame.header().opcode == OpCode::Data(Data::Text), frame.header().is_final));
            whole.extend_from_slice(frame.payload());
        }
        assert_eq!(frames, [(true, false), (false, false), (false, true)]);
        assert_eq!(whole, text);
        assert_eq!((outbox.messages, outbox.bytes, outbox.is_empty()), (0, 0, true));
    }

    #[test]
    fn it_is_full_by_number_or_by_bytes() {
        let mut outbox = Outbox::default();
        for _ in 0..WAITING_EVENTS_MAX {
            assert!(!outbox.is_full());
            outbox.push(Bytes::from_static(b"x"));
        }
        assert!(outbox.is_full());
        let mut outbox = Outbox::default();
        outbox.push(vec![0; WAITING_BYTES_MAX].into());
        assert!(outbox.is_full());
    }
}
