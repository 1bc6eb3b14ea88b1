//! Floor 0: types and limits that every other floor shares. There is no IO here: no runtime, no database, no socket.

pub mod caller;
pub mod change;
pub mod clock;
pub mod id;
pub mod limits;
pub mod origin;
pub mod page;
pub mod request;
pub mod sealing;
pub mod text;
pub mod token;
pub mod words;

pub use caller::{Caller, Role, Who};
pub use change::Change;
pub use clock::{Clock, Time};
pub use id::*;
pub use origin::{Origin, OriginError};
pub use page::{Cursor, Page, PageArgs, PageError};
pub use request::RequestContext;
pub use sealing::SealingKey;
pub use token::{Token, TokenHash, TokenKind};
