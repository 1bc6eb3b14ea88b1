//! G1 and G24 on bad disks. On a broken disk the server stops acknowledging and ends, and what it has acknowledged is
//! there; on a full one it refuses what can't be written, and reading goes on. `strace` simulates such disks by
//! answering the server's calls instead of the kernel.

use std::{path::Path, time::Duration};

use serde_json::json;
use vuoro_kernel::{OrganisationId, Time};
use vuoro_store::{Store, StoreError, record::Organisation};
use vuoro_tests::{
    furnished::Furnished,
    on_both_databases,
    process::{Launch, Server},
    small_disk::SmallDisk,
};

use crate::{
    health,
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
async fn on_a_full_disk_reading_goes_on_a_server_starts_and_nothing_is_lost() {
    let furnished = Furnished::with(vuoro_tests::Database::sqlite(), 1).await;
    let disk = SmallDisk::new(48);
    for entry in std::fs::read_dir(furnished.folder()).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), disk.seen().join(entry.file_name())).unwrap();
        }
    }
    let how = Launch {
        environment: [("VUORO_LIMITS__FREE_DISK_BYTES", "1048576"), ("VUORO_PLUGINS__ENABLED", "false")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        under: disk.joined(),
        ..Launch::default()
    };
    let reserve = disk.seen().join("reserve");
    let keeps_a_reserve = async || std::fs::metadata(&reserve).is_ok_and(|reserve| reserve.len() == 16 * 1024 * 1024);
    let serve = || Server::launch(disk.place(), "", &how);

    let mut server = serve();
    let people = furnished.people(&server.base);
    let mut all = vec![Sent::new(0, false)];
    all[0].acknowledged = Some(all[0].send(&people).await.expect("there is room"));
    vuoro_tests::eventually("a reserve is kept", keeps_a_reserve).await;

    disk.fill();
    let stranger = vuoro_tests::Client::stranger(&server.base);
    // A write-ahead log that has been moved into the file has some room of its own, and takes messages until that is used up.
    let mut refused = Vec::new();
    while health::is_ready(&stranger).await {
        let mut sent = Sent::new(0, false);
        sent.acknowledged = sent.send(&people).await.ok();
        if sent.acknowledged.is_some() {
            all.push(sent)
        } else {
            refused.push(sent)
        }
        assert!(all.len() + refused.len() < 5_000, "the disk is never full");
    }
    assert!(!refused.is_empty());
    assert_eq!(health::becomes(&stranger, 503).await, json!({ "ready": false, "reason": "disk" }));
    ledger::compare(&people, &all).await;
    let input = json!({ "conversationId": people.customers[0].1, "name": "a.txt", "sizeBytes": 1 });
    let customer = &people.customers[0].0;
    let outcome = customer.client.outcome(&customer.path, "prepareAttachment", input).await;
    assert_eq!(outcome, "UploadsPaused");
    assert!(server.runs(), "{}", server.said());

    server.kill();
    let server = serve();
    assert!(!reserve.exists(), "the start needed it");
    ledger::compare(&furnished.people(&server.base), &all).await;
    server.kill();

    disk.empty();
    let server = serve();
    let people = furnished.people(&server.base);
    health::becomes(&vuoro_tests::Client::stranger(&server.base), 200).await;
    ledger::retry(&people, &mut refused).await;
    all.append(&mut refused);
    ledger::compare(&people, &all).await;
    vuoro_tests::eventually("a reserve is kept again", keeps_a_reserve).await;
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
