//! End-to-end tests of a server's life: killed, drained, on a broken disk, with a wrong clock, at its limits.

mod cli;
mod clock;
mod disk;
mod drain;
mod health;
mod kill;
mod ledger;
mod limits;
mod secrets;
mod tls;
mod tools;
