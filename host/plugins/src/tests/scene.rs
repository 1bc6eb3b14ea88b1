//! A floor, a host in memory, and plugins in organisations.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{runtime::Handle, time::Instant};
use vuoro_kernel::{Clock, OrganisationId, Time};
use vuoro_package::{Digest, Manifest};

use crate::{
    Actor, Call, CallError, Checker, Config, Context, Failure, FieldRequest, Loaded, Package, Permission, PluginId,
    Plugins, Record, Target, limits,
    outgoing::Outgoing,
    state::{Parts, State, Trace},
    testing::MemoryHost,
};

use super::guest::manifest;

/// The connection `crm`, for a manifest.
const CONNECTION: &str = "[connections.crm]\nreason = { en = \"To ask.\" }\n";

pub(super) const ALL: [Permission; 13] = [
    Permission::Store,
    Permission::ScopedStore,
    Permission::Chat,
    Permission::ChatWrite,
    Permission::Events,
    Permission::AlarmClock,
    Permission::Settings,
    Permission::Log,
    Permission::Clock,
    Permission::Random,
    Permission::Http,
    Permission::HooksBefore,
    Permission::HooksAfter,
];

pub(crate) struct Scene {
    pub(crate) plugins: Plugins,
    pub(super) host: MemoryHost,
    pub(crate) clock: Clock,
    pub(crate) organisation: OrganisationId,
    pub(crate) folder: Arc<TempDir>,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::with_ceiling(&ALL)
    }

    pub(super) fn with_ceiling(ceiling: &[Permission]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(Time(1_800_000_000_000));
        let plugins = start(&folder, &clock, ceiling);
        Self { plugins, host: MemoryHost::new(), clock, organisation: OrganisationId::new(), folder: Arc::new(folder) }
    }

    /// Another organisation of the same server.
    pub(super) fn another_organisation(&self) -> Self {
        Self {
            plugins: self.plugins.clone(),
            host: self.host.clone(),
            clock: self.clock.clone(),
            organisation: OrganisationId::new(),
            folder: self.folder.clone(),
        }
    }

    pub(super) async fn load(&self, package: Package) -> Arc<Loaded> {
        self.plugins.load(package).await.unwrap()
    }

    pub(super) fn target(&self, loaded: &Arc<Loaded>) -> Target {
        Target {
            organisation: self.organisation,
            loaded: loaded.clone(),
            granted: Arc::new(BTreeSet::from(ALL)),
            settings: "{}".into(),
        }
    }

    /// The state of a call without a real call.
    pub(super) fn state(&self) -> State {
        self.state_for(Actor::System)
    }

    /// The same with this actor.
    pub(super) fn state_for(&self, actor: Actor) -> State {
        State::new(self.parts(actor))
    }

    /// The parts of such a state.
    pub(super) fn parts(&self, actor: Actor) -> Parts {
        Parts {
            call: Arc::new(Call {
                organisation: self.organisation,
                plugin: PluginId::new("hostile"),
                digest: Digest([0; 32]),
                actor,
                language: "en".into(),
                cause: Vec::new(),
            }),
            manifest: Arc::new(Manifest::parse(&manifest(CONNECTION)).unwrap()),
            outgoing: Arc::new(Outgoing::new(Vec::new(), &[]).unwrap()),
            deadline: Instant::now() + limits::EVENT_WALL,
            delegate: self.host.delegate(),
            host: Handle::current(),
            permissions: Arc::new(BTreeSet::from(ALL)),
            settings: "{}".into(),
            record: Arc::new(Record::default()),
            trace: Arc::new(Trace::default()),
            now: self.clock.now(),
            is_read_only: false,
            memory_bytes: limits::MEMORY_BYTES,
        }
    }

    /// Resolves a field of one parent; the field's first letter decides what the guest does.
    pub(super) async fn asks(&self, target: &Target, field: &str) -> Result<Vec<Value>, CallError> {
        let request = FieldRequest {
            parent_type: "Query".to_owned(),
            field: field.to_owned(),
            arguments: json!({}),
            parents: vec![Value::Null],
        };
        self.plugins.resolve(&self.host.delegate(), target, &Context::new(Actor::System, "en"), &request).await
    }

    /// Resolves a field and returns the failure.
    pub(super) async fn fails(&self, target: &Target, field: &str) -> Failure {
        match self.asks(target, field).await {
            Err(CallError::Failed(failure)) => *failure,
            other => panic!("{field}: {other:?}"),
        }
    }
}

pub(super) fn start(folder: &TempDir, clock: &Clock, ceiling: &[Permission]) -> Plugins {
    Plugins::start(config(folder, clock, ceiling)).unwrap()
}

/// A floor that checks packages elsewhere.
pub(crate) fn start_with(folder: &TempDir, clock: &Clock, checker: Checker) -> Plugins {
    Plugins::start(Config { checker, ..config(folder, clock, &ALL) }).unwrap()
}

fn config(folder: &TempDir, clock: &Clock, ceiling: &[Permission]) -> Config {
    Config {
        cache: folder.path().join("code"),
        ceiling: ceiling.iter().copied().collect(),
        threads: 1,
        allowed_networks: Vec::new(),
        root_certificates: Vec::new(),
        clock: clock.clone(),
        checker: Checker::InProcess,
    }
}
