//! Connections to PostgreSQL are lost, and nothing else: no server, and nothing that was acknowledged.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use vuoro_kernel::{OrganisationId, Time};
use vuoro_store::{Appended, Store, StoreConfig, StoreError, record::Organisation};
use vuoro_tests::{
    Client, Database,
    cluster::{Cluster, Stop},
    furnished::Furnished,
    process::Launch,
    way::{Cut, Way},
};

use crate::{
    health,
    ledger::{self, Sent, Writers},
    store_write::{line, new_client_id},
};

fn organisation(slug: &str) -> Organisation {
    Organisation {
        id: OrganisationId::new(),
        slug: slug.into(),
        name: "Test".into(),
        widget_origins: Vec::new(),
        created_at: Time(0),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_that_somebody_ends_are_replaced() {
    let furnished = Furnished::with(Database::postgres().await, 1).await;
    let mut server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    let mut all = Vec::new();
    for n in 0..4 {
        assert!(furnished.database.end_connections().await > 0);
        // A message by the writers first, and a look by the readers first.
        if n % 2 == 0 {
            ledger::compare(&people, &all).await;
        }
        let mut sent = Sent::new(0, n % 2 == 0);
        sent.acknowledged = Some(sent.send(&people).await.expect("another connection is taken"));
        all.push(sent);
    }
    ledger::compare(&people, &all).await;
    assert!(server.runs());
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_whose_connection_is_ended_in_its_middle_runs_again() {
    let database = Arc::new(Database::postgres().await);
    let store = Store::open(&database.config()).await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let (ending, counted) = (Arc::clone(&database), Arc::clone(&runs));
    let write = store.write::<_, StoreError, _>(move |tx| {
        let (ending, counted) = (Arc::clone(&ending), Arc::clone(&counted));
        Box::pin(async move {
            assert!(tx.platform().insert_organisation(&organisation("first")).await?);
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                assert!(ending.end_connections().await > 0);
            }
            tx.platform().insert_organisation(&organisation("second")).await
        })
    });
    assert!(write.await.unwrap(), "nothing of the first run is left");
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert!(store.failed().borrow().is_none());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_is_lost_is_looked_up() {
    let database = Database::postgres().await;
    let way = Way::to(&database.url()).await;
    let store = Store::open(&StoreConfig::Postgres(way.url.clone())).await.unwrap();
    let line = line(&store, 1).await;
    let told = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let hearing = Arc::clone(&told);
    store.listen(Arc::new(move |committed| {
        hearing.lock().extend(committed.entries.iter().map(|entry| entry.seq));
    }));
    for (n, how) in [Cut::Before, Cut::After, Cut::Late].into_iter().enumerate() {
        way.cut_next_commit(how);
        let appended = store.append(line.message(0, new_client_id())).await;
        assert!(way.has_cut(), "{how:?}");
        let seq = n as i64 + 1;
        assert!(matches!(&appended, Ok(Appended::Entry(entry)) if entry.seq == seq), "{how:?}: {appended:?}");

        way.cut_next_commit(how);
        let new = organisation(&format!("test-{n}"));
        let write = store.write::<_, StoreError, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move { tx.platform().insert_organisation(&new).await })
        });
        assert!(write.await.unwrap(), "{how:?}: it isn't there already");
        assert!(way.has_cut(), "{how:?}");
    }
    let entries = store.door(line.organisation).entries_after(line.conversations[0], 0, 10).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(*told.lock(), [1, 2, 3], "the listener hears of each once");
    for n in 0..3 {
        assert!(store.platform().organisation_by_slug(&format!("test-{n}")).await.unwrap().is_some());
    }
    assert!(store.failed().borrow().is_none());
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_postgres_ends_no_server_and_loses_nothing() {
    let mut cluster = Cluster::start().await;
    let furnished = Furnished::with(Database::on(cluster.url()).await, 2).await;
    let mut server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    let stranger = Client::stranger(&server.base);
    let mut all = Vec::new();
    for how in [Stop::Fast, Stop::AtOnce] {
        let writers = Writers::start(&people).await;
        writers.reach(20).await;
        cluster.stop(how);
        health::becomes(&stranger, 503).await;
        cluster.start_again().await;
        // Within 8 s, else this fails; the promise is 10.
        health::becomes(&stranger, 200).await;
        let mut round = writers.end().await;
        ledger::retry(&people, &mut round).await;
        all.extend(round);
        ledger::compare(&people, &all).await;
        assert!(server.runs(), "{}", server.said());
    }
    assert_eq!(server.terminate(), Some(0));
    drop(furnished);
    drop(cluster);
}
