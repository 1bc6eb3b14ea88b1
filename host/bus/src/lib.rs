//! Floor 1: telling others that something is new. The bus may lose, repeat and reorder; whoever must miss
//! nothing reads the store. [`LocalBus`] serves one process; one over the network has the same trait.
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

/// Where a plugin tells those who follow one of its subscription fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    /// In which organisation.
    pub organisation: OrganisationId,
    /// Which plugin.
    pub plugin: Arc<str>,
    /// Which of its topics.
    pub topic: Arc<str>,
}

/// Values that may wait for a slow follower of a channel; it misses the oldest of more.
const VALUES_WAITING_MAX: usize = 64;

/// Publish and subscribe.
pub trait Bus: Send + Sync {
    /// Tells the topic's subscribers. Never waits, never fails: what is lost is found in the store.
    fn publish(&self, topic: Topic, change: Change);

    /// Listens from now on.
    fn subscribe(&self, topic: Topic) -> Subscription;

    /// Hands a value, as JSON, to those who follow a channel at this moment. Never waits, never fails, and kept nowhere.
    fn hand_out(&self, channel: &Channel, value: Arc<str>);

    /// Follows a channel from now on.
    fn follow(&self, channel: Channel) -> Following;

    /// Whether changes may get lost on the way, or come from others who don't tell this bus. Then subscribers
    /// look into the store now and then.
    fn loses(&self) -> bool;
}

/// A listener's end. Dropping it unsubscribes.
pub struct Subscription(Ear<Topic, Change>);

impl Subscription {
    /// The next change. [`Change::Missed`] stands for changes that this listener was too slow for.
    pub async fn next(&mut self) -> Change {
        self.0.next().await.unwrap_or(Change::Missed)
    }

    /// The topic listened to.
    pub fn topic(&self) -> Topic {
        *self.0.key()
    }
}

/// A follower's end of a channel. Dropping it ends the following.
pub struct Following(Ear<Channel, Arc<str>>);

impl Following {
    /// The next value; what this follower was too slow for is passed over.
    pub async fn next(&mut self) -> Arc<str> {
        loop {
            if let Ok(value) = self.0.next().await {
                return value;
            }
        }
    }
}

/// The bus of one process.
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
        // Too slow: the oldest are passed over.
        (0..100).for_each(|n| bus.hand_out(&here, n.to_string().into()));
        assert_eq!(&*following.next().await, "36");
    }
}
