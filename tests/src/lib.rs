//! The harness: databases, servers and clients for end-to-end tests through HTTP, WebSockets and the command line. Its
//! functions read like the work: `TestHost::start().await.agent("Niilo").await.claims(&queue)`.

pub mod client;
pub mod clocked;
pub mod cluster;
pub mod command;
pub mod elsewhere;
pub mod furnished;
pub mod guests;
pub mod host;
pub mod nodes;
pub mod people;
pub mod process;
pub mod small_disk;
pub mod socket;
pub mod way;

use proptest::{
    strategy::Strategy,
    test_runner::{Config, TestCaseError, TestRunner},
};

pub use client::Client;
pub use elsewhere::Elsewhere;
pub use guests::guest;
pub use host::TestHost;
pub use vuoro_test_database::Database;

/// Rounds of a loop: few in the daily run, the guarantee's full number with `VUORO_TEST_FULL=1`.
pub fn rounds(daily: usize, full: usize) -> usize {
    if std::env::var_os("VUORO_TEST_FULL").is_some() { full } else { daily }
}

/// Tries a property of a running server on values of a strategy, and reports the smallest one for which it doesn't
/// hold. Needs a runtime of several threads.
///
/// # Panics
/// When the property doesn't hold.
pub async fn holds<S: Strategy>(cases: usize, strategy: S, test: impl AsyncFn(S::Value) -> Result<(), TestCaseError>) {
    let cases = u32::try_from(cases).expect("not that many");
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let here = tokio::runtime::Handle::current();
    let run = || TestRunner::new(config).run(&strategy, |value| here.block_on(test(value)));
    tokio::task::block_in_place(run).unwrap_or_else(|error| panic!("{error}"));
}

/// Waits for something that happens in the background, at most 10 s.
///
/// # Panics
/// When it doesn't happen.
pub async fn eventually(what: &str, happened: impl AsyncFn() -> bool) {
    for _ in 0..1_000 {
        if happened().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("not within 10 s: {what}");
}

/// Makes two tests of one: on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident: Database) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn test($database: $crate::Database) $body

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                test($crate::Database::sqlite()).await;
            }

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                test($crate::Database::postgres().await).await;
            }
        }
    )*};
}
