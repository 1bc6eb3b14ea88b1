//! The bus may lose, repeat and reorder (G6): a follower still gets everything, once and in order, and lists become
//! correct by themselves.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{Stream, StreamExt};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};
use vuoro_domain::{ActivityEvent, Class, Conversation, Error};
use vuoro_kernel::{Change, ConversationId, RequestContext};
use vuoro_tests::{
    Database,
    nodes::{Fate, Node, Unreliable},
    on_both_databases, rounds,
};

/// Longer than anything healthy takes: changes that the bus loses are found within two seconds.
const LONG: Duration = Duration::from_secs(20);
/// More often than followers read the store by themselves.
const NOISE_EVERY: Duration = Duration::from_millis(50);

on_both_databases! {
    async fn followers_get_all_once_and_in_order_from_a_bus_that_loses_repeats_and_reorders(database: Database) {
        let node = Arc::new(Node::on(&database, Unreliable::by_chance()).await);
        let talk = node.talk().await;
        let messages = rounds(300, 10_000);
        let last = i64::try_from(2 + messages).unwrap();
        let mut following = JoinSet::new();
        for reader in [talk.agent, talk.customer, talk.agent, talk.customer] {
            let node = Arc::clone(&node);
            following.spawn(async move {
                let mut watch = node.domain.watch_conversation(&reader, talk.conversation, 0).await.unwrap();
                let mut seen = Vec::new();
                while watch.cursor() < last {
                    seen.push(timeout(LONG, watch.next()).await.expect("an entry comes").unwrap().seq);
                }
                (watch.class, seen)
            });
        }
        for n in 0..messages {
            let writer = if n % 2 == 0 { talk.agent } else { talk.customer };
            node.write(&writer, talk.conversation, "Hei").await;
        }
        let all = following.join_all().await;
        assert_eq!(all.iter().filter(|(class, _)| *class == Class::Visitor).count(), 2);
        for (_, seen) in all {
            assert_eq!(seen, (1..=last).collect::<Vec<_>>());
        }
        Arc::into_inner(node).expect("nobody else has it").stop().await;
    }
}

/// A bus that loses the entries of one conversation once it is told which.
fn loses_one() -> (Arc<Unreliable>, Arc<Mutex<Option<ConversationId>>>) {
    let lost = Arc::new(Mutex::new(None));
    let of = Arc::clone(&lost);
    let bus = Unreliable::by(move |_, change| match change {
        Change::Entry { conversation, .. } if *of.lock().unwrap() == Some(*conversation) => Fate::Lost,
        _ => Fate::Delivered,
    });
    (bus, lost)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_kept_busy_by_typing_still_finds_what_the_bus_lost() {
    let (bus, lost) = loses_one();
    let database = Database::sqlite();
    let node = Arc::new(Node::on(&database, bus).await);
    let talk = node.talk().await;
    let mut watch = node.domain.watch_conversation(&talk.agent, talk.conversation, 2).await.unwrap();
    *lost.lock().unwrap() = Some(talk.conversation);
    node.write(&talk.customer, talk.conversation, "Hei").await;
    let types = Arc::clone(&node);
    let noise = tokio::spawn(async move {
        loop {
            types.domain.set_typing(&talk.customer, talk.conversation, true).await.unwrap();
            sleep(NOISE_EVERY).await;
        }
    });
    let entry = timeout(LONG, watch.next()).await.expect("the entry is found").unwrap();
    assert_eq!(entry.seq, 3);
    noise.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sidebar_kept_busy_by_one_customer_still_finds_what_the_bus_lost_of_another() {
    let (bus, lost) = loses_one();
    let database = Database::sqlite();
    let node = Arc::new(Node::on(&database, bus).await);
    let talk = node.talk().await;
    let busy = node.another(&talk).await;
    let mut sidebar = node.domain.activity(&talk.agent).await.unwrap();
    *lost.lock().unwrap() = Some(talk.conversation);
    node.write(&talk.customer, talk.conversation, "Hei").await;
    let writes = Arc::clone(&node);
    let noise = tokio::spawn(async move {
        loop {
            writes.write(&busy.customer, busy.conversation, "Hei").await;
            sleep(NOISE_EVERY).await;
        }
    });
    let found = async {
        while let Some(event) = sidebar.next().await {
            let conversations = match event.unwrap() {
                ActivityEvent::Snapshot { conversations, .. } => conversations,
                ActivityEvent::ConversationChanged { conversation, .. } => vec![conversation],
                _ => vec![],
            };
            if conversations.iter().any(|it| it.id == talk.conversation && it.last_seq == 3) {
                return;
            }
        }
        panic!("the sidebar ended");
    };
    timeout(LONG, found).await.expect("the sidebar shows the message");
    noise.abort();
}

on_both_databases! {
    async fn a_sidebar_comes_right_though_the_bus_loses_repeats_and_reorders(database: Database) {
        let node = Node::on(&database, Unreliable::by_chance()).await;
        let talk = node.talk().await;
        let mut sidebar = node.domain.activity(&talk.agent).await.unwrap();
        for n in 0..rounds(30, 500) {
            let customer = node.customer(talk.agent.organisation.unwrap()).await;
            let conversation = node.enqueue(&customer, talk.queue).await;
            node.domain.claim(&RequestContext::inside(talk.agent), talk.queue, Some(conversation)).await.unwrap();
            node.write(&customer, conversation, "Hei").await;
            if n % 3 == 0 {
                node.domain.end_conversation(&RequestContext::inside(talk.agent), conversation, n % 2 == 0).await.unwrap();
            }
        }
        let fresh = applied(&mut node.domain.activity(&talk.agent).await.unwrap(), |_| true).await;
        assert_eq!(applied(&mut sidebar, |now| *now == fresh).await, fresh);
        node.stop().await;
    }

    async fn a_place_in_line_comes_right_though_the_bus_tells_nothing(database: Database) {
        let node = Node::on(&database, Unreliable::by(|_, _| Fate::Lost)).await;
        let talk = node.talk().await;
        let organisation = talk.agent.organisation.unwrap();
        let (ahead, behind) = (node.customer(organisation).await, node.customer(organisation).await);
        node.enqueue(&ahead, talk.queue).await;
        let conversation = node.enqueue(&behind, talk.queue).await;
        let mut place = node.domain.place(&behind, conversation).await.unwrap();
        for wanted in [Some(2), Some(1), None] {
            let shown = timeout(LONG, place.next()).await.expect("the place changes").unwrap().unwrap();
            assert_eq!(shown.place, wanted);
            if wanted.is_some() {
                node.domain.claim(&RequestContext::inside(talk.agent), talk.queue, None).await.unwrap();
            }
        }
        assert!(timeout(LONG, place.next()).await.expect("it ends").is_none());
        node.stop().await;
    }
}

/// What a sidebar lists.
type Listed = BTreeMap<ConversationId, Conversation>;

/// Applies events to an empty sidebar until it shows what is wanted.
async fn applied(
    sidebar: &mut (impl Stream<Item = Result<ActivityEvent, Error>> + Unpin),
    wanted: impl Fn(&Listed) -> bool,
) -> Listed {
    let mut listed = Listed::new();
    loop {
        match timeout(LONG, sidebar.next()).await.expect("the sidebar comes right").expect("it goes on").unwrap() {
            ActivityEvent::Snapshot { conversations, .. } => {
                listed = conversations.into_iter().map(|it| (it.id, it)).collect();
            }
            ActivityEvent::ConversationChanged { conversation, .. } => {
                listed.insert(conversation.id, conversation);
            }
            ActivityEvent::ConversationGone { conversation } => {
                listed.remove(&conversation);
            }
            _ => {}
        }
        if wanted(&listed) {
            return listed;
        }
    }
}
