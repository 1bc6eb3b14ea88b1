//! Floor 1: tells other parts of the server that something is new. The bus may lose, repeat and reorder changes; a
//! subscriber that must miss nothing reads the store. [`LocalBus`] serves one process; a networked bus would implement
//! the same [`Bus`] trait.
//!
//! SECURITY.md, G6.

mod hub;

use std::sync::Arc;

use hub::{Ear, Hub};
use vuoro_kernel::{AccountId, Change, ConversationId, MemberId, OrganisationId, QueueId, VisitorId};

/// What a subscriber listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Entries of a conversation, and typing in it.
    Conversation(ConversationId),
    /// Changes in one member's list: entries of the conversations they serve, their own role and names.
    Member(MemberId),
    /// Changes of an organisation's queues.
    Queues(OrganisationId),
    /// Changes among the customers waiting in one queue.
    Line(QueueId),
    /// Changes of sessions, roles and names, on which a caller's rights depend.
    Rights,
    /// Changes of one visitor's session.
    Visitor(VisitorId),
    /// Changes of one account.
    Account(AccountId),
}

impl Topic {
    /// How many changes may wait for a slow subscriber. Beyond that it gets [`Change::Missed`] and reads the store.
    fn waiting_max(self) -> usize {
        match self {
            // There are many such topics with few changes each, and their subscribers follow the log anyway.
            Self::Conversation(_) | Self::Line(_) | Self::Visitor(_) | Self::Account(_) => 8,
            Self::Member(_) | Self::Queues(_) | Self::Rights => 1024,
        }
    }
}

/// The channel on which a plugin publishes to the subscribers of one of its subscription fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The plugin's id.
    pub plugin: Arc<str>,
    /// The plugin's own name for the topic.
    pub topic: Arc<str>,
}

/// How many values may wait for a slow subscriber of a channel. Beyond that the oldest are discarded.
const VALUES_WAITING_MAX: usize = 64;

/// Publishes changes and plugins' values to subscribers.
pub trait Bus: Send + Sync {
    /// Tells the topic's subscribers. Never waits and never fails; a subscriber that misses a change finds it in the
    /// store.
    fn publish(&self, topic: Topic, change: Change);

    /// Subscribes to a topic. Changes published before this call are not delivered.
    fn subscribe(&self, topic: Topic) -> Subscription;

    /// Sends a value, as JSON, to the current subscribers of a channel. Never waits and never fails. The value is
    /// stored nowhere.
    fn hand_out(&self, channel: &Channel, value: Arc<str>);

    /// Subscribes to a channel. Values sent before this call are not delivered.
    fn follow(&self, channel: Channel) -> Following;

    /// Whether changes may get lost on the way, or be made by processes that don't publish on this bus. Subscribers
    /// then also read the store at intervals.
    fn loses(&self) -> bool;
}

/// A subscription to a topic. Dropping it unsubscribes.
pub struct Subscription(Ear<Topic, Change>);

impl Subscription {
    /// Waits for the next change. [`Change::Missed`] stands for changes that were discarded because this subscriber was
    /// too slow.
    pub async fn next(&mut self) -> Change {
        self.0.next().await.unwrap_or(Change::Missed)
    }

    /// The topic subscribed to.
    pub fn topic(&self) -> Topic {
        *self.0.key()
    }
}

/// A subscription to a channel. Dropping it unsubscribes.
pub struct Following(Ear<Channel, Arc<str>>);

impl Following {
    /// Waits for the next value. Values that were discarded because this subscriber was too slow are skipped silently.
    pub async fn next(&mut self) -> Arc<str> {
        loop {
            if let Ok(value) = self.0.next().await {
                return value;
            }
        }
    }
}

/// A bus within one process.
#[derive(Clone, Default)]
pub struct LocalBus {
    topics: Hub<Topic, Change>,
    channels: Hub<Channel, Arc<str>>,
}

impl Bus for LocalBus {
    fn publish(&self, topic: Topic, change: Change) {
        self.topics.send(&topic, change);
    }

    fn subscribe(&self, topic: Topic) -> Subscription {
        Subscription(self.topics.listen(topic, topic.waiting_max()))
    }

    fn hand_out(&self, channel: &Channel, value: Arc<str>) {
        self.channels.send(channel, value);
    }

    fn follow(&self, channel: Channel) -> Following {
        Following(self.channels.listen(channel, VALUES_WAITING_MAX))
    }

    fn loses(&self) -> bool {
        false
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
        assert_eq!(bus.topics.len(), 1);
        drop(two);
        assert_eq!(bus.topics.len(), 0);
    }

    #[tokio::test]
    async fn a_channel_is_heard_by_those_who_follow_it_in_their_organisation() {
        let bus = LocalBus::default();
        let channel = |organisation| Channel { organisation, plugin: "tags".into(), topic: "tree".into() };
        let (here, elsewhere) = (channel(OrganisationId::new()), channel(OrganisationId::new()));
        let mut following = bus.follow(here.clone());
        bus.hand_out(&elsewhere, "1".into());
        bus.hand_out(&here, "2".into());
        assert_eq!(&*following.next().await, "2");
        // This subscriber was too slow, so the oldest values are skipped.
        (0..100).for_each(|n| bus.hand_out(&here, n.to_string().into()));
        assert_eq!(&*following.next().await, "36");
    }
}
