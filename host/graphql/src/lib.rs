//! Floor 3: GraphQL. The SDL in `schema/` becomes two endpoints (`compose.rs`, `dynamic.rs`), and each field has its
//! resolver (`bind.rs`, `resolvers/`). A request is measured (`guard.rs`), checked against the schema and cached
//! (`documents.rs`), its variables are read (`variables.rs`), it is planned (`plan.rs`), run by async-graphql, and its
//! response is written (`answer.rs`). Events of subscriptions are run the same way (`live.rs`).

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
