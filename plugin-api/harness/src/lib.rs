//! For tests of built plugins: runs them as the server does, with conversations, keys, settings and alarms in memory,
//! and with a clock that stands still until a test moves it.
//!
//! The SDK's own host in memory (`vuoro_plugin::testing`) tests a plugin's rules by plain `cargo test`. This crate
//! tests the package: the real component within the real limits, with a fresh instance and a transaction for each call.
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use serde_json::json;
//! use vuoro_harness::{Harness, Role};
//!
//! let harness = Harness::load("dist/hello.wasm").await?;
//! let (niilo, aino) = (harness.member("Niilo", Role::Handler), harness.customer("Aino"));
//! let conversation = harness.conversation(harness.queue("Support"), &aino);
//! harness.claims(&niilo, conversation);
//! assert_eq!(harness.call(&niilo).query("helloGreeting", json!({})).await?, "Hello");
//! assert!(harness.usage().is_some_and(|usage| usage.memory_bytes < 2 << 20));
//! # Ok(())
//! # }
//! ```

mod calls;
mod person;
mod scene;
mod seen;
mod time;

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::Value;
use tempfile::TempDir;
use vuoro_kernel::{Clock, OrganisationId, Time};
use vuoro_plugins::{Checker, Config, Plugins, Target, testing::MemoryHost};

pub use calls::Calls;
pub use person::Person;
pub use vuoro_kernel::{ConversationId, MemberId, QueueId, Role, VisitorId};
pub use vuoro_package::{Digest, Moment, Package, PackageError, Permission, Slot};
pub use vuoro_plugins::{
    Actor, Annotation, CallError, Decision, Effect, Erased, Failure, FieldError, FieldRequest, Item, Key, Level, Line,
    LogEntry, Outcome, Owner, Statistic, Unavailable, Usage, limits, view,
};

/// The time when a harness starts: 2027-01-15, 08:00 in UTC.
const START: Time = Time(1_800_000_000_000);

/// One thread for the guest, beside the test's own.
const THREADS: usize = 1;

/// One plugin in one organisation. Calls run on the caller's tokio runtime.
pub struct Harness {
    floor: Plugins,
    host: MemoryHost,
    clock: Clock,
    organisation: OrganisationId,
    target: Target,
    /// The folder of compiled code; removed with the harness.
    _code: TempDir,
}

/// Why a plugin can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file can't be read.
    #[error("{0} can't be read: {1}")]
    File(PathBuf, #[source] io::Error),
    /// It isn't a package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// Its code doesn't match its manifest or the contract.
    #[error(transparent)]
    Code(#[from] vuoro_plugins::LoadError),
    /// Plugins can't be run on this machine.
    #[error("plugins can't be run here: {0}")]
    Floor(String),
}

impl Harness {
    /// Loads a built plugin, a `.wasm` file, and grants all the permissions that it asks for.
    ///
    /// # Errors
    /// When the file can't be read, isn't a package, or doesn't fit the contract.
    pub async fn load(file: impl AsRef<Path>) -> Result<Self, LoadError> {
        let file = file.as_ref();
        let bytes = std::fs::read(file).map_err(|error| LoadError::File(file.to_owned(), error))?;
        Self::of(Package::read(bytes)?).await
    }

    /// Loads a package from memory, and grants all the permissions that it asks for.
    ///
    /// # Errors
    /// When it doesn't fit the contract.
    pub async fn of(package: Package) -> Result<Self, LoadError> {
        let floor_error = |error: &dyn std::fmt::Display| LoadError::Floor(error.to_string());
        let code = TempDir::with_prefix("vuoro-harness-").map_err(|error| floor_error(&error))?;
        let clock = Clock::manual(START);
        let floor = Plugins::start(Config {
            cache: code.path().join("code"),
            ceiling: Permission::ALL.iter().copied().collect(),
            threads: THREADS,
            clock: clock.clone(),
            allowed_networks: Vec::new(),
            root_certificates: Vec::new(),
            checker: Checker::InProcess,
        });
        let floor = floor.map_err(|error| floor_error(&error))?;
        let granted: BTreeSet<_> = package.manifest.permissions.keys().copied().collect();
        let loaded = floor.load(package).await?;
        let organisation = OrganisationId::new();
        let target = Target { organisation, loaded, granted: Arc::new(granted), settings: "{}".into() };
        Ok(Self { floor, host: MemoryHost::new(), clock, organisation, target, _code: code })
    }

    /// Takes this permission away, as if the organisation hadn't granted it.
    #[must_use]
    pub fn without(mut self, permission: Permission) -> Self {
        let rest = self.target.granted.iter().copied().filter(|granted| *granted != permission);
        self.target.granted = Arc::new(rest.collect());
        self
    }

    /// Gives the plugin these settings: an object with everything for which the manifest has no default.
    #[must_use]
    pub fn with_settings(mut self, settings: &Value) -> Self {
        self.target.settings = settings.to_string().into();
        self
    }
}
