//! The two endpoints, as the doors see them.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use parking_lot::Mutex;
use vuoro_domain::{Domain, Error, PackageDigest as Digest, PluginSet};
use vuoro_kernel::OrganisationId;

use crate::{
    bind::Binder,
    compose::{self, ComposeError, Fragment},
    engine::{Engine, Introspection, Kind, Prepared, Request},
    error::{Code, Failure, Rejected},
    live::Groups,
    scope::{Context, CookieChange, Scope},
};

/// Endpoints kept for sets of plugins; more begin anew.
const ENDPOINTS_MAX: usize = 256;

/// The answer to a query or mutation.
#[derive(Debug)]
pub struct Answer {
    /// `{"data": …, "errors": […]}`.
    pub body: Bytes,
    /// What becomes of a browser's cookie.
    pub cookie: Option<CookieChange>,
    /// There is no `data`: nothing was run.
    pub failed: bool,
}

/// Both endpoints.
pub struct Graphql {
    platform: Arc<Endpoint>,
    domain: Domain,
    introspection: Introspection,
    /// By the packages of the plugins: organisations with the same ones share an endpoint.
    organisations: Mutex<HashMap<Vec<Digest>, Arc<Endpoint>>>,
}

/// One endpoint.
pub struct Endpoint {
    pub(crate) domain: Domain,
    pub(crate) engine: Arc<Engine>,
    pub(crate) groups: Groups,
}

impl Graphql {
    /// Composes the schemas and binds their resolvers. Takes milliseconds.
    ///
    /// # Errors
    /// When the contract doesn't hold together or isn't wholly bound.
    pub fn new(domain: Domain, introspection: Introspection) -> Result<Arc<Self>, ComposeError> {
        let engine = Engine::new(compose::PLATFORM, &[], Binder::platform(), introspection, Some(domain.clone()))?;
        let platform = Arc::new(Endpoint::of(domain.clone(), engine));
        domain.check_schemas_with(Arc::new(fits));
        let graphql = Self { platform, domain, introspection, organisations: Mutex::default() };
        graphql.with_plugins(&PluginSet::default())?;
        Ok(Arc::new(graphql))
    }

    /// `/graphql`.
    pub fn platform(&self) -> Arc<Endpoint> {
        self.platform.clone()
    }

    /// `/o/{slug}/graphql` of one organisation, with the plugins that are switched on there.
    ///
    /// # Errors
    /// When the plugins can't be read.
    pub async fn organisation(&self, organisation: OrganisationId) -> Result<Arc<Endpoint>, Error> {
        let set = self.domain.plugin_set(organisation).await?;
        self.with_plugins(&set).map_err(|error| Error::Internal(error.to_string()))
    }

    /// The same as it was a moment ago, for who can't wait. What runs on an older endpoint runs on there.
    ///
    /// # Errors
    /// When the plugins don't fit together.
    pub fn organisation_now(&self, organisation: OrganisationId) -> Result<Arc<Endpoint>, ComposeError> {
        self.with_plugins(&self.domain.plugin_set_now(organisation))
    }

    fn with_plugins(&self, set: &PluginSet) -> Result<Arc<Endpoint>, ComposeError> {
        if let Some(endpoint) = self.organisations.lock().get(&set.key) {
            return Ok(endpoint.clone());
        }
        let fragments: Vec<_> =
            set.iter().map(|plugin| Fragment { plugin: plugin.id.clone(), sdl: plugin.sdl.clone() }).collect();
        let (binder, domain) = (Binder::organisation(), self.domain.clone());
        let engine = Engine::new(compose::ORGANISATION, &fragments, binder, self.introspection, Some(domain.clone()))?;
        let endpoint = Arc::new(Endpoint::of(domain, engine));
        let mut organisations = self.organisations.lock();
        if organisations.len() >= ENDPOINTS_MAX {
            organisations.clear();
        }
        Ok(organisations.entry(set.key.clone()).or_insert(endpoint).clone())
    }
}

/// Whether these plugins' fragments fit together with our schema, and their fields can be answered.
fn fits(plugins: &[(Arc<str>, Arc<str>)]) -> Result<(), String> {
    let fragment = |(plugin, sdl): &(Arc<str>, Arc<str>)| Fragment { plugin: plugin.clone(), sdl: sdl.clone() };
    let fragments: Vec<_> = plugins.iter().map(fragment).collect();
    let made = Engine::new(compose::ORGANISATION, &fragments, Binder::organisation(), Introspection::SignedIn, None);
    made.map(|_| ()).map_err(|error| error.to_string())
}

/// The schema of `/graphql` as text, as it is served.
///
/// # Errors
/// When it doesn't hold together.
pub fn sdl_platform() -> Result<String, ComposeError> {
    Ok(compose::compose(compose::PLATFORM, &[])?.sdl())
}

/// The schema of `/o/{slug}/graphql` without plugins as text, as it is served.
///
/// # Errors
/// When it doesn't hold together.
pub fn sdl_organisation() -> Result<String, ComposeError> {
    Ok(compose::compose(compose::ORGANISATION, &[])?.sdl())
}

impl Endpoint {
    fn of(domain: Domain, engine: Engine) -> Self {
        Self { domain, engine: Arc::new(engine), groups: Groups::default() }
    }

    /// Refuses a request, or makes it ready to run. Nothing is run.
    ///
    /// # Errors
    /// The errors of the request as a whole (GraphQL specification, section 7.1.2).
    pub fn prepare(&self, request: Request, context: &Context) -> Result<Prepared, Rejected> {
        self.engine.prepare(request, context)
    }

    /// Runs a query or mutation, for 5 s at most, not counting the line that a password waits in. Dropping the future
    /// gives up in between; what a mutation committed by then stays.
    pub async fn execute(&self, prepared: Prepared, context: Context) -> Answer {
        let Prepared { kind, plan, variables, .. } = prepared;
        if kind == Kind::Subscription {
            let refused = Rejected::from(Failure::bad_input("Subscriptions need a WebSocket."));
            return Answer { body: refused.body(), cookie: None, failed: true };
        }
        let scope = Scope::new(context, self.domain.now(), None);
        let body = tokio::select! {
            body = self.engine.run(&plan, variables, &scope) => body,
            () = scope.time_over() => {
                let text = match kind {
                    Kind::Mutation => "The operation took too long and was given up; parts of it may be done.",
                    _ => "The operation took too long and was given up.",
                };
                self.engine.failed(&plan, Failure::new(Code::Unavailable, text))
            }
        };
        let cookie = scope.cookie.lock().take();
        Answer { body, cookie, failed: false }
    }
}
