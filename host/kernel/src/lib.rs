//! Floor 0: the words that every floor shares. No IO lives here: no runtime, no database, no socket.

pub mod caller;
pub mod change;
pub mod clock;
pub mod id;
pub mod limits;
pub mod origin;
pub mod page;
pub mod text;
pub mod token;
pub mod words;

pub use caller::{Caller, Role, Who};
pub use change::Change;
pub use clock::{Clock, Time};
pub use id::*;
pub use origin::{Origin, OriginError};
pub use page::{Cursor, Page, PageArgs, PageError};
pub use token::{Token, TokenHash, TokenKind};
