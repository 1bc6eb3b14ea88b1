//! Who listens to what, within one process.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::broadcast::{self, error::RecvError};

type Senders<K, V> = Mutex<HashMap<K, broadcast::Sender<V>>>;

/// Hands what is sent under a key to those who listen to it at that moment. A key that nobody listens to takes no memory.
#[derive(Clone)]
pub(crate) struct Hub<K: Hash + Eq, V>(Arc<Senders<K, V>>);

impl<K: Hash + Eq, V> Default for Hub<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

/// A listener's end. Dropping it ends the listening.
pub(crate) struct Ear<K: Hash + Eq, V> {
    receiver: broadcast::Receiver<V>,
    // Dropped after the receiver, so that the last one sees itself gone.
    leave: Leave<K, V>,
}

/// Something was sent that this listener was too slow for.
pub(crate) struct Missed;

impl<K: Hash + Eq + Clone, V: Clone> Hub<K, V> {
    /// Never waits, never fails.
    pub fn send(&self, key: &K, value: V) {
        if let Some(sender) = self.0.lock().get(key) {
            // No listener at this moment is as good as none before.
            let _ = sender.send(value);
        }
    }

    /// Listens from now on; what waits for a slow listener is at most `waiting_max`.
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
    /// The next that is sent.
    pub async fn next(&mut self) -> Result<V, Missed> {
        match self.receiver.recv().await {
            Ok(value) => Ok(value),
            Err(RecvError::Lagged(_)) => Err(Missed),
            // The sender lives as long as the key has listeners, and this is one.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }

    /// What is listened to.
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
