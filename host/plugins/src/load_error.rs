//! Why a plugin can't be loaded.

/// Why a package can't be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// It breaks a rule of packages.
    #[error("{0}")]
    Refused(String),
    /// wasmtime can't compile it.
    #[error("the component can't be compiled: {0}")]
    Broken(String),
    /// It needs something that the host doesn't have.
    #[error("the component doesn't fit this server: {0}")]
    Unfit(String),
    /// Checking or compiling takes too long.
    #[error("checking and compiling it takes too long; make the component smaller")]
    TooSlow,
    /// The process that checked it ended without a verdict: it nests too deep, or takes too much memory.
    #[error(
        "checking it came to no end: it takes more memory or stack than there is for that; make it smaller, and nest less"
    )]
    TooMuch,
    /// Its compiled code is nowhere to be found.
    #[error("its compiled code can't be kept; the server's disk may be full")]
    NotKept,
    /// It can't be checked, through no fault of its own.
    #[error("it can't be checked now: {0}")]
    NoChecker(String),
    /// Too many packages wait for the compiler, or are in memory.
    #[error("too many plugins are being loaded; try again in a minute")]
    Busy,
}

impl LoadError {
    /// Whether it may pass by itself. Otherwise the package is to blame, and the next try comes to the same.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Broken(_) | Self::Unfit(_) | Self::TooSlow | Self::TooMuch => false,
            Self::NotKept | Self::NoChecker(_) | Self::Busy => true,
        }
    }
}
