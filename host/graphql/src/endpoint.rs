//! The two endpoints, as the HTTP and WebSocket handlers use them.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use parking_lot::Mutex;
use vuoro_domain::{Domain, Error, PackageDigest as Digest, PluginSet};
use vuoro_kernel::OrganisationId;

use crate::{
    compose::{self, ComposeError, Fragment},
    engine::{Engine, Introspection, Kind, Prepared, Request},
    error::{Code, Failure, Rejected},
    live::Groups,
    resolvers,
    scope::{Context, CookieChange, Scope},
};

/// Most endpoints kept for different sets of plugins. When it is reached, the cache is cleared.
const ENDPOINTS_MAX: usize = 256;

/// The response to a query or mutation.
#[derive(Debug)]
pub struct Answer {
    /// `{"data": …, "errors": […]}`.
    pub body: Bytes,
    /// How the browser's session cookie changes.
    pub cookie: Option<CookieChange>,
    /// Whether the request failed before execution, so that there is no `data`.
    pub failed: bool,
}

/// Both endpoints.
pub struct Graphql {
    platform: Arc<Endpoint>,
    domain: Domain,
    introspection: Introspection,
    /// Keyed by the packages of the plugins: organisations with the same plugins share an endpoint.
    organisations: Mutex<HashMap<Vec<Digest>, Arc<Endpoint>>>,
}

/// One endpoint with its schema.
pub struct Endpoint {
    pub(crate) domain: Domain,
    pub(crate) engine: Arc<Engine>,
    pub(crate) groups: Groups,
}

impl Graphql {
    /// Composes the schemas and binds their resolvers. Takes milliseconds.
    ///
    /// # Errors
    /// When the SDL isn't valid or a field has no resolver.
    pub fn new(domain: Domain, introspection: Introspection) -> Result<Arc<Self>, ComposeError> {
        let engine = Engine::new(compose::PLATFORM, &[], resolvers::platform(), introspection, Some(domain.clone()))?;
        let platform = Arc::new(Endpoint::of(domain.clone(), engine));
        domain.check_schemas_with(Arc::new(fits));
        let graphql = Self { platform, domain, introspection, organisations: Mutex::default() };
        graphql.with_plugins(&PluginSet::default())?;
        Ok(Arc::new(graphql))
    }

    /// The endpoint `/graphql`.
    pub fn platform(&self) -> Arc<Endpoint> {
        self.platform.clone()
    }

    /// The endpoint `/o/{slug}/graphql` of one organisation, with the plugins that it has enabled.
    ///
    /// # Errors
    /// When the plugins can't be read.
    pub async fn organisation(&self, organisation: OrganisationId) -> Result<Arc<Endpoint>, Error> {
        let set = self.domain.plugin_set(organisation).await?;
        self.with_plugins(&set).map_err(|error| Error::Internal(error.to_string()))
    }

    /// The endpoint of an organisation from what is in memory, without waiting for the store; it may lag a moment
    /// behind. Operations that began on an older endpoint finish there.
    ///
    /// # Errors
    /// When the plugins' fragments don't make a valid schema together.
    pub fn organisation_now(&self, organisation: OrganisationId) -> Result<Arc<Endpoint>, ComposeError> {
        self.with_plugins(&self.domain.plugin_set_now(organisation))
    }

    fn with_plugins(&self, set: &PluginSet) -> Result<Arc<Endpoint>, ComposeError> {
        if let Some(endpoint) = self.organisations.lock().get(&set.key) {
            return Ok(endpoint.clone());
        }
        let fragments: Vec<_> =
            set.iter().map(|plugin| Fragment { plugin: plugin.id.clone(), sdl: plugin.sdl.clone() }).collect();
        let (binder, domain) = (resolvers::organisation(), self.domain.clone());
        let engine = Engine::new(compose::ORGANISATION, &fragments, binder, self.introspection, Some(domain.clone()))?;
        let endpoint = Arc::new(Endpoint::of(domain, engine));
        let mut organisations = self.organisations.lock();
        if organisations.len() >= ENDPOINTS_MAX {
            organisations.clear();
        }
        Ok(organisations.entry(set.key.clone()).or_insert(endpoint).clone())
    }
}

/// Whether these plugins' fragments make a valid schema with the host's, and their fields can be resolved.
fn fits(plugins: &[(Arc<str>, Arc<str>)]) -> Result<(), String> {
    let fragment = |(plugin, sdl): &(Arc<str>, Arc<str>)| Fragment { plugin: plugin.clone(), sdl: sdl.clone() };
    let fragments: Vec<_> = plugins.iter().map(fragment).collect();
    let made = Engine::new(compose::ORGANISATION, &fragments, resolvers::organisation(), Introspection::SignedIn, None);
    made.map(|_| ()).map_err(|error| error.to_string())
}

/// The SDL of `/graphql`, as it is served.
///
/// # Errors
/// When the schema isn't valid.
pub fn sdl_platform() -> Result<String, ComposeError> {
    Ok(compose::compose(compose::PLATFORM, &[])?.sdl())
}

/// The SDL of `/o/{slug}/graphql` without plugins, as it is served.
///
/// # Errors
/// When the schema isn't valid.
pub fn sdl_organisation() -> Result<String, ComposeError> {
    Ok(compose::compose(compose::ORGANISATION, &[])?.sdl())
}

impl Endpoint {
    fn of(domain: Domain, engine: Engine) -> Self {
        Self { domain, engine: Arc::new(engine), groups: Groups::default() }
    }

    /// Checks and plans a request without running anything.
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
