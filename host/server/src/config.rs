//! The configuration: defaults, then a file, then the environment, then flags; each overrides the ones before. An
//! unknown key or an invalid value stops the start with a message that says where it is.

mod keys;
mod load;
mod place;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use vuoro_kernel::limits::{Limits, http::CONNECTIONS_MIN};
use vuoro_store::StoreConfig;

pub use keys::example;

/// The prefix of environment variables; `__` stands for the dot of a key.
pub const ENVIRONMENT_PREFIX: &str = "VUORO_";
/// The file that is read when it exists and no other is named.
pub const FILE: &str = "vuoro.toml";

/// How a server runs. Every field is described in [`example`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct Config {
    pub listen: String,
    pub metrics_listen: String,
    pub data: PathBuf,
    pub database: String,
    pub secret_key_file: PathBuf,
    pub development: bool,
    pub public_origins: Vec<String>,
    pub trusted_proxies: Vec<String>,
    pub log: LogConfig,
    pub tls: TlsConfig,
    pub limits: LimitsConfig,
    pub plugins: PluginsConfig,
    pub demo: DemoConfig,
}

/// The logging settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct LogConfig {
    pub level: String,
    pub format: LogFormat,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// The TLS certificate and its key: both files or neither.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct TlsConfig {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// Limits that the configuration may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct LimitsConfig {
    pub sockets_per_visitor: usize,
    pub sockets_per_account: usize,
    pub connections: usize,
    pub connections_per_address: usize,
    pub attachment_bytes: u64,
    pub conversation_attachment_bytes: u64,
    pub visitor_attachment_bytes: u64,
    pub network_attachment_bytes: u64,
    pub organisation_attachment_bytes: u64,
    pub visitor_unsent_bytes: u64,
    pub network_unsent_bytes: u64,
    pub organisation_unsent_bytes: u64,
    pub free_disk_bytes: u64,
}

/// The settings of the plugin platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct PluginsConfig {
    pub enabled: bool,
    pub threads: usize,
    pub allowed_networks: Vec<String>,
    pub root_certificates: Vec<PathBuf>,
    /// The `vuoro` that checks packages; none for the program that runs. In no file and no variable: it is for tests, where the
    /// program that runs is another.
    #[serde(skip)]
    pub checker: Option<PathBuf>,
}

/// The settings of the demo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each is described in the generated example")]
pub struct DemoConfig {
    pub visitors: bool,
}

impl Default for Config {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            listen: "127.0.0.1:8080".into(),
            metrics_listen: "127.0.0.1:9464".into(),
            data: "data".into(),
            database: String::new(),
            secret_key_file: PathBuf::new(),
            development: false,
            public_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            log: LogConfig { level: "info".into(), format: LogFormat::Text },
            tls: TlsConfig::default(),
            limits: LimitsConfig {
                sockets_per_visitor: limits.sockets_per_visitor,
                sockets_per_account: limits.sockets_per_account,
                connections: limits.connections,
                connections_per_address: limits.connections_per_address,
                attachment_bytes: limits.attachment_bytes_max,
                conversation_attachment_bytes: limits.conversation_attachment_bytes_max,
                visitor_attachment_bytes: limits.visitor_attachment_bytes_max,
                network_attachment_bytes: limits.network_attachment_bytes_max,
                organisation_attachment_bytes: limits.organisation_attachment_bytes_max,
                visitor_unsent_bytes: limits.visitor_unsent_bytes_max,
                network_unsent_bytes: limits.network_unsent_bytes_max,
                organisation_unsent_bytes: limits.organisation_unsent_bytes_max,
                free_disk_bytes: limits.free_disk_bytes_min,
            },
            plugins: PluginsConfig {
                enabled: true,
                threads: 0,
                allowed_networks: Vec::new(),
                root_certificates: Vec::new(),
                checker: None,
            },
            demo: DemoConfig { visitors: true },
        }
    }
}

/// Why a configuration can't be used: where, what, and the most similar valid name.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The named file can't be read.
    #[error("{}: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// An unknown key, or a value of the wrong type.
    #[error("{0}")]
    Wrong(String),
}

impl Config {
    /// Checks what types can't express.
    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key: &str, text: &str| Err(ConfigError::Wrong(format!("{key}: {text}")));
        for (key, address) in [("listen", &self.listen), ("metrics_listen", &self.metrics_listen)] {
            if !(key == "metrics_listen" && address.is_empty()) && address.parse::<std::net::SocketAddr>().is_err() {
                return wrong(key, &format!("{address:?} is no address and port, such as 127.0.0.1:8080"));
            }
        }
        if !(self.database.is_empty()
            || self.database.starts_with("postgres://")
            || self.database.starts_with("postgresql://"))
        {
            return wrong("database", "takes a URL that begins with postgres://, or nothing for SQLite");
        }
        if self.tls.certificate.as_os_str().is_empty() != self.tls.key.as_os_str().is_empty() {
            return wrong("tls", "needs both certificate and key, or neither");
        }
        if self.limits.connections < CONNECTIONS_MIN {
            return wrong("limits.connections", &format!("takes {CONNECTIONS_MIN} or more"));
        }
        if self.log.level.parse::<tracing::Level>().is_err() {
            return wrong("log.level", "takes error, warn, info, debug or trace");
        }
        for (key, text) in self.public_origins.iter().map(|text| ("public_origins", text)) {
            if text.parse::<vuoro_http::Origin>().is_err() {
                return wrong(key, &format!("{text:?} is no origin, such as https://chat.example.org"));
            }
        }
        let networks =
            [("trusted_proxies", &self.trusted_proxies), ("plugins.allowed_networks", &self.plugins.allowed_networks)];
        for (key, text) in networks.iter().flat_map(|(key, texts)| texts.iter().map(|text| (*key, text))) {
            if text.parse::<vuoro_http::IpNet>().is_err() {
                return wrong(key, &format!("{text:?} is no network, such as 10.0.0.0/8"));
            }
        }
        Ok(())
    }

    /// Where the database is.
    pub fn store(&self) -> StoreConfig {
        match self.database.is_empty() {
            true => StoreConfig::Sqlite(self.data.join("vuoro.db")),
            false => StoreConfig::Postgres(self.database.clone()),
        }
    }

    /// The limits, for the floors below.
    pub fn limits(&self) -> Limits {
        Limits {
            sockets_per_visitor: self.limits.sockets_per_visitor,
            sockets_per_account: self.limits.sockets_per_account,
            connections: self.limits.connections,
            connections_per_address: self.limits.connections_per_address,
            attachment_bytes_max: self.limits.attachment_bytes,
            conversation_attachment_bytes_max: self.limits.conversation_attachment_bytes,
            visitor_attachment_bytes_max: self.limits.visitor_attachment_bytes,
            network_attachment_bytes_max: self.limits.network_attachment_bytes,
            organisation_attachment_bytes_max: self.limits.organisation_attachment_bytes,
            visitor_unsent_bytes_max: self.limits.visitor_unsent_bytes,
            network_unsent_bytes_max: self.limits.network_unsent_bytes,
            organisation_unsent_bytes_max: self.limits.organisation_unsent_bytes,
            free_disk_bytes_min: self.limits.free_disk_bytes,
        }
    }
}

#[cfg(test)]
mod tests;
