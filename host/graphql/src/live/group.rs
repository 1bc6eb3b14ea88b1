//! Subscribers that follow the same conversation with the same plan and the same class of rights: one task reads the
//! log and runs each entry for all of them.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{sync::broadcast, task::AbortHandle};
use vuoro_domain::{Class, ConversationWatch};
use vuoro_kernel::{Caller, ConversationId};

use super::{next_event::EventValue, runner::Runner};
use crate::plan::Plan;

/// Entries that a member of the group may fall behind before it has to read the log itself.
const BEHIND_MAX: usize = 16;
/// A conversation without entries for this long releases the runner of its events.
const QUIET: Duration = Duration::from_secs(10);

/// What identifies a group.
#[derive(Clone)]
pub(crate) struct Key {
    plan: Arc<Plan>,
    conversation: ConversationId,
    class: Class,
}

impl Key {
    pub fn new(plan: &Arc<Plan>, caller: &Caller, conversation: ConversationId) -> Self {
        let class = if caller.visitor().is_some() { Class::Visitor } else { Class::Agent };
        Self { plan: plan.clone(), conversation, class }
    }

    /// Plans are equal when they are the same object. The key keeps its plan alive, so the address stays unique.
    fn parts(&self) -> (*const Plan, ConversationId, Class) {
        (Arc::as_ptr(&self.plan), self.conversation, self.class)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

/// An entry as every member of a group gets it.
#[derive(Clone)]
pub(crate) struct Shared {
    pub seq: i64,
    /// Whether the entry may change who sees the conversation.
    pub turns_rights: bool,
    pub bytes: Bytes,
}

/// A membership in a group.
pub(crate) struct Joined {
    pub events: broadcast::Receiver<Shared>,
    _group: Arc<Group>,
}

type Running = Arc<Mutex<HashMap<Key, Weak<Group>>>>;

/// The groups of an endpoint.
#[derive(Clone, Default)]
pub(crate) struct Groups(Running);

/// A group exists as long as it has members.
struct Group {
    key: Key,
    running: Running,
    /// Weak, so that its receivers notice when the task has ended.
    sender: broadcast::WeakSender<Shared>,
    task: AbortHandle,
}

impl Drop for Group {
    fn drop(&mut self) {
        self.task.abort();
        let mut running = self.running.lock();
        // Another group with the same key may have started since.
        if running.get(&self.key).is_some_and(|group| group.strong_count() == 0) {
            running.remove(&self.key);
        }
    }
}

impl Groups {
    /// Joins the group, if it is running.
    pub fn join(&self, key: &Key) -> Option<Joined> {
        // Moved out of the lock before it may be dropped, because dropping it takes the lock.
        let group = self.0.lock().get(key).and_then(Weak::upgrade)?;
        let events = group.sender.upgrade()?.subscribe();
        Some(Joined { events, _group: group })
    }

    /// Starts the group at the position of `watch`. `None` when another subscriber started it meanwhile.
    pub fn start(
        &self,
        key: Key,
        watch: Box<ConversationWatch>,
        runner: impl Fn() -> Box<Runner> + Send + 'static,
    ) -> Option<Joined> {
        let mut running = self.0.lock();
        let there = running.get(&key).and_then(Weak::upgrade);
        if there.as_ref().is_some_and(|group| group.sender.strong_count() > 0) {
            drop(running);
            return None;
        }
        let (sender, events) = broadcast::channel(BEHIND_MAX);
        let (weak, running_groups) = (sender.downgrade(), self.0.clone());
        let task = tokio::spawn(run(watch, runner, sender)).abort_handle();
        let group = Arc::new(Group { key: key.clone(), running: running_groups, sender: weak, task });
        running.insert(key, Arc::downgrade(&group));
        drop(running);
        drop(there);
        Some(Joined { events, _group: group })
    }
}

/// Ends when the log can't be read; each member then finds out why by itself.
async fn run(
    mut watch: Box<ConversationWatch>,
    make_runner: impl Fn() -> Box<Runner>,
    sender: broadcast::Sender<Shared>,
) {
    let mut runner: Option<Box<Runner>> = None;
    loop {
        let entry = {
            let mut next = pin!(watch.next());
            tokio::select! {
                entry = &mut next => entry,
                () = tokio::time::sleep(QUIET), if runner.is_some() => {
                    runner = None;
                    next.await
                }
            }
        };
        let Ok(entry) = entry else { return };
        let (seq, turns_rights) = (entry.seq, entry.turns_rights());
        let bytes = runner.get_or_insert_with(&make_runner).run(EventValue::Entry(entry)).await;
        if sender.send(Shared { seq, turns_rights, bytes }).is_err() {
            return;
        }
    }
}
