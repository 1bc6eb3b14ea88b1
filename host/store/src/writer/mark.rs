//! Whether a commit took place whose answer was lost.
//!
//! Each transaction that may change something writes a number of its own into its writer's row last. When the answer to its
//! COMMIT doesn't come, the row is asked for on another connection: with that number in it, all of the transaction is there.
//! Asking waits for the row's lock, and so for the end of the transaction if it is still under way. PostgreSQL's own numbers of
//! transactions wouldn't do: after a crash it may give one out again.

use std::time::Duration;

use parking_lot::Mutex;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{StoreError, Tx, row::Conn};

/// A lost answer is asked for again for this long: PostgreSQL may be away for an upgrade.
const LOOK_UP_TIME: Duration = Duration::from_secs(5 * 60);
/// What lies between two of these questions.
const LOOK_UP_PAUSE: Duration = Duration::from_millis(100);
/// Rows that no writer has used for a day belong to servers that are gone.
const KEPT_SQL: &str = "DELETE FROM write_mark WHERE at < (extract(epoch FROM now()) * 1000)::bigint - 86400000";

/// The rows of this server's writers that aren't in use.
#[derive(Default)]
pub(super) struct Marks(Mutex<Vec<Uuid>>);

/// A transaction's number, in its writer's row.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    writer: Uuid,
    number: Uuid,
}

impl Marks {
    /// A number that nobody had, in a row that nobody else uses meanwhile.
    pub fn take(&self) -> Mark {
        Mark { writer: self.0.lock().pop().unwrap_or_else(Uuid::new_v4), number: Uuid::new_v4() }
    }

    /// Lets the row be used again. Not before the transaction is over.
    pub fn give_back(&self, mark: Mark) {
        self.0.lock().push(mark.writer);
    }

    /// Removes the rows of servers that are gone.
    pub async fn sweep(conn: &DatabaseConnection) {
        if let Err(error) = conn.execute_unprepared(KEPT_SQL).await {
            tracing::warn!(%error, "marks of writers that are gone could not be removed; the next start tries again");
        }
    }

    /// Removes the rows of this server, which writes no more.
    pub async fn remove(&self, conn: &DatabaseConnection) {
        let writers = std::mem::take(&mut *self.0.lock());
        for writer in writers {
            let sql = "DELETE FROM write_mark WHERE id = $1";
            if Conn::Read(conn).run(sql, vec![writer.into()]).await.is_err() {
                // The next start removes them a day later.
                return;
            }
        }
    }
}

impl Mark {
    /// Writes the number. In a transaction with a statement that failed and was ignored, this fails too.
    pub async fn set(self, tx: &Tx) -> Result<(), StoreError> {
        let sql = format!("{UPSERT} DO UPDATE SET mark = excluded.mark, at = excluded.at");
        tx.conn().run(sql, vec![self.writer.into(), self.number.into()]).await?;
        Ok(())
    }

    /// Whether the transaction is there; it is over in any case once this has answered.
    pub async fn is_committed(self, conn: &DatabaseConnection) -> Result<bool, StoreError> {
        found_out(|| self.ask(conn), LOOK_UP_TIME).await
    }

    async fn ask(self, conn: &DatabaseConnection) -> Result<bool, StoreError> {
        // A row that isn't there yet may be one that the transaction is about to make: an insert waits for that too.
        let sql = format!("{UPSERT} DO UPDATE SET at = excluded.at RETURNING mark");
        let row = Conn::Read(conn).one(sql, vec![self.writer.into(), Uuid::new_v4().into()]).await?;
        Ok(row.map(|row| row.get("mark")).transpose()? == Some(self.number))
    }
}

const UPSERT: &str = "INSERT INTO write_mark (id, mark, at) VALUES ($1, $2, (extract(epoch FROM now()) * 1000)::bigint) \
                      ON CONFLICT (id)";

/// Asks until there is an answer. None within the time, or one that makes no sense, is the end.
async fn found_out<F>(ask: impl Fn() -> F, within: Duration) -> Result<bool, StoreError>
where
    F: Future<Output = Result<bool, StoreError>>,
{
    let since = Instant::now();
    loop {
        match ask().await {
            Ok(committed) => return Ok(committed),
            Err(StoreError::Lost(_) | StoreError::Contention(_) | StoreError::Unavailable(_))
                if since.elapsed() < within =>
            {
                tokio::time::sleep(LOOK_UP_PAUSE).await;
            }
            Err(error) => {
                return Err(StoreError::Failed(format!("whether a commit took place can't be found out: {error}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_commit_is_looked_up_until_the_database_is_back() {
        let asked = AtomicUsize::new(0);
        let ask = || {
            std::future::ready(match asked.fetch_add(1, Ordering::Relaxed) {
                0 => Err(StoreError::Lost("gone".into())),
                1 => Err(StoreError::Contention("waits for the transaction".into())),
                2 => Err(StoreError::Unavailable("starts up".into())),
                _ => Ok(true),
            })
        };
        assert!(found_out(ask, LOOK_UP_TIME).await.unwrap());
    }

    #[tokio::test]
    async fn a_commit_that_can_not_be_found_out_is_fatal() {
        let within = LOOK_UP_PAUSE * 2;
        let away = found_out(|| std::future::ready(Err(StoreError::Lost("gone".into()))), within).await;
        assert!(matches!(away, Err(StoreError::Failed(_))), "{away:?}");
        let senseless =
            found_out(|| std::future::ready(Err(StoreError::Refused("no such table".into()))), within).await;
        assert!(matches!(senseless, Err(StoreError::Failed(_))), "{senseless:?}");
    }
}
