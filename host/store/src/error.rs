//! Errors of the floors below the domain.
//!
//! SECURITY.md, "What stops the server" and G24.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// Why the store couldn't do it. These texts are never for clients: they may contain the names of tables.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A row with the same unique key exists already.
    #[error("the row is there already: {0}")]
    Duplicate(String),
    /// A row that another one refers to doesn't exist.
    #[error("a row that is referred to is missing: {0}")]
    Missing(String),
    /// Two transactions were in each other's way, and this one was rolled back; nothing was changed. Worth another try.
    #[error("given up for another transaction: {0}")]
    Contention(String),
    /// The database contains something that this version can't read.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// The database refused this one request because it is wrong. Nothing was changed, and others go on.
    #[error("refused by the database: {0}")]
    Refused(String),
    /// The connection was lost, or there is none. Nothing was changed: another connection may do it.
    #[error("no connection to the database: {0}")]
    Lost(String),
    /// The database can't do this now, for example because its disk is full. Nothing was changed, and reading goes on.
    #[error("the database can't do this now: {0}")]
    Unavailable(String),
    /// The database or the disk under it failed, and the outcome of a commit isn't known. Nothing can be promised until
    /// the server is restarted.
    #[error("the database failed: {0}")]
    Failed(String),
    /// The cursor wasn't made by this list.
    #[error("not a cursor of this list")]
    Cursor,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => return Self::Duplicate(text),
            Some(SqlErr::ForeignKeyConstraintViolation(text)) => return Self::Missing(text),
            _ => {}
        }
        match error {
            DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner))
            | DbErr::Conn(RuntimeErr::SqlxError(inner)) => from_driver(&inner),
            DbErr::Type(text) | DbErr::Json(text) => Self::Corrupt(text),
            DbErr::ConnectionAcquire(error) => Self::Lost(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

fn from_driver(error: &SqlxError) -> StoreError {
    let text = error.to_string();
    match error {
        SqlxError::Database(error) => {
            let text = error.message().to_owned();
            match error.code().as_deref().map_or(Verdict::Failed, verdict) {
                Verdict::Contention => StoreError::Contention(text),
                Verdict::Refused => StoreError::Refused(text),
                Verdict::Lost => StoreError::Lost(text),
                Verdict::Unavailable => StoreError::Unavailable(text),
                Verdict::Failed => StoreError::Failed(text),
            }
        }
        // Errors of a connection. SQLite has none: what it reports about its file comes as a code.
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::BeginFailed
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed => StoreError::Lost(text),
        SqlxError::Encode(_) => StoreError::Refused(text),
        SqlxError::Decode(_)
        | SqlxError::ColumnDecode { .. }
        | SqlxError::ColumnNotFound(_)
        | SqlxError::ColumnIndexOutOfBounds { .. }
        | SqlxError::TypeNotFound { .. } => StoreError::Corrupt(text),
        _ => StoreError::Failed(text),
    }
}

/// The meaning of the database's own error.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Contention,
    Refused,
    Lost,
    Unavailable,
    Failed,
}

/// SQLSTATEs have five characters; SQLite's codes are shorter numbers, with the kind in their last byte.
fn verdict(code: &str) -> Verdict {
    match (code.len(), code.parse::<u32>()) {
        (5, _) => of_postgres(code),
        (_, Ok(code)) => of_sqlite(code),
        _ => Verdict::Failed,
    }
}

/// No error from PostgreSQL is fatal: it looks after its disk itself, and a transaction that gets an error isn't
/// committed. Whether one is committed whose COMMIT got no answer is found out by the writer.
fn of_postgres(code: &str) -> Verdict {
    match code {
        // serialization_failure, deadlock_detected, lock_not_available, query_canceled (the statement timeout).
        "40001" | "40P01" | "55P03" | "57014" => Verdict::Contention,
        // admin_shutdown, crash_shutdown, cannot_connect_now, database_dropped, idle_session_timeout, too_many_connections,
        // and the time-outs of a transaction.
        "57P01" | "57P02" | "57P03" | "57P04" | "57P05" | "53300" | "25P03" | "25P04" => Verdict::Lost,
        _ => match &code[..2] {
            // The connection.
            "08" => Verdict::Lost,
            // Data that doesn't fit, a constraint, an invalid statement, or more than the database's own limits.
            "0A" | "21" | "22" | "23" | "42" | "54" => Verdict::Refused,
            // Out of disk or memory, not writable for now, or the database's own failures.
            _ => Verdict::Unavailable,
        },
    }
}

fn of_sqlite(code: u32) -> Verdict {
    // No room for the shared memory file, which grows with the write-ahead log.
    const IOERR_SHMSIZE: u32 = 4874;
    match code & 0xff {
        _ if code == IOERR_SHMSIZE => Verdict::Unavailable,
        // BUSY, LOCKED.
        5 | 6 => Verdict::Contention,
        // ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE.
        1 | 18 | 19 | 20 | 25 => Verdict::Refused,
        // FULL: a write that the disk had no room for. What was there stays as it was.
        13 => Verdict::Unavailable,
        // Above all IOERR: after a failed fsync nobody knows what is on the disk.
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_one_request_refuses_that_one_alone() {
        // PostgreSQL: a NUL in a text, a text that is too long, a check, a key, no such column, a row too big for an
        // index; SQLite: invalid SQL, TOOBIG, a check, MISMATCH, RANGE.
        for code in ["22021", "22001", "23514", "23505", "42703", "54000", "1", "18", "275", "20", "25"] {
            assert_eq!(verdict(code), Verdict::Refused, "{code}");
        }
    }

    #[test]
    fn a_lost_connection_is_worth_another() {
        for code in ["57P01", "57P02", "57P03", "08006", "08P01", "53300", "25P03"] {
            assert_eq!(verdict(code), Verdict::Lost, "{code}");
        }
        let reset = SqlxError::Io(std::io::ErrorKind::ConnectionReset.into());
        assert!(matches!(from_driver(&reset), StoreError::Lost(_)));
        assert!(matches!(from_driver(&SqlxError::PoolTimedOut), StoreError::Lost(_)));
    }

    #[test]
    fn a_full_disk_refuses_and_a_broken_one_stops_all() {
        // PostgreSQL: disk full, an I/O error, not writable; SQLite: FULL, IOERR_SHMSIZE.
        for code in ["53100", "58030", "25006", "13", "4874"] {
            assert_eq!(verdict(code), Verdict::Unavailable, "{code}");
        }
        // SQLite: IOERR_FSYNC, CORRUPT, NOTADB.
        for code in ["1034", "11", "26"] {
            assert_eq!(verdict(code), Verdict::Failed, "{code}");
        }
    }

    #[test]
    fn another_transaction_in_the_way_is_worth_another_try() {
        for code in ["40001", "57014", "5", "517", "6"] {
            assert_eq!(verdict(code), Verdict::Contention, "{code}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_answer_of_postgres_is_fatal(code in "[0-9A-Z]{5}") {
            proptest::prop_assert_ne!(verdict(&code), Verdict::Failed);
        }
    }
}
