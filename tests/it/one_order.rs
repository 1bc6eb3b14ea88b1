//! All see one order (G3): several servers, several writers, several readers.

use std::sync::Arc;

use tokio::task::JoinSet;
use vuoro_domain::Entry;
use vuoro_kernel::Caller;
use vuoro_tests::{
    Database,
    nodes::{Fate, Node, Talk, Unreliable},
    on_both_databases, rounds,
};

const WRITERS: usize = 8;
const READERS: usize = 4;

/// Follows the log from its start to number `last`.
async fn reads(node: Arc<Node>, reader: Caller, talk: Talk, last: i64) -> Vec<Arc<Entry>> {
    let mut watch = node.domain.watch_conversation(&reader, talk.conversation, 0).await.unwrap();
    let mut entries = Vec::new();
    while watch.cursor() < last {
        entries.push(watch.next().await.unwrap());
    }
    entries
}

/// Eight clients write through all nodes while four read at all nodes: all read the same, and nothing is missing.
async fn write_and_read(nodes: &[Arc<Node>], messages: usize) {
    let talk = nodes[0].talk().await;
    // The request and the claim come first.
    let last = i64::try_from(2 + messages).unwrap();
    let mut readers = JoinSet::new();
    for n in 0..READERS {
        // The customer reads the same entries: here all are for them.
        let reader = if n % 2 == 0 { talk.agent } else { talk.customer };
        readers.spawn(reads(Arc::clone(&nodes[n % nodes.len()]), reader, talk, last));
    }
    let mut writers = JoinSet::new();
    for n in 0..WRITERS {
        let node = Arc::clone(&nodes[n % nodes.len()]);
        let writer = if n % 2 == 0 { talk.agent } else { talk.customer };
        writers.spawn(async move {
            let mut written = Vec::new();
            for message in 0..messages / WRITERS {
                written.push(node.write(&writer, talk.conversation, &format!("{n}: {message}")).await);
            }
            written
        });
    }
    let written = writers.join_all().await;
    let read = readers.join_all().await;
    for entries in &read {
        assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
        assert_eq!(entries, &read[0]);
    }
    // What a writer was told stands where it was told, and a writer's own messages follow one another.
    for own in written {
        assert!(own.is_sorted_by_key(|entry| entry.seq));
        for entry in own {
            assert_eq!(read[0][usize::try_from(entry.seq).unwrap() - 1], entry);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_writers_at_three_servers_make_one_order_for_all_readers() {
    let database = Database::postgres().await;
    // Two share a bus that loses some; the third hears of nobody's writes but what it reads itself.
    let shared = Unreliable::by_chance();
    let nodes = [
        Arc::new(Node::on(&database, shared.clone()).await),
        Arc::new(Node::on(&database, shared).await),
        Arc::new(Node::on(&database, Unreliable::by(|_, _| Fate::Lost)).await),
    ];
    write_and_read(&nodes, rounds(400, 8_000)).await;
    for node in nodes {
        Arc::into_inner(node).expect("nobody else has it").stop().await;
    }
}

on_both_databases! {
    async fn eight_writers_at_one_server_make_one_order_for_all_readers(database: Database) {
        let node = Arc::new(Node::on(&database, Arc::new(vuoro_bus::LocalBus::default())).await);
        write_and_read(std::slice::from_ref(&node), rounds(400, 8_000)).await;
        Arc::into_inner(node).expect("nobody else has it").stop().await;
    }
}
