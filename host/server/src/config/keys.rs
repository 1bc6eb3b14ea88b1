//! Every key with its description: the source of the example file and of the check for unknown keys.

use super::Config;

/// A key of the configuration.
pub(super) struct Key {
    /// The path, with dots.
    pub path: &'static str,
    /// The description in the example file.
    pub about: &'static str,
}

const fn key(path: &'static str, about: &'static str) -> Key {
    Key { path, about }
}

/// All keys; those of a table stand together.
pub(super) const KEYS: &[Key] = &[
    key("listen", "The address on which the server listens: an IP address and a port."),
    key("metrics_listen", "The address for /metrics, for Prometheus; empty to switch it off. Don't make it public."),
    key("data", "The folder of the SQLite database and of attachments."),
    key("database", "A PostgreSQL URL (postgres://user:password@host/name); empty for SQLite in the data folder."),
    key(
        "secret_key_file",
        "A file of 32 random bytes, the key with which secrets are encrypted, readable by this user only; empty for \
         secret.key in the data folder, which is created at the first start. Servers that share a database share it. \
         Without it those secrets are lost: back it up separately from the database.",
    ),
    key("development", "Serves GraphiQL to browsers and lets strangers read the schema. Not for production."),
    key(
        "public_origins",
        "The origins that people see in the address bar, such as [\"https://chat.example.org\"]. Needed behind a proxy \
         that ends TLS.",
    ),
    key(
        "trusted_proxies",
        "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto headers are trusted.",
    ),
    key(
        "log.level",
        "The log level: error, warn, info, debug or trace. No level logs messages, tokens, e-mail addresses or metadata.",
    ),
    key("log.format", "The format of the log: text or json."),
    key("tls.certificate", "A PEM file with the certificate chain, leaf first. It is read again when it changes."),
    key("tls.key", "A PEM file with the certificate's private key."),
    key("limits.sockets_per_visitor", "Most open WebSockets of one customer."),
    key("limits.sockets_per_account", "Most open WebSockets of one account."),
    key(
        "limits.connections",
        "Most open connections of the whole server, 16 or more; fewer when the process may open too few files. A quarter is \
         kept for members; when the rest is taken, the oldest idle connection of somebody who isn't signed in is closed.",
    ),
    key(
        "limits.connections_per_address",
        "Most open connections of one address. Behind a proxy that isn't trusted, all clients have the same address.",
    ),
    key("limits.attachment_bytes", "The size of the largest attachment, in bytes."),
    key(
        "limits.conversation_attachment_bytes",
        "The most that all attachments of one conversation may have together, in bytes.",
    ),
    key(
        "limits.visitor_attachment_bytes",
        "The most that all attachments of one customer may have together, in bytes.",
    ),
    key(
        "limits.network_attachment_bytes",
        "The most that customers with one address may send to one organisation in a day, in bytes. An IPv6 network of 64 bits \
         counts as one address.",
    ),
    key(
        "limits.organisation_attachment_bytes",
        "The most that all attachments of one organisation may have together, in bytes.",
    ),
    key("limits.visitor_unsent_bytes", "The most that one customer may have uploaded and not yet sent, in bytes."),
    key("limits.network_unsent_bytes", "The same for all customers with one address."),
    key("limits.organisation_unsent_bytes", "The same for one organisation."),
    key(
        "limits.free_disk_bytes",
        "When less of the disk than this is free, in bytes, no files are accepted. Messages are.",
    ),
    key("plugins.enabled", "Runs plugins. When it is off, no organisation's plugins run."),
    key(
        "plugins.threads",
        "Threads that run plugins, separate from those of the chat; 0 for half of the machine's cores.",
    ),
    key(
        "plugins.allowed_networks",
        "Networks that plugins' connections may reach besides public addresses, such as [\"10.1.0.0/16\"].",
    ),
    key(
        "plugins.root_certificates",
        "PEM files of certificates that plugins' connections trust besides those that browsers trust.",
    ),
    key("demo.visitors", "With --demo: simulated customers join the queues."),
];

/// An example file with every key, its description and its default, all commented out.
pub fn example() -> String {
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    let mut text = String::from(
        "# Vuoro's configuration: every key with its default. Made by `vuoro config example`; don't edit this copy.\n\
         # Copy what you change into vuoro.toml. An environment variable overrides the file (VUORO_LISTEN,\n\
         # VUORO_LOG__LEVEL: two underscores for the dot), and a flag of `vuoro serve` overrides both.\n",
    );
    let mut table = "";
    for Key { path, about } in KEYS {
        let (in_table, name) = path.split_once('.').unwrap_or(("", path));
        if in_table != table {
            table = in_table;
            text.push_str(&format!("\n[{table}]\n"));
        }
        let value =
            defaults.pointer(&format!("/{}", path.replace('.', "/"))).map_or_else(String::new, ToString::to_string);
        text.push_str(&format!("\n# {about}\n# {name} = {value}\n"));
    }
    text
}
