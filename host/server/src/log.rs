//! The log: structured, on standard error.

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogConfig, LogFormat};

/// Begins to log as configured. A second call in one process changes nothing.
pub fn begin(config: &LogConfig) {
    let level = &config.level;
    // Ours alone: at their finer levels libraries write whole frames and headers, with every message and token in them.
    let filter = EnvFilter::new(format!("error,vuoro={level},request={level}"));
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    let _ = match config.format {
        // Without colours the control characters of a hostile text stay escaped and visible.
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
