//! Tables are created and changed as a whole, even when a server is killed half way or another one starts at the same
//! time.

use std::process::{Command, Stdio};

use vuoro_store::Store;
use vuoro_tests::{Client, Database, TestHost, process};

use crate::{health, tools};

/// The syncs of a first start at which it is killed: before anything is there, half way, and after. Each thread counts
/// its own, and those that create the tables belong to one.
const KILLED_AT: [usize; 6] = [1, 2, 3, 4, 6, 9];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_that_is_killed_is_finished_by_the_next() {
    let mut killed = 0;
    for nth in KILLED_AT {
        let database = Database::sqlite();
        let mut first = Command::new(tools::strace());
        first.args(["-D", "-f", "-qq", "-o"]).arg(database.folder().join("trace"));
        first.args(["-e", "trace=fsync,fdatasync", "-e"]);
        first.arg(format!("inject=fsync,fdatasync:signal=SIGKILL:when={nth}"));
        first.arg(process::binary()).args(["migrate", "--data"]).arg(database.folder());
        first.env("VUORO_PLUGINS__ENABLED", "false").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        killed += usize::from(!first.status().expect("it starts").success());

        let host = TestHost::on(database).await;
        health::becomes(&host.stranger(), 200).await;
        host.owner().await;
        host.stop().await;
    }
    assert!(killed > 2, "{killed} of {} were killed", KILLED_AT.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_at_once_on_an_empty_postgres_all_come_up() {
    let database = Database::postgres().await;
    let starts = (0..4).map(|_| {
        let config = database.config();
        tokio::spawn(async move { Store::open(&config).await })
    });
    for start in futures_util::future::join_all(starts).await {
        let store = start.unwrap().expect("it comes up");
        store.ping().await.unwrap();
        store.close().await;
    }
    let host = TestHost::on(database).await;
    health::becomes(&Client::stranger(&host.base), 200).await;
    host.stop().await;
}
