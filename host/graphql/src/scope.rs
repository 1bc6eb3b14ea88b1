//! What one request carries to its resolvers, and what they leave behind.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::time::Instant;
use vuoro_kernel::{
    AccountId, Caller, RequestContext, SessionId, Time, Token, Who,
    limits::{
        PASSWORD_TURN_TIME,
        graphql::{OPERATION_TIME, ROWS_MAX},
    },
};

use crate::{error::Failure, guest::Batches, live::NextEvent};

/// How often an operation that runs is asked whether its time is over.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A request to one of the two endpoints.
#[derive(Clone, Debug)]
pub struct Context {
    /// Who makes the request, and from where.
    pub request: RequestContext,
    /// The organisation in the path; `None` on the platform endpoint.
    pub slug: Option<Arc<str>>,
}

impl Deref for Context {
    type Target = RequestContext;

    fn deref(&self) -> &RequestContext {
        &self.request
    }
}

/// How a response changes the browser's session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieChange {
    /// Somebody signed in.
    Set {
        /// The session's token.
        token: Token,
    },
    /// The session ended.
    Clear,
}

/// One request, as its resolvers see it.
pub(crate) struct Scope {
    pub context: Context,
    /// The errors of the fields that failed.
    pub failures: Mutex<Vec<Failure>>,
    /// Set by resolvers that sign somebody in or out.
    pub cookie: Mutex<Option<CookieChange>>,
    /// Who signed in by this very request: the rest of the request runs as them.
    signed_in: Mutex<Option<Caller>>,
    /// The source of a subscription's events.
    pub next_event: Option<NextEvent>,
    /// Calls to plugins that are being collected.
    pub batches: Batches,
    now: AtomicI64,
    rows: AtomicUsize,
    /// Until when the operation may run, as long as it doesn't wait in line.
    deadline: Mutex<Instant>,
    /// Until when it may run at most.
    latest: Instant,
}

impl Scope {
    pub fn new(context: Context, now: Time, next_event: Option<NextEvent>) -> Arc<Self> {
        let (now, rows) = (AtomicI64::new(now.0), AtomicUsize::new(0));
        let (failures, cookie, signed_in) = (Mutex::default(), Mutex::default(), Mutex::default());
        let deadline = Instant::now() + OPERATION_TIME;
        Arc::new(Self {
            context,
            failures,
            cookie,
            signed_in,
            next_event,
            batches: Batches::default(),
            now,
            rows,
            deadline: Mutex::new(deadline),
            latest: deadline + PASSWORD_TURN_TIME,
        })
    }

    /// Does what waits in line for a password's turn. That wait isn't the operation's own time: when a whole office
    /// signs in at once, the last of them wait longer than an operation may take.
    pub async fn in_line<T>(&self, work: impl Future<Output = T>) -> T {
        let left = {
            let mut deadline = self.deadline.lock();
            let left = deadline.saturating_duration_since(Instant::now());
            *deadline = self.latest;
            left
        };
        let done = work.await;
        *self.deadline.lock() = self.latest.min(Instant::now() + left);
        done
    }

    /// Comes when the operation has had its time.
    pub async fn time_over(&self) {
        loop {
            let (now, deadline) = (Instant::now(), *self.deadline.lock());
            if now >= deadline {
                return;
            }
            // The deadline may move, also to an earlier moment.
            tokio::time::sleep_until(deadline.min(now + LOOK_EVERY)).await;
        }
    }

    /// The time of this response, the same for all its fields.
    pub fn now(&self) -> Time {
        Time(self.now.load(Ordering::Relaxed))
    }

    /// Records that somebody signed in, and sets the cookie for browsers.
    pub fn sign_in(&self, account: AccountId, session: SessionId, token: Token) {
        *self.cookie.lock() = Some(CookieChange::Set { token });
        *self.signed_in.lock() = Some(Caller { organisation: None, who: Who::Account { account, session } });
    }

    /// The caller of the platform's fields: who signed in by this request, otherwise the request's caller.
    pub fn account_caller(&self) -> Caller {
        self.signed_in.lock().unwrap_or(self.context.caller)
    }

    /// The request with that caller.
    pub fn account_request(&self) -> RequestContext {
        self.context.request.of(self.account_caller())
    }

    /// Counts the rows of a list that was read. The estimate (`plan.rs`) can't know the length of a list without
    /// paging; this can.
    ///
    /// # Errors
    /// When the response has more than [`ROWS_MAX`] rows by now.
    pub fn count_rows(&self, rows: usize) -> Result<(), Failure> {
        let before = self.rows.fetch_add(rows, Ordering::Relaxed);
        if before + rows <= ROWS_MAX {
            return Ok(());
        }
        Err(Failure::bad_input(format!("The answer has more than {ROWS_MAX} rows: ask for smaller pages.")))
    }

    /// Begins the response of another event, with its own time and its own count of rows.
    pub fn begin_event(&self, now: Time) {
        self.now.store(now.0, Ordering::Relaxed);
        self.rows.store(0, Ordering::Relaxed);
    }

    /// Reports a bug and gives the client's error for it.
    pub fn internal(&self, text: impl std::fmt::Display) -> Failure {
        Failure::internal(text, &self.context.request_id)
    }
}
