//! How a function of the domain can fail. [`Problem`]s are expected outcomes and part of the schema; [`Error`]s are
//! refusals of access, and failures of the server. Every function that reads or writes can also end with
//! [`Error::Unavailable`] when the database fails; their docs don't repeat that.

use strum::IntoStaticStr;
use vuoro_kernel::{page::PageError, text::TextError};
use vuoro_store::{StoreError, WriteError};

/// A refusal of access, or a failure of the server.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The caller isn't known; signing in may help.
    #[error("sign in first")]
    Unauthenticated,
    /// The caller is known and has no right to this.
    #[error("not allowed")]
    Forbidden,
    /// It doesn't exist, or the caller may not see it: the two look the same.
    #[error("not found")]
    NotFound,
    /// An argument isn't valid.
    #[error("{0}")]
    BadInput(String),
    /// A concurrent change interfered; the same call may succeed a moment later.
    #[error("{0}")]
    Conflict(String),
    /// Too many requests.
    #[error("too many requests; try again in {} s", .retry_after_ms.div_ceil(1000))]
    RateLimited {
        /// Milliseconds after which to try again.
        retry_after_ms: u64,
    },
    /// The database or the disk failed.
    #[error("the service can't store anything now")]
    Unavailable,
    /// A bug. The text is for the log only.
    #[error("internal error")]
    Internal(String),
}

/// An outcome that a client must expect. Each variant has the name of its type in the schema.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr)]
#[allow(missing_docs, reason = "each is described in the schema, under the same name")]
pub enum Problem {
    NotAllowed,
    InvalidInput { field: String, message: String },
    PluginRefused { plugin: String, message: String },
    LastOwner,
    TooManyInvitations,
    TooManyQueues,
    QueueAlreadyOpen,
    QueueAlreadyClosed,
    QueueNotEmpty,
    QueueIsClosed,
    QueueIsFull,
    QueueIsSuspended,
    TooManyConversations,
    QueueEmpty,
    AlreadyClaimed,
    NotWaiting,
    AlreadyEnded,
    NotEnded,
    ConversationOver,
    AttachmentsNotAllowed,
    AttachmentTooLarge { max_bytes: i64 },
    UploadQuotaReached { max_bytes: i64 },
    UploadsPaused,
    WrongCredentials,
    TooManyAttempts { retry_after_ms: i64 },
    InvitationNotValid,
    InvitationForSomebodyElse,
    AlreadyMember,
    EmailTaken,
}

impl Problem {
    /// The name of the type in the schema.
    pub fn type_name(&self) -> &'static str {
        self.into()
    }

    /// A short message for people.
    pub fn message(&self) -> String {
        match self {
            Self::InvalidInput { field, message } => format!("{field} {message}"),
            Self::PluginRefused { message, .. } => message.clone(),
            Self::AttachmentTooLarge { max_bytes } => format!("The file is too large: at most {max_bytes} bytes."),
            Self::UploadQuotaReached { max_bytes } => {
                format!("Too much has been sent or waits to be sent: at most {max_bytes} bytes can be taken now.")
            }
            Self::UploadsPaused => {
                "The server has no room for files now. Messages can be sent. Try again later.".into()
            }
            Self::TooManyAttempts { retry_after_ms } => {
                format!("Too many failed tries. Try again in {} s.", (retry_after_ms + 999) / 1000)
            }
            Self::NotAllowed => "You may see this, but not do it.".into(),
            Self::LastOwner => "An organisation always has an owner. Make somebody else an owner first.".into(),
            Self::TooManyInvitations => "Too many invitations are open. Revoke some first.".into(),
            Self::TooManyQueues => "The organisation has as many queues as it can. Remove some first.".into(),
            Self::QueueAlreadyOpen => "The queue is open already.".into(),
            Self::QueueAlreadyClosed => "The queue is closed already.".into(),
            Self::QueueNotEmpty => "Somebody still waits or is being served. Try again when the queue is empty.".into(),
            Self::QueueIsClosed => "The queue is closed.".into(),
            Self::QueueIsFull => "The queue is full. Try again later.".into(),
            Self::QueueIsSuspended => "The queue takes nobody in for now. Try again later.".into(),
            Self::TooManyConversations => "You have too many conversations. End one first.".into(),
            Self::QueueEmpty => "Nobody waits in this queue.".into(),
            Self::AlreadyClaimed => "Somebody else was first, or the customer is gone.".into(),
            Self::NotWaiting => "The conversation isn't waiting.".into(),
            Self::AlreadyEnded => "The conversation has ended already.".into(),
            Self::NotEnded => "Only an ended conversation can be hidden.".into(),
            Self::ConversationOver => "The conversation has ended. Nobody writes after.".into(),
            Self::AttachmentsNotAllowed => "Files can't be sent here.".into(),
            Self::WrongCredentials => "The address or the password is wrong.".into(),
            Self::InvitationNotValid => "The invitation can't be used any more. Ask for a new one.".into(),
            Self::InvitationForSomebodyElse => "The invitation is for another address.".into(),
            Self::AlreadyMember => "You are a member already.".into(),
            Self::EmailTaken => "There is an account with this address. Sign in and accept with it.".into(),
        }
    }

    /// A value that breaks a rule: `field` is its path within the input.
    pub fn invalid(field: impl Into<String>, message: impl ToString) -> Self {
        Self::InvalidInput { field: field.into(), message: message.to_string() }
    }
}

/// Why a function of the domain didn't do what was asked.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// An expected outcome.
    Problem(Problem),
    /// A refusal of access, or a failure of the server.
    Error(Error),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Failed(_) | StoreError::Lost(_) | StoreError::Unavailable(_) => Self::Unavailable,
            StoreError::Contention(_) => Self::Conflict("others were in the way; try again".into()),
            StoreError::Cursor => PageError::Cursor.into(),
            StoreError::Duplicate(text)
            | StoreError::Missing(text)
            | StoreError::Corrupt(text)
            | StoreError::Refused(text) => Self::Internal(text),
        }
    }
}

impl From<PageError> for Error {
    fn from(error: PageError) -> Self {
        Self::BadInput(error.to_string())
    }
}

/// What a job inside [`Store::write`](vuoro_store::Store::write) can end with. The store's own error is kept unchanged,
/// so that the store can retry or stop.
#[derive(Debug)]
pub(crate) enum Halt {
    Refused(Refusal),
    Store(StoreError),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem.into())
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl WriteError for Halt {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

impl From<Halt> for Refusal {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Refused(refusal) => refusal,
            Halt::Store(error) => Self::Error(error.into()),
        }
    }
}

/// Names the input's field that a text came from.
pub(crate) trait Named<T> {
    fn named(self, field: &str) -> Result<T, Problem>;
}

impl<T> Named<T> for Result<T, TextError> {
    fn named(self, field: &str) -> Result<T, Problem> {
        self.map_err(|error| Problem::invalid(field, error))
    }
}
