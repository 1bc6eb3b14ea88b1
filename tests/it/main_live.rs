//! What many see at once: claims, logs, sidebars and sockets under load, cuts and an unreliable bus.

mod bus;
mod claims;
mod one_order;
mod replay;
mod resume;
mod rights;
mod slow_readers;
