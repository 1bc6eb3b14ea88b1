//! Descriptors: how many files and connections the process may have open at once.

use anyhow::bail;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use vuoro_kernel::limits::http::{CONNECTIONS_MIN, DESCRIPTORS_KEPT};

/// Raises the process's limit as far as allowed, and returns the number of connections that there is room for: the
/// wanted number, or as many as the limit allows.
///
/// # Errors
/// When there isn't room for the fewest that a server needs.
pub(crate) fn room_for(wanted: usize) -> anyhow::Result<usize> {
    let most = raised();
    let room = most.saturating_sub(DESCRIPTORS_KEPT.min(most / 2));
    if room < CONNECTIONS_MIN {
        bail!(
            "the process may open {most} files at once, which is too few; raise the bound (`ulimit -n`, LimitNOFILE)"
        );
    }
    if room < wanted {
        tracing::warn!(
            descriptors = most,
            wanted,
            connections = room,
            "the bound of open files allows fewer connections than the configuration"
        );
    }
    Ok(room.min(wanted))
}

/// The process's limit, as high as it could be set.
fn raised() -> usize {
    let limits = getrlimit(Resource::Nofile);
    // `None` means no limit.
    let Some(now) = limits.current else { return usize::MAX };
    let raised = Rlimit { current: limits.maximum, maximum: limits.maximum };
    // Some systems report a higher limit than they grant; the current one then stays.
    let most = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limits.maximum.unwrap_or(u64::MAX),
        Err(_) => now,
    };
    usize::try_from(most).unwrap_or(usize::MAX)
}
