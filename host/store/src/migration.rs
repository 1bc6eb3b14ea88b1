//! The tables, as migrations that each database runs once. A migration is never edited after a release: a new one
//! follows it.

mod create;
mod m0001_core;
mod m0002_plugins;
mod m0003_alarms;
mod m0004_widget_origins;
mod m0005_plugin_connection;
mod m0006_picture;
mod m0007_session_renewal;
mod m0008_write_mark;
mod m0009_server;
mod m0010_uploads;
mod m0011_scoped_values;
mod m0012_bundled_packages;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use create::create;

/// The advisory lock of PostgreSQL that a server holds while it takes steps: "vuoro" in ASCII.
const LOCK: i64 = 0x76_75_6f_72_6f;

/// All migrations, oldest first.
struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_core::Step),
            Box::new(m0002_plugins::Step),
            Box::new(m0003_alarms::Step),
            Box::new(m0004_widget_origins::Step),
            Box::new(m0005_plugin_connection::Step),
            Box::new(m0006_picture::Step),
            Box::new(m0007_session_renewal::Step),
            Box::new(m0008_write_mark::Step),
            Box::new(m0009_server::Step),
            Box::new(m0010_uploads::Step),
            Box::new(m0011_scoped_values::Step),
            Box::new(m0012_bundled_packages::Step),
        ]
    }
}

/// Takes the steps that the database lacks, all of them or none. Of several servers that start at once one takes them, and the
/// others wait for it.
pub(crate) async fn up(conn: &DatabaseConnection) -> Result<(), DbErr> {
    if Migrator::get_pending_migrations_read_only(conn).await?.is_empty() {
        return Ok(());
    }
    let backend = conn.get_database_backend();
    let options = match backend {
        // Committed reads: a server that has waited for the lock sees what another one did meanwhile.
        DbBackend::Postgres => {
            TransactionOptions { isolation_level: Some(IsolationLevel::ReadCommitted), ..TransactionOptions::default() }
        }
        _ => TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        },
    };
    let tx = conn.begin_with_options(options).await?;
    if backend == DbBackend::Postgres {
        // A step over a large table takes its time, and so does waiting for one.
        tx.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    }
    Migrator::up(&tx, None).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use sea_orm::{ConnectOptions, Database, Statement};

    use super::*;

    tokio::task_local! {
        /// Statements until a step is cut off.
        static LEFT: Cell<usize>;
    }

    /// Fails where a test wants the steps to be cut off.
    pub(super) fn cut_here() -> Result<(), DbErr> {
        let goes_on = LEFT.try_with(|left| match left.get() {
            0 => false,
            some => {
                left.set(some - 1);
                true
            }
        });
        match goes_on {
            Ok(false) => Err(DbErr::Custom("cut off".into())),
            _ => Ok(()),
        }
    }

    async fn empty() -> DatabaseConnection {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }

    /// Everything that a file has, with its definition; the records of steps too.
    async fn contents(conn: &DatabaseConnection) -> Vec<String> {
        let mut all = Vec::new();
        for sql in
            ["SELECT sql AS line FROM sqlite_master ORDER BY name", "SELECT version AS line FROM seaql_migrations"]
        {
            let rows = conn.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap_or_default();
            all.extend(rows.iter().filter_map(|row| row.try_get::<Option<String>>("", "line").unwrap()));
        }
        all
    }

    #[tokio::test]
    async fn steps_that_are_cut_off_leave_nothing() {
        for statements in [0, 1, 7, 30] {
            let conn = empty().await;
            let cut = LEFT.scope(Cell::new(statements), up(&conn)).await;
            assert!(cut.is_err());
            assert_eq!(contents(&conn).await, Vec::<String>::new(), "after {statements} statements");
            up(&conn).await.unwrap();
            assert!(!contents(&conn).await.is_empty());
        }
    }

    #[tokio::test]
    async fn a_file_that_an_older_version_left_half_way_is_finished() {
        let whole = empty().await;
        up(&whole).await.unwrap();
        let whole = contents(&whole).await;
        let mut cuts = 0;
        for statements in 0.. {
            let conn = empty().await;
            // As those versions did it: without a transaction.
            if LEFT.scope(Cell::new(statements), Migrator::up(&conn, None)).await.is_ok() {
                break;
            }
            cuts += 1;
            up(&conn).await.unwrap_or_else(|error| panic!("after {statements} statements: {error}"));
            assert_eq!(contents(&conn).await, whole, "after {statements} statements");
        }
        assert!(cuts > 30, "{cuts}");
    }

    #[tokio::test]
    async fn a_step_that_was_taken_but_not_recorded_is_recorded() {
        let conn = empty().await;
        up(&conn).await.unwrap();
        let whole = contents(&conn).await;
        conn.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0006_picture'").await.unwrap();
        up(&conn).await.unwrap();
        let mut finished = contents(&conn).await;
        finished.sort();
        let mut whole = whole;
        whole.sort();
        assert_eq!(finished, whole);
    }

    #[tokio::test]
    async fn a_table_of_another_definition_is_not_taken_for_ours() {
        let conn = empty().await;
        conn.execute_unprepared("CREATE TABLE organisation (id int)").await.unwrap();
        let refused = up(&conn).await.unwrap_err().to_string();
        assert!(refused.contains("already exists"), "{refused}");
    }
}
