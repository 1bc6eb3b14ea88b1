//! The newest entries of the conversations that somebody follows, kept in memory so that an event needs no query.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use parking_lot::Mutex;
use vuoro_kernel::ConversationId;
use vuoro_store::record::Entry;

/// Entries kept for each followed conversation; a follower further behind reads the store.
const ENTRIES_MAX: usize = 32;

/// The tails of all followed conversations.
#[derive(Clone, Default)]
pub(crate) struct Tail(Arc<Mutex<HashMap<ConversationId, Followed>>>);

/// A followed conversation: how many follow it, and its newest entries.
#[derive(Default)]
struct Followed {
    watchers: usize,
    entries: VecDeque<Arc<Entry>>,
}

/// Keeps a conversation's tail in memory while it lives.
pub(crate) struct Watching {
    tail: Tail,
    conversation: ConversationId,
}

impl Tail {
    /// Begins to keep a conversation's tail.
    pub fn watch(&self, conversation: ConversationId) -> Watching {
        self.0.lock().entry(conversation).or_default().watchers += 1;
        Watching { tail: self.clone(), conversation }
    }

    /// Adds an entry that was just committed.
    pub fn push(&self, entry: Arc<Entry>) {
        let mut followed = self.0.lock();
        let Some(tail) = followed.get_mut(&entry.conversation) else { return };
        match tail.entries.back() {
            // Commits of other servers, or entries out of order: the tail must have no gap, so it starts over.
            Some(last) if entry.seq != last.seq + 1 => {
                if entry.seq <= last.seq {
                    return;
                }
                tail.entries.clear();
            }
            _ => {}
        }
        if tail.entries.len() == ENTRIES_MAX {
            tail.entries.pop_front();
        }
        tail.entries.push_back(entry);
    }

    /// The entries after number `after`; `None` when the tail doesn't go back that far and the store must be read.
    pub fn after(&self, conversation: ConversationId, after: i64) -> Option<Vec<Arc<Entry>>> {
        let followed = self.0.lock();
        let entries = &followed.get(&conversation)?.entries;
        let first = entries.front()?.seq;
        if after + 1 < first {
            return None;
        }
        let skip = usize::try_from(after + 1 - first).ok()?;
        Some(entries.iter().skip(skip).cloned().collect())
    }

    /// One entry, if it is among the newest.
    pub fn get(&self, conversation: ConversationId, seq: i64) -> Option<Arc<Entry>> {
        self.after(conversation, seq - 1)?.into_iter().next()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut followed = self.tail.0.lock();
        if let Some(tail) = followed.get_mut(&self.conversation) {
            tail.watchers -= 1;
            if tail.watchers == 0 {
                followed.remove(&self.conversation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::{Time, words::Party};
    use vuoro_store::record::{Author, Content};

    use super::*;

    fn entry(conversation: ConversationId, seq: i64) -> Arc<Entry> {
        let author = Author::Host { rule: "test".into() };
        Arc::new(Entry { conversation, seq, at: Time(0), author, content: Content::End { by: Some(Party::Agent) } })
    }

    fn seqs(tail: &Tail, conversation: ConversationId, after: i64) -> Option<Vec<i64>> {
        tail.after(conversation, after).map(|entries| entries.iter().map(|entry| entry.seq).collect())
    }

    #[test]
    fn a_reader_gets_what_follows_its_cursor_or_is_sent_to_the_store() {
        let (tail, id) = (Tail::default(), ConversationId::new());
        let _watching = tail.watch(id);
        (5..=8).for_each(|seq| tail.push(entry(id, seq)));
        assert_eq!(seqs(&tail, id, 6), Some(vec![7, 8]));
        assert_eq!(seqs(&tail, id, 4), Some(vec![5, 6, 7, 8]));
        assert_eq!(seqs(&tail, id, 8), Some(vec![]));
        assert_eq!(seqs(&tail, id, 3), None);
    }

    #[test]
    fn a_gap_starts_the_tail_again_and_a_repeat_changes_nothing() {
        let (tail, id) = (Tail::default(), ConversationId::new());
        let _watching = tail.watch(id);
        for seq in [1, 2, 2, 1, 4, 5] {
            tail.push(entry(id, seq));
        }
        assert_eq!(seqs(&tail, id, 2), None);
        assert_eq!(seqs(&tail, id, 3), Some(vec![4, 5]));
    }

    #[test]
    fn a_conversation_that_nobody_watches_takes_no_memory() {
        let (tail, id) = (Tail::default(), ConversationId::new());
        tail.push(entry(id, 1));
        assert_eq!(tail.0.lock().len(), 0);
        let watching = tail.watch(id);
        tail.push(entry(id, 2));
        drop(watching);
        assert_eq!(tail.0.lock().len(), 0);
    }
}
