//! What can go wrong below the domain.
//!
//! SECURITY.md, "What stops the server" and G24.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why the store couldn't do it. None of these texts is for people outside: they may name tables.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// A row with the same unique key is there already.
    #[error("the row is there already: {0}")]
    Duplicate(String),
    /// A row that another needs isn't there.
    #[error("a row that is referred to is missing: {0}")]
    Missing(String),
    /// Two transactions stood in each other's way and this one was given up; nothing was changed. Worth another try.
    #[error("given up for another transaction: {0}")]
    Contention(String),
    /// The database holds something that this version can't read.
    #[error("unreadable row: {0}")]
    Corrupt(String),
    /// The database understood and wouldn't: a statement of ours was wrong. Nothing was changed, and others go on.
    #[error("refused by the database: {0}")]
    Refused(String),
    /// The database, or the disk under it, failed. Nothing can be promised until the server is started anew.
    #[error("the database failed: {0}")]
    Failed(String),
    /// A cursor that this list didn't make.
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
        if let DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) = &error
            && let Some(database) = inner.as_database_error()
        {
            let text = database.message().to_owned();
            return match database.code().as_deref().map_or(Verdict::Failed, verdict) {
                Verdict::Contention => Self::Contention(text),
                Verdict::Refused => Self::Refused(text),
                Verdict::Failed => Self::Failed(text),
            };
        }
        match error {
            DbErr::Type(text) | DbErr::Json(text) => Self::Corrupt(text),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// What an error of the database itself means.
enum Verdict {
    Contention,
    Refused,
    Failed,
}

/// SQLSTATEs have five characters; SQLite's codes are shorter numbers, with the kind in their last byte.
fn verdict(code: &str) -> Verdict {
    match (code.len(), code.parse::<u32>()) {
        (5, _) => match code {
            // serialization_failure, deadlock_detected, lock_not_available, query_canceled (the statement timeout).
            "40001" | "40P01" | "55P03" | "57014" => Verdict::Contention,
            _ => match &code[..2] {
                // Data that doesn't fit, a key, a statement that makes no sense.
                "0A" | "21" | "22" | "23" | "42" => Verdict::Refused,
                _ => Verdict::Failed,
            },
        },
        (_, Ok(code)) => match code & 0xff {
            // BUSY, LOCKED.
            5 | 6 => Verdict::Contention,
            // ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE.
            1 | 18 | 19 | 20 | 25 => Verdict::Refused,
            _ => Verdict::Failed,
        },
        _ => Verdict::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_statement_stops_nobody_and_a_broken_disk_stops_all() {
        // PostgreSQL: a NUL in a text, a check; SQLite: a check, SQL that makes no sense.
        for code in ["22021", "23514", "275", "1"] {
            assert!(matches!(verdict(code), Verdict::Refused), "{code}");
        }
        // PostgreSQL: disk full, an I/O error, shut down, not writable; SQLite: FULL, IOERR_FSYNC, CORRUPT, NOTADB.
        for code in ["53100", "58030", "57P01", "25006", "13", "1034", "11", "26"] {
            assert!(matches!(verdict(code), Verdict::Failed), "{code}");
        }
        for code in ["40001", "57014", "5", "517", "6"] {
            assert!(matches!(verdict(code), Verdict::Contention), "{code}");
        }
    }
}
