//! Connections to PostgreSQL come and go: somebody ends an idle one, a firewall forgets one without a word, the server is
//! restarted. Here is how long an answer is waited for, and how long another connection is tried for.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sea_orm::{
    DbBackend, DbErr, SqlxError,
    sqlx::{Connection, PgConnection, Postgres, pool::PoolOptions},
};
use tokio::time::timeout;

use crate::StoreError;

/// Most connections to PostgreSQL for writing.
pub(crate) const POSTGRES_WRITERS_MAX: u32 = 8;
/// PostgreSQL itself gives a statement up after this time.
pub(crate) const STATEMENT_TIME: Duration = Duration::from_secs(5);
/// A connection from which nothing arrives for this long is lost: getting one and a statement take [`STATEMENT_TIME`] each at
/// most.
const ANSWER_TIME: Duration = Duration::from_secs(11);
/// PostgreSQL ends a transaction, and lets its locks go, when it hears nothing for this long in the middle of it.
pub(crate) const TRANSACTION_IDLE_MS: &str = "10000";
/// A request tries other connections for this long once one was lost.
const LOST_TIME: Duration = Duration::from_secs(5);
/// What lies between two of these tries.
const LOST_PAUSE: Duration = Duration::from_millis(20);
/// A connection that lay idle for this long is asked whether it is there before it is used.
const TRUSTED_TIME: Duration = Duration::from_secs(1);
/// What it may take to answer that.
const PING_TIME: Duration = Duration::from_secs(1);
/// Connections are asked the same when they are given back, for this long after one of them gave no answer.
const SILENCE_TIME: Duration = Duration::from_secs(30);

/// When a connection gave no answer, last.
static SILENCE: Mutex<Option<Instant>> = Mutex::new(None);

/// How long a request goes on trying.
pub(crate) struct Patience(Instant);

impl Patience {
    pub fn begin() -> Self {
        Self(Instant::now())
    }

    /// Waits a moment; false when it has been long enough.
    pub async fn lasts(&self) -> bool {
        if self.0.elapsed() >= LOST_TIME {
            return false;
        }
        tokio::time::sleep(LOST_PAUSE).await;
        true
    }
}

/// Waits for an answer of the database, of PostgreSQL no longer than [`ANSWER_TIME`].
pub(crate) async fn answered<T>(
    backend: DbBackend,
    asked: impl Future<Output = Result<T, DbErr>>,
) -> Result<T, StoreError> {
    if backend != DbBackend::Postgres {
        return Ok(asked.await?);
    }
    let mut heard = Heard(false);
    let answer = timeout(ANSWER_TIME, asked).await;
    heard.0 = answer.is_ok();
    answer.map_or_else(|_| Err(StoreError::Lost("the database gives no answer".into())), |answer| Ok(answer?))
}

/// Notes the silence of a connection when nobody waits for its answer any more.
struct Heard(bool);

impl Drop for Heard {
    fn drop(&mut self) {
        if !self.0 {
            *SILENCE.lock() = Some(Instant::now());
        }
    }
}

/// Makes a pool leave connections alone that are gone. The driver asks each that is given back without a limit of time, and
/// one that gives no answer would keep its place in the pool until TCP gives up, after a quarter of an hour.
pub(crate) fn without_lost_ones(pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
    pool.before_acquire(|conn, metadata| {
        Box::pin(async move {
            if metadata.idle_for >= TRUSTED_TIME {
                ping(conn).await?;
            }
            Ok(true)
        })
    })
    .after_release(|conn, _| {
        Box::pin(async move {
            if SILENCE.lock().is_some_and(|since| since.elapsed() < SILENCE_TIME) {
                ping(conn).await?;
            }
            Ok(true)
        })
    })
}

async fn ping(conn: &mut PgConnection) -> Result<(), SqlxError> {
    timeout(PING_TIME, conn.ping()).await.map_err(|_| SqlxError::PoolTimedOut)?
}
