//! A database for a single test, removed with it. It is a separate crate, so that the domain's tests and the end-to-end
//! tests use the same one.

use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use vuoro_store::StoreConfig;

/// An empty database and a folder for files.
pub struct Database {
    folder: TempDir,
    postgres: Option<(String, String)>,
}

impl Database {
    /// The database named by `VUORO_TEST_DATABASE`: `sqlite`, which is also the default, or `postgres`. `cargo xtask
    /// test` runs the tests that use this once with each.
    ///
    /// # Panics
    /// When the variable has another value.
    pub async fn named() -> Self {
        match std::env::var("VUORO_TEST_DATABASE").as_deref() {
            Err(_) | Ok("sqlite") => Self::sqlite(),
            Ok("postgres") => Self::postgres().await,
            Ok(other) => panic!("VUORO_TEST_DATABASE is sqlite or postgres, not {other}"),
        }
    }

    /// A SQLite file.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), postgres: None }
    }

    /// A database on the PostgreSQL server named by `VUORO_TEST_POSTGRES`, which `cargo xtask test` sets.
    ///
    /// # Panics
    /// When there is none: the rules must hold on both databases, so a run without one shows only half.
    pub async fn postgres() -> Self {
        let server = std::env::var("VUORO_TEST_POSTGRES").expect(
            "VUORO_TEST_POSTGRES names no PostgreSQL server; run `cargo xtask test`, or `cargo xtask postgres cargo test`",
        );
        Self::on(server).await
    }

    /// A database on the PostgreSQL server with this maintenance database.
    ///
    /// # Panics
    /// When it doesn't answer or makes none.
    pub async fn on(server: String) -> Self {
        let name = format!("vuoro_test_{}", uuid::Uuid::now_v7().simple());
        let conn = sea_orm::Database::connect(&server).await.expect("PostgreSQL answers");
        conn.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database can be made");
        conn.close().await.expect("closed");
        let (base, query) = server.split_once('?').map_or((server.as_str(), None), |(base, query)| (base, Some(query)));
        let host = base.rfind('/').filter(|slash| *slash > "postgres://".len()).map_or(base, |slash| &base[..slash]);
        let url = query.map_or_else(|| format!("{host}/{name}"), |query| format!("{host}/{name}?{query}"));
        Self { folder: tempfile::tempdir().expect("a temporary folder"), postgres: Some((server, url)) }
    }

    /// Ends all connections to it, as an administrator can, and says how many there were.
    ///
    /// # Panics
    /// When it is SQLite, which has none.
    pub async fn end_connections(&self) -> u64 {
        let (server, url) = self.postgres.as_ref().expect("a PostgreSQL database");
        end_connections(server, name_of(url)).await
    }

    /// The configuration for the store.
    pub fn config(&self) -> StoreConfig {
        match &self.postgres {
            Some((_, url)) => StoreConfig::Postgres(url.clone()),
            None => StoreConfig::Sqlite(self.folder.path().join("vuoro.db")),
        }
    }

    /// The folder for files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The URL for a server's configuration; empty for SQLite.
    pub fn url(&self) -> String {
        self.postgres.as_ref().map_or_else(String::new, |(_, url)| url.clone())
    }

    /// The URL for a test that looks at it, or changes it, behind a server's back. On SQLite once a server has made the file.
    pub fn direct_url(&self) -> String {
        match &self.postgres {
            Some((_, url)) => url.clone(),
            None => format!("sqlite://{}?mode=rw", self.folder.path().join("vuoro.db").display()),
        }
    }

    /// Whether a transaction waits for a lock that another one holds. Never on SQLite, which has one writer.
    ///
    /// # Panics
    /// When PostgreSQL doesn't answer.
    pub async fn has_waiters(&self) -> bool {
        let Some((_, url)) = &self.postgres else { return false };
        let conn = sea_orm::Database::connect(url).await.expect("PostgreSQL answers");
        let sql =
            "SELECT 1 AS one FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let waiter = conn.query_one_raw(statement).await.expect("PostgreSQL says who waits");
        conn.close().await.expect("closed");
        waiter.is_some()
    }

    /// Whether it is PostgreSQL, where several servers share one database.
    pub fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, url)) = self.postgres.take() else { return };
        let name = name_of(&url).to_owned();
        // Drop isn't async and the test's runtime may be gone, so this uses a thread with its own runtime.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let conn = sea_orm::Database::connect(&server).await.expect("PostgreSQL answers");
                // FORCE, because connections of a server that the test has killed may linger.
                conn.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                    .await
                    .expect("dropped");
            });
        });
        if dropped.join().is_err() && !std::thread::panicking() {
            panic!("a test's database stayed behind");
        }
    }
}

fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default()
}

async fn end_connections(server: &str, name: &str) -> u64 {
    let conn = sea_orm::Database::connect(server).await.expect("PostgreSQL answers");
    let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    let ended = conn.execute_unprepared(&sql).await.expect("ended").rows_affected();
    conn.close().await.expect("closed");
    ended
}
