//! Who listens to which room. One thread, so no lock.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Members with their connections' numbers, in the order they came.
type Members<M> = Vec<(u64, M)>;

/// Rooms by name, each with its members. `M` is how a member is reached.
pub struct Hub<M> {
    rooms: RefCell<HashMap<Box<str>, Members<M>>>,
    connections: Cell<u64>,
}

impl<M> Hub<M> {
    /// No rooms.
    pub fn new() -> Self {
        Self { rooms: RefCell::new(HashMap::new()), connections: Cell::new(0) }
    }

    /// A number for a new connection, used once.
    pub fn connection(&self) -> u64 {
        self.connections.set(self.connections.get() + 1);
        self.connections.get()
    }

    /// Adds a member to a room, which is made if need be.
    pub fn join(&self, room: &str, connection: u64, member: M) {
        let mut rooms = self.rooms.borrow_mut();
        if let Some(members) = rooms.get_mut(room) {
            members.push((connection, member));
        } else {
            rooms.insert(room.into(), vec![(connection, member)]);
        }
    }

    /// Takes every membership of `connection` out of the room.
    pub fn leave(&self, room: &str, connection: u64) {
        let mut rooms = self.rooms.borrow_mut();
        if let Some(members) = rooms.get_mut(room) {
            members.retain(|(of, _)| *of != connection);
            if members.is_empty() {
                rooms.remove(room);
            }
        }
    }

    /// Calls `tell` with every member of the room but those of `connection`.
    pub fn others(&self, room: &str, connection: u64, mut tell: impl FnMut(&M)) {
        if let Some(members) = self.rooms.borrow().get(room) {
            members.iter().filter(|(of, _)| *of != connection).for_each(|(_, member)| tell(member));
        }
    }
}
