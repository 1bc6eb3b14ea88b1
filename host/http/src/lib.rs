//! Floor 4: everything that speaks HTTP. Its handlers are small and our own: the faults that libraries' handlers let
//! through are listed in SECURITY.md as traps, and each check here answers one of them.
//!
//! The way of a request: [`listen`] accepts the connection and limits it, `observe` gives it an id and its line in the
//! log, [`router`] finds its handler, `auth` finds the caller, and the handler asks the floor below.

mod address;
mod app;
mod ask;
mod auth;
mod certificates;
mod connection;
mod disposition;
mod failure;
mod files;
mod finish;
mod graphiql;
mod graphql;
mod headers;
mod health;
mod language;
mod linger;
mod listen;
mod measure;
mod observe;
mod origin;
mod packages;
mod pages;
mod pictures;
mod places;
mod router;
mod routes;
mod socket;
mod unwelcome;
mod whole;

pub use app::{App, Health, HttpSettings, TlsFiles};
pub use certificates::CertificateError;
pub use ipnet::IpNet;
pub use listen::{Listeners, ServeError, serve};
pub use routes::ROUTES;
pub use vuoro_kernel::{Origin, OriginError};
