//! Floor 3: GraphQL. The contract in `schema/` becomes two endpoints (`compose.rs`, `dynamic.rs`), each field
//! of it has its resolver (`bind.rs`, `resolvers/`), and a request goes: measured (`guard.rs`), checked against
//! the schema and kept (`documents.rs`), its variables read (`variables.rs`), made into a plan (`plan.rs`), run by
//! async-graphql, written (`answer.rs`). Events of subscriptions are run the same way (`live.rs`).

mod answer;
mod bind;
mod compose;
mod documents;
mod dynamic;
mod endpoint;
mod engine;
mod error;
mod guard;
mod guest;
mod input;
mod live;
mod plan;
mod resolvers;
mod scope;
mod variables;

pub use compose::{ComposeError, Fragment};
pub use endpoint::{Answer, Endpoint, Graphql, sdl_organisation, sdl_platform};
pub use engine::{Introspection, Kind, Prepared, Request};
pub use error::{Code, Failure, Rejected};
pub use live::Event;
pub use scope::{Context, CookieChange};
