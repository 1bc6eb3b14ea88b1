//! `random`: random bytes from the system's secure source.

use rand::TryRng;
use uuid::Uuid;

use crate::{
    Permission,
    bindings::random,
    limits,
    state::{Exceeded, State},
};

impl random::Host for State {
    async fn bytes(&mut self, count: u32) -> wasmtime::Result<Vec<u8>> {
        if !self.enter(Permission::Random)? {
            return Ok(Vec::new());
        }
        if count > limits::RANDOM_BYTES {
            return Err(wasmtime::Error::new(Exceeded("more than 1,024 random bytes in one call of the host")));
        }
        let mut bytes = vec![0; usize::try_from(count)?];
        rand::rngs::SysRng.try_fill_bytes(&mut bytes)?;
        Ok(bytes)
    }

    async fn unique(&mut self) -> wasmtime::Result<String> {
        Ok(if self.enter(Permission::Random)? { Uuid::now_v7().simple().to_string() } else { String::new() })
    }
}
