//! Descriptors: how many files and connections the process may have open at once.

use anyhow::bail;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use vuoro_kernel::limits::http::{CONNECTIONS_MIN, DESCRIPTORS_KEPT};

/// Raises the process's bound to what it may be, and gives the connections that there is room for: those that are wanted,
/// or as many as the bound leaves.
///
/// # Errors
/// When there isn't room for the fewest that a server starts with.
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

/// The process's bound, as high as it could be made.
fn raised() -> usize {
    let limits = getrlimit(Resource::Nofile);
    // None is no bound at all.
    let Some(now) = limits.current else { return usize::MAX };
    let raised = Rlimit { current: limits.maximum, maximum: limits.maximum };
    // Some systems say more than they give; then it stays as it is.
    let most = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limits.maximum.unwrap_or(u64::MAX),
        Err(_) => now,
    };
    usize::try_from(most).unwrap_or(usize::MAX)
}
