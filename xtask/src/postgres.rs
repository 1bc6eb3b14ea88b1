//! A PostgreSQL server for the tests: a running one, otherwise one started for as long as they take.

use std::env;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{apt, sh};
use cluster::Cluster;

mod account;
mod cluster;
mod probe;

/// The variable with the address of the maintenance database. `own` starts a server even where another one runs.
const VARIABLE: &str = "VUORO_TEST_POSTGRES";

/// The usual address of PostgreSQL.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 5432);

/// The arguments of `postgres`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The command to run, with its options.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs a command while a PostgreSQL server is there for it.
pub fn with_postgres(arguments: &Arguments) -> Result<()> {
    let server = Server::find_or_start()?;
    let (program, rest) = arguments.command.split_first().context("a command is required")?;
    let mut command = sh::command(program);
    vuoro_toolchain::shell::forget_cargo(&mut command);
    sh::run(command.args(rest).env(VARIABLE, server.url()))
}

/// A server in which tests may create and drop databases.
pub struct Server {
    url: String,
    /// Stopped and removed on drop.
    _own: Option<Cluster>,
}

impl Server {
    /// Finds a running server, or starts one, or installs it first; fails with the command that would install it.
    pub fn find_or_start() -> Result<Self> {
        match env::var(VARIABLE) {
            Ok(own) if own == "own" => Self::own(),
            Ok(url) if !url.is_empty() => Self::given(url),
            _ => Self::running().map_or_else(Self::own, Ok),
        }
    }

    /// The address of the server's maintenance database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server named by the variable. Whether it accepts our connections is left to the tests.
    fn given(url: String) -> Result<Self> {
        if let Some(address) = host_and_port(&url) {
            let found = address.to_socket_addrs().with_context(|| format!("{VARIABLE}: no host {address}"))?;
            let answers = found.into_iter().any(|a| TcpStream::connect_timeout(&a, Duration::from_secs(5)).is_ok());
            if !answers {
                bail!("{VARIABLE} names a server at {address}, and nothing answers there");
            }
        }
        println!("PostgreSQL: as {VARIABLE} says");
        Ok(Self { url, _own: None })
    }

    /// A running server that accepts connections without a password, as on a machine for tests.
    fn running() -> Option<Self> {
        for user in ["postgres", "root"] {
            match probe::probe(USUAL, user) {
                Ok(version) => {
                    println!("PostgreSQL: {version}, running on {USUAL}, as {user}");
                    return Some(Self { url: url(USUAL, user), _own: None });
                }
                Err(probe::Refusal::Silent(_)) => return None,
                Err(probe::Refusal::Said(reason)) => {
                    println!("PostgreSQL: the one on {USUAL} can't be used as {user}: {reason}");
                }
            }
        }
        None
    }

    /// A server of our own, from installed or installable programs.
    fn own() -> Result<Self> {
        let programs = match cluster::programs() {
            Some(programs) => programs,
            None => {
                apt::install("PostgreSQL", &["postgresql"])
                    .context("the tests need PostgreSQL, running or installed")?;
                cluster::programs().context("PostgreSQL was installed, and its initdb is not to be found")?
            }
        };
        let own = Cluster::start(&programs)?;
        Ok(Self { url: url(own.address(), cluster::USER), _own: Some(own) })
    }
}

fn url(address: SocketAddr, user: &str) -> String {
    format!("postgres://{user}@{address}/postgres")
}

/// The `host:port` of a URL; `None` for a socket file.
fn host_and_port(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?']).next()?;
    let host = authority.rsplit('@').next()?;
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    (!host.is_empty() && !host.starts_with('%')).then(|| match has_port {
        true => host.to_owned(),
        false => format!("{host}:5432"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_of_a_url_is_found() {
        let found = |url| host_and_port(url);
        assert_eq!(found("postgres://a:b@db.example:5433/x").as_deref(), Some("db.example:5433"));
        assert_eq!(found("postgres://db.example/x?sslmode=require").as_deref(), Some("db.example:5432"));
        assert_eq!(found("postgres://a@[::1]:5432/x").as_deref(), Some("[::1]:5432"));
        assert_eq!(found("postgres:///x?host=/run/postgresql"), None);
    }

    #[test]
    fn a_url_where_nothing_answers_is_refused() {
        let error = Server::given("postgres://a@127.0.0.1:1/x".to_owned()).err().unwrap();
        assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
    }
}
