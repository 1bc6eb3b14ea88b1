//! The two endpoints, as the doors see them.

use std::sync::Arc;

use bytes::Bytes;
use vuoro_domain::{Domain, Organisation};
use vuoro_kernel::limits::graphql::OPERATION_TIME;

use crate::{
    bind::Binder,
    compose::{self, ComposeError},
    engine::{Engine, Introspection, Kind, Prepared, Request},
    error::{Code, Failure, Rejected},
    live::Groups,
    scope::{Context, CookieChange, Scope},
};

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
    organisation: Arc<Endpoint>,
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
        let endpoint = |files, binder| {
            let engine = Arc::new(Engine::new(files, &[], binder, introspection, Some(domain.clone()))?);
            Ok::<_, ComposeError>(Arc::new(Endpoint { domain: domain.clone(), engine, groups: Groups::default() }))
        };
        Ok(Arc::new(Self {
            platform: endpoint(compose::PLATFORM, Binder::platform())?,
            organisation: endpoint(compose::ORGANISATION, Binder::organisation())?,
        }))
    }

    /// `/graphql`.
    pub fn platform(&self) -> Arc<Endpoint> {
        self.platform.clone()
    }

    /// `/o/{slug}/graphql` of one organisation. One for all of them as long as no organisation has plugins.
    ///
    /// # Errors
    /// When the organisation's plugins don't fit together.
    pub fn organisation(&self, _organisation: &Organisation) -> Result<Arc<Endpoint>, ComposeError> {
        Ok(self.organisation.clone())
    }
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
    /// Refuses a request, or makes it ready to run. Nothing is run.
    ///
    /// # Errors
    /// The errors of the request as a whole (GraphQL specification, section 7.1.2).
    pub fn prepare(&self, request: Request, context: &Context) -> Result<Prepared, Rejected> {
        self.engine.prepare(request, context)
    }

    /// Runs a query or mutation, for 5 s at most. Dropping the future gives up in between; what a mutation
    /// committed by then stays.
    pub async fn execute(&self, prepared: Prepared, context: Context) -> Answer {
        let Prepared { kind, plan, variables, .. } = prepared;
        if kind == Kind::Subscription {
            let refused = Rejected::from(Failure::bad_input("Subscriptions need a WebSocket."));
            return Answer { body: refused.body(), cookie: None, failed: true };
        }
        let scope = Scope::new(context, self.domain.now(), None);
        let run = tokio::time::timeout(OPERATION_TIME, self.engine.run(&plan, variables, &scope)).await;
        let body = run.unwrap_or_else(|_| {
            let text = match kind {
                Kind::Mutation => "The operation took too long and was given up; parts of it may be done.",
                _ => "The operation took too long and was given up.",
            };
            self.engine.failed(&plan, Failure::new(Code::Unavailable, text))
        });
        let cookie = scope.cookie.lock().take();
        Answer { body, cookie, failed: false }
    }
}
