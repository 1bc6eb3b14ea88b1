//! Floor 4: everything that speaks HTTP. The doors here are small and our own: what a library's door let
//! through is listed in SECURITY.md as traps, and each line of these doors answers one of them.
//!
//! A request's way: [`listen`] takes the connection and bounds it, `observe` gives it an id and its line in
//! the log, [`router`] finds its door, `auth` says who calls, and the door asks the floor below.

mod address;
mod app;
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
mod pages;
mod pictures;
mod places;
mod plugins;
mod router;
mod socket;
mod whole;

pub use app::{App, Health, HttpSettings, TlsFiles};
pub use certificates::CertificateError;
pub use ipnet::IpNet;
pub use listen::{Listeners, ServeError, serve};
pub use router::ROUTES;
pub use vuoro_kernel::{Origin, OriginError};
