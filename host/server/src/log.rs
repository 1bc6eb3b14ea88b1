//! The log: structured, on standard error.

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogConfig, LogFormat};

/// Starts logging as configured. A second call in the same process changes nothing.
pub fn begin(config: &LogConfig) {
    let level = &config.level;
    // Only our own lines: at finer levels, libraries log whole frames and headers, with every message and token in
    // them.
    let filter = EnvFilter::new(format!("error,vuoro={level},request={level}"));
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    let _ = match config.format {
        // Without colours, control characters in hostile text stay escaped and visible.
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}
