//! The chat core with plugins, in this process and without doors.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use serde_json::Value;
use vuoro_bus::LocalBus;
use vuoro_domain::{CreateQueue, Domain, Enqueue, NewAccount, PluginSetup, Setup, StartVisitor};
use vuoro_graphql::{Context, Graphql, Introspection, Request};
use vuoro_kernel::{Caller, Clock, OrganisationId, RequestContext, Role, SessionId, Who};
use vuoro_package::{Package, Permission};
use vuoro_plugins::{Checker, Config as FloorConfig, Plugins};
use vuoro_server::Config;
use vuoro_store::{Store, files};

/// The chat core.
pub struct Server {
    /// The rules.
    pub domain: Domain,
    /// What runs plugins.
    pub floor: Plugins,
}

impl Server {
    /// On a database in `folder`, with these packages for every organisation.
    pub async fn start(folder: &Path, bundled: Vec<Package>) -> anyhow::Result<Self> {
        let config = Config { data: folder.to_owned(), ..Config::default() };
        let floor = Plugins::start(FloorConfig {
            cache: folder.join("plugin-cache"),
            ceiling: Permission::ALL.iter().copied().collect(),
            threads: 1,
            clock: Clock::system(),
            allowed_networks: Vec::new(),
            root_certificates: Vec::new(),
            checker: Checker::InProcess,
        })?;
        let domain = Domain::new(Setup {
            store: Store::open(&config.store()).await?,
            bus: Arc::new(LocalBus::default()),
            clock: Clock::system(),
            limits: config.limits(),
            sealing: vuoro_server::sealing::key(&config)?,
            files: files::folder(&folder.join("files")).context("a folder for files")?,
            plugins: Some(PluginSetup { floor: floor.clone(), bundled }),
        });
        Ok(Self { domain, floor })
    }

    /// Makes an organisation with all packages switched on. Needs a [`Graphql`] on the domain, which checks that they fit.
    pub async fn organisation(&self, slug: &str, packages: &[Package]) -> anyhow::Result<OrganisationId> {
        let made = self.domain.create_organisation(slug, slug).await.map_err(refused)?;
        for package in packages {
            self.domain.enable_plugin_of(made.id, &package.manifest.id).await.map_err(refused)?;
        }
        Ok(made.id)
    }

    /// Makes its owner.
    pub async fn owner(&self, organisation: OrganisationId) -> anyhow::Result<Caller> {
        let new = NewAccount {
            email: "owner@bench.example".to_owned(),
            full_name: "Owner".to_owned(),
            display_name: "Owner".to_owned(),
            password: "correct horse battery".to_owned(),
        };
        let account = self.domain.create_account(new).await.map_err(refused)?;
        let member = self.domain.add_member(organisation, account.id, Role::Owner, &[]).await.map_err(refused)?;
        let who = Who::Member { account: account.id, session: SessionId::new(), member: member.id, role: Role::Owner };
        Ok(Caller { organisation: Some(organisation), who })
    }

    /// Makes an open queue with so many who wait.
    pub async fn customers(&self, owner: &Caller, count: usize) -> anyhow::Result<()> {
        let new = CreateQueue { name: "Bench".to_owned(), ..CreateQueue::default() };
        let queue = self.domain.create_queue(owner, new).await.map_err(refused)?;
        self.domain.open_queue(owner, queue.id).await.map_err(refused)?;
        for _ in 0..count {
            let stranger = Caller { organisation: owner.organisation, who: Who::Stranger };
            let (visitor, _) = self.domain.start_visitor(&stranger, StartVisitor::default()).await.map_err(refused)?;
            let enqueue = Enqueue { queue: queue.id, name: None, message: None, metadata: Vec::new() };
            let caller = Caller { organisation: owner.organisation, who: Who::Visitor(visitor.id) };
            self.domain.enqueue(&RequestContext::inside(caller), enqueue).await.map_err(refused)?;
        }
        Ok(())
    }
}

/// Asks a query of an organisation's endpoint; errors in the answer are errors.
pub async fn ask(graphql: &Graphql, caller: Caller, query: &str) -> anyhow::Result<Value> {
    let organisation = caller.organisation.context("a caller of an organisation")?;
    let context = Context { request: RequestContext::inside(caller), slug: Some("bench".into()) };
    let endpoint = graphql.organisation(organisation).await.map_err(|error| anyhow!("{error:?}"))?;
    let request = Request { query: query.to_owned(), operation_name: None, variables: None, extensions: None };
    let prepared = endpoint.prepare(request, &context).map_err(|rejected| anyhow!("{rejected:?}"))?;
    let answer: Value = serde_json::from_slice(&endpoint.execute(prepared, context).await.body)?;
    match answer.get("errors") {
        Some(errors) => Err(anyhow!("{errors}")),
        None => Ok(answer["data"].clone()),
    }
}

/// What the domain refuses is a fault of the bench.
pub fn refused(refusal: vuoro_domain::Refusal) -> anyhow::Error {
    anyhow!("{refusal:?}")
}

/// As a server in earnest has it.
pub const INTROSPECTION: Introspection = Introspection::SignedIn;
