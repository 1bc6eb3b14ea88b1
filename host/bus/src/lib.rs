//! Floor 1: telling others that something is new. The bus may lose, repeat and reorder; whoever must miss
//! nothing reads the store. [`LocalBus`] serves one process; one over the network has the same trait.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::broadcast;
use vuoro_kernel::{AccountId, Change, ConversationId, MemberId, OrganisationId, QueueId, VisitorId};

/// What a subscriber listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Entries of a conversation, and typing in it.
    Conversation(ConversationId),
    /// Changes in the list of one member: entries of the conversations they serve, their own role and names.
    Member(MemberId),
    /// Changes of an organisation's queues.
    Queues(OrganisationId),
    /// Changes of one queue's line.
    Line(QueueId),
    /// Sessions, roles and names: what rights hang on.
    Rights,
    /// Changes of one visitor's session.
    Visitor(VisitorId),
    /// Changes of one account.
    Account(AccountId),
}

impl Topic {
    /// Changes that may wait for a slow subscriber; more make it read the store instead.
    fn waiting_max(self) -> usize {
        match self {
            // Many topics with few changes each; their subscribers follow the log anyway.
            Self::Conversation(_) | Self::Line(_) | Self::Visitor(_) | Self::Account(_) => 8,
            Self::Member(_) | Self::Queues(_) | Self::Rights => 1024,
        }
    }
}

/// Publish and subscribe.
pub trait Bus: Send + Sync {
    /// Tells the topic's subscribers. Never waits, never fails: what is lost is found in the store.
    fn publish(&self, topic: Topic, change: Change);

    /// Listens from now on.
    fn subscribe(&self, topic: Topic) -> Subscription;

    /// Whether changes may get lost on the way, or come from others who don't tell this bus. Then subscribers
    /// look into the store now and then.
    fn loses(&self) -> bool;
}

/// A listener's end. Dropping it unsubscribes.
pub struct Subscription {
    receiver: broadcast::Receiver<Change>,
    // Dropped after the receiver, so that the last one sees itself gone.
    leave: Leave,
}

impl Subscription {
    /// The next change. [`Change::Missed`] stands for changes that this listener was too slow for.
    pub async fn next(&mut self) -> Change {
        match self.receiver.recv().await {
            Ok(change) => change,
            Err(broadcast::error::RecvError::Lagged(_)) => Change::Missed,
            // The sender lives as long as the topic has listeners, and this is one.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }

    /// The topic listened to.
    pub fn topic(&self) -> Topic {
        self.leave.topic
    }
}

type Topics = Mutex<HashMap<Topic, broadcast::Sender<Change>>>;

/// The bus of one process.
#[derive(Clone, Default)]
pub struct LocalBus {
    topics: Arc<Topics>,
}

impl Bus for LocalBus {
    fn publish(&self, topic: Topic, change: Change) {
        if let Some(sender) = self.topics.lock().get(&topic) {
            // No listener at this moment is as good as none before.
            let _ = sender.send(change);
        }
    }

    fn subscribe(&self, topic: Topic) -> Subscription {
        let receiver =
            self.topics.lock().entry(topic).or_insert_with(|| broadcast::channel(topic.waiting_max()).0).subscribe();
        Subscription { receiver, leave: Leave { topic, topics: Arc::clone(&self.topics) } }
    }

    fn loses(&self) -> bool {
        false
    }
}

struct Leave {
    topic: Topic,
    topics: Arc<Topics>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        let mut topics = self.topics.lock();
        if topics.get(&self.topic).is_some_and(|sender| sender.receiver_count() == 0) {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typing(typing: bool) -> (Topic, Change) {
        let conversation = ConversationId::new();
        let party = vuoro_kernel::words::Party::Agent;
        (Topic::Conversation(conversation), Change::Typing { conversation, party, typing })
    }

    #[tokio::test]
    async fn a_subscriber_hears_its_topic_and_no_other() {
        let bus = LocalBus::default();
        let ((topic, change), (other, noise)) = (typing(true), typing(false));
        let mut subscription = bus.subscribe(topic);
        bus.publish(other, noise);
        bus.publish(topic, change);
        assert_eq!(subscription.next().await, change);
    }

    #[tokio::test]
    async fn a_slow_subscriber_is_told_that_it_missed_something() {
        let bus = LocalBus::default();
        let (topic, change) = typing(true);
        let mut subscription = bus.subscribe(topic);
        (0..100).for_each(|_| bus.publish(topic, change));
        assert_eq!(subscription.next().await, Change::Missed);
    }

    #[tokio::test]
    async fn a_topic_that_nobody_listens_to_takes_no_memory() {
        let bus = LocalBus::default();
        let (topic, _) = typing(true);
        let (one, two) = (bus.subscribe(topic), bus.subscribe(topic));
        drop(one);
        assert_eq!(bus.topics.lock().len(), 1);
        drop(two);
        assert_eq!(bus.topics.lock().len(), 0);
    }
}
