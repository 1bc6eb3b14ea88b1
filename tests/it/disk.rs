//! G1 and G24 on bad disks. On a broken disk the server stops acknowledging and ends, and what it has acknowledged is
//! there; on a full one it refuses what can't be written, and reading goes on. `strace` simulates such disks by
//! answering the server's calls instead of the kernel.

use std::{path::Path, time::Duration};

use vuoro_kernel::{OrganisationId, Time};
use vuoro_store::{Store, StoreError, record::Organisation};
use vuoro_tests::{furnished::Furnished, on_both_databases, process::Launch};

use crate::{
    ledger::{self, Sent},
    tools,
};

/// Most messages until one fails, on any of these disks.
const MESSAGES_MAX: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sync_that_fails_ends_the_server_and_loses_nothing() {
    // Counted for each thread; the writer is one, and each commit syncs the log once.
    dies_of("vuoro.db-wal", "fsync,fdatasync", "EIO", 20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_the_disk_has_no_room_for_are_refused_and_those_after_go_on() {
    let furnished = Furnished::with(vuoro_tests::Database::sqlite(), 1).await;
    let mut server = furnished.serve(&under_strace(furnished.folder(), "vuoro.db-wal", "pwrite64", "ENOSPC", "60..75"));
    let people = furnished.people(&server.base);
    let mut all = Vec::new();
    for _ in 0..MESSAGES_MAX {
        let mut sent = Sent::new(0, false);
        sent.acknowledged = sent.send(&people).await.ok();
        all.push(sent);
        let refused = all.iter().filter(|sent| sent.acknowledged.is_none()).count();
        if refused > 0 && all.last().is_some_and(|sent| sent.acknowledged.is_some()) {
            break;
        }
    }
    let refused = all.iter().filter(|sent| sent.acknowledged.is_none()).count();
    assert!(refused > 0 && refused < all.len(), "{refused} of {}", all.len());
    println!("{refused} of {} were refused", all.len());
    assert!(server.runs(), "{}", server.said());
    ledger::retry(&people, &mut all).await;
    ledger::compare(&people, &all).await;
    server.kill();
    let server = furnished.serve(&Launch::default());
    ledger::compare(&furnished.people(&server.base), &all).await;
    assert_eq!(server.terminate(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_that_fails_ends_the_server_and_loses_nothing() {
    dies_of("vuoro.db", "fsync,fdatasync", "EIO", 2).await;
}

/// From the `nth` of these calls on `file` on, each call fails.
async fn dies_of(file: &str, calls: &str, error: &str, nth: usize) {
    let furnished = Furnished::with(vuoro_tests::Database::sqlite(), 1).await;
    let trace = furnished.folder().join("trace");
    let mut server = furnished.serve(&under_strace(furnished.folder(), file, calls, error, &format!("{nth}+")));
    let people = furnished.people(&server.base);
    let mut all = Vec::new();
    for _ in 0..MESSAGES_MAX {
        let mut sent = Sent::new(0, false);
        sent.acknowledged = sent.send(&people).await.ok();
        all.push(sent);
        if all.last().is_some_and(|sent| sent.acknowledged.is_none()) {
            break;
        }
        // A message a checkpoint and more.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let said = || std::fs::read_to_string(&trace).unwrap_or_default();
    let acknowledged = all.iter().filter(|sent| sent.acknowledged.is_some()).count();
    assert!(acknowledged < all.len(), "the disk never failed: {}", said());
    assert!(said().contains("(INJECTED)"), "{}", said());
    let code = server.ends_within(Duration::from_secs(20)).await;
    assert!(code.is_some_and(|code| code != 0), "{code:?}: {}", server.said());
    println!("{error} of {calls}: {acknowledged} acknowledged, then the server ended with {code:?}");

    let server = furnished.serve(&Launch::default());
    let people = furnished.people(&server.base);
    ledger::retry(&people, &mut all).await;
    ledger::compare(&people, &all).await;
    assert_eq!(server.terminate(), Some(0));
}

fn under_strace(folder: &Path, file: &str, calls: &str, error: &str, when: &str) -> Launch {
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let under = [
        text(&tools::strace()),
        // The tracer stands aside, so that the process that was started is the server itself.
        "-D".into(),
        "-f".into(),
        "-qq".into(),
        "-o".into(),
        text(&folder.join("trace")),
        "-P".into(),
        text(&folder.join(file)),
        "-e".into(),
        format!("trace={calls}"),
        "-e".into(),
        format!("inject={calls}:error={error}:when={when}"),
    ];
    Launch { under: under.into(), ..Launch::default() }
}

on_both_databases! {
    async fn a_statement_that_the_database_refuses_stops_nobody(database: Database) {
        let store = Store::open(&database.config()).await.unwrap();
        // PostgreSQL takes no NUL in a text, and both know the key of a row that is there.
        let new = |slug: &str| Organisation {
            id: OrganisationId::new(),
            slug: slug.to_owned(),
            name: "a\0b".to_owned(),
            widget_origins: Vec::new(),
            created_at: Time(0),
        };
        let make = async |new: Organisation| {
            let write = store.write::<_, StoreError, _>(move |tx| {
                let new = new.clone();
                Box::pin(async move { tx.platform().insert_organisation(&new).await })
            });
            write.await
        };
        let made = make(new("first")).await;
        assert_eq!(matches!(made, Err(StoreError::Refused(_))), database.is_postgres(), "{made:?}");
        assert!(store.failed().borrow().is_none());
        assert!(make(Organisation { name: "b".into(), ..new("second") }).await.unwrap());
        store.ping().await.unwrap();
        store.close().await;
    }
}
