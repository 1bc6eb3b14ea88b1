//! Publish and subscribe by key within one process.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::broadcast::{self, error::RecvError};

type Senders<K, V> = Mutex<HashMap<K, broadcast::Sender<V>>>;

/// Delivers each value sent under a key to everyone subscribed to that key at that moment. Keys without subscribers use
/// no memory.
#[derive(Clone)]
pub(crate) struct Hub<K: Hash + Eq, V>(Arc<Senders<K, V>>);

impl<K: Hash + Eq, V> Default for Hub<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// The receiving end of a subscription. Dropping it unsubscribes.
pub(crate) struct Ear<K: Hash + Eq, V> {
    receiver: broadcast::Receiver<V>,
    // Declared after the receiver so that it is dropped after it: the last subscriber to leave then finds itself gone
    // and removes the key.
    leave: Leave<K, V>,
}

/// The subscriber was too slow and values were discarded.
pub(crate) struct Missed;

impl<K: Hash + Eq + Clone, V: Clone> Hub<K, V> {
    /// Sends a value to the current subscribers of a key. Never waits and never fails.
    pub fn send(&self, key: &K, value: V) {
        if let Some(sender) = self.0.lock().get(key) {
            // Sending fails only when the last subscriber has just left, which is the same as having none.
            let _ = sender.send(value);
        }
    }

    /// Subscribes to a key. At most `waiting_max` values wait for a slow subscriber; beyond that the oldest are
    /// discarded.
    pub fn listen(&self, key: K, waiting_max: usize) -> Ear<K, V> {
        let mut senders = self.0.lock();
        let sender = senders.entry(key.clone()).or_insert_with(|| broadcast::channel(waiting_max).0);
        Ear { receiver: sender.subscribe(), leave: Leave { key, senders: Arc::clone(&self.0) } }
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.lock().len()
    }
}

impl<K: Hash + Eq, V: Clone> Ear<K, V> {
    /// Waits for the next value.
    ///
    /// # Errors
    /// [`Missed`] when values were discarded because this subscriber was too slow.
    pub async fn next(&mut self) -> Result<V, Missed> {
        match self.receiver.recv().await {
            Ok(value) => Ok(value),
            Err(RecvError::Lagged(_)) => Err(Missed),
            // The sender exists as long as the key has subscribers, and this is one of them.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }

    /// The key subscribed to.
    pub fn key(&self) -> &K {
        &self.leave.key
    }
}

struct Leave<K: Hash + Eq, V> {
    key: K,
    senders: Arc<Senders<K, V>>,
}

impl<K: Hash + Eq, V> Drop for Leave<K, V> {
    fn drop(&mut self) {
        let mut senders = self.senders.lock();
        if senders.get(&self.key).is_some_and(|sender| sender.receiver_count() == 0) {
            senders.remove(&self.key);
        }
    }
}
