//! Why a caller isn't admitted.

use vuoro_domain::Error;

/// Why a caller isn't admitted to any endpoint.
#[derive(Clone, Debug)]
pub(crate) enum Unwelcome {
    /// The token belongs to another account than the one that the page acts for.
    AnotherAccount,
    /// The domain's error.
    Error(Error),
}
