//! The caller of a socket and the endpoint that runs their operations, behind traits, so that the protocol can be
//! tested without either.

use std::{net::IpAddr, sync::Arc};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream};
use vuoro_domain::Present;
use vuoro_graphql::{Answer, Context, Event, Kind, Request};
use vuoro_kernel::{Caller, RequestContext};

use super::{
    Begun, Close, Happened,
    message::{self, Init},
    operations::internal,
    seats::Seat,
};
use crate::{app::Shared, ask, auth, finish::Finish, graphql::Target, places::Holder};

/// Admits callers.
pub(crate) trait Executor: Send + 'static {
    /// An admitted caller.
    type Session: Session;

    /// Finds out who comes with this, and closes the socket to those who may not.
    fn admit(self, init: Init) -> BoxFuture<'static, Result<Self::Session, Close>>;
}

/// An admitted caller.
pub(crate) trait Session: Send + 'static {
    /// Begins an operation, or refuses it with its errors, a JSON list.
    fn begin(&self, request: Request) -> Result<Begun, Bytes>;

    /// Completes when the caller's session or role has ended or changed.
    fn changed(&self) -> BoxFuture<'static, ()>;

    /// Whether the caller's session and role are still valid.
    fn still(&self) -> BoxFuture<'static, bool>;
}

/// One endpoint for sockets.
pub(crate) struct Door {
    pub(crate) shared: Arc<Shared>,
    pub(crate) target: Target,
    pub(crate) address: IpAddr,
    pub(crate) holder: Holder,
    pub(crate) user_agent: Option<Arc<str>>,
    pub(crate) language: &'static str,
    /// The token of the upgrade's cookie, if one of our own pages made the request.
    pub(crate) cookie: Option<String>,
}

/// A caller admitted to an endpoint.
pub(crate) struct Admitted {
    shared: Arc<Shared>,
    target: Target,
    caller: Caller,
    address: IpAddr,
    user_agent: Option<Arc<str>>,
    language: &'static str,
    _seat: Seat,
    /// A waiting customer stays in the queue as long as this socket is open.
    _present: Present,
}

impl Executor for Door {
    type Session = Admitted;

    fn admit(self, init: Init) -> BoxFuture<'static, Result<Admitted, Close>> {
        let Self { shared, target, address, holder, user_agent, language, cookie } = self;
        async move {
            let organisation = target.organisation;
            let Init { token, account } = init;
            let is_given = token.is_some();
            let token = token.or(cookie);
            let caller = auth::admit(&shared, organisation, token.as_deref(), account).await?;
            // A token that opens nothing is refused, so that its client signs in again. A cookie is sent automatically:
            // with a stale one the caller is a stranger, as over HTTP.
            if is_given && caller == Caller::stranger(organisation) {
                return Err(Close::Forbidden);
            }
            if !holder.belongs_to(&caller) {
                return Err(Close::TooManySockets);
            }
            let seat = shared.seats.take(&caller).ok_or(Close::TooManySockets)?;
            let present = shared.app.domain.present(&caller);
            Ok(Admitted { shared, target, caller, address, user_agent, language, _seat: seat, _present: present })
        }
        .boxed()
    }
}

impl Session for Admitted {
    fn begin(&self, request: Request) -> Result<Begun, Bytes> {
        let request_id = ask::new_id();
        let request_context = RequestContext {
            caller: self.caller,
            language: self.language,
            address: self.address,
            request_id: request_id.clone(),
            user_agent: self.user_agent.clone(),
        };
        let context = Context { request: request_context, slug: self.target.slug.clone() };
        // The organisation's plugins may have changed since the socket was opened.
        let endpoint = match self.target.organisation {
            Some(organisation) => self.shared.app.graphql.organisation_now(organisation).map_err(|error| {
                tracing::error!(target: "vuoro_http", ?error, "an organisation's schema can't be composed");
                internal(&request_id)
            })?,
            None => self.target.endpoint.clone(),
        };
        let prepared = endpoint.prepare(request, &context).map_err(|rejected| rejected.payload())?;
        let (kind, name) = (prepared.kind, prepared.operation_name.clone());
        let still = self.still();
        let events = match kind {
            Kind::Subscription => {
                let events = endpoint.subscribe(prepared, context);
                let happened = |event| match event {
                    Event::Next(payload) => Happened::Next(payload),
                    Event::Error(errors) => Happened::Failed(errors),
                    Event::RightEnded => Happened::RightEnded,
                };
                events.map(happened).boxed()
            }
            Kind::Query | Kind::Mutation => {
                let id = request_id.clone();
                let work = async move {
                    if !still.await {
                        return Happened::NotWelcome;
                    }
                    let Answer { body, failed, .. } = endpoint.execute(prepared, context).await;
                    match failed {
                        // Nothing was executed: the operation ends with its errors and no result.
                        true => Happened::Failed(message::errors_of(&body).unwrap_or_else(|| internal(&id))),
                        false => Happened::Next(body),
                    }
                };
                if kind == Kind::Mutation {
                    stream::once(Finish::new(work.boxed(), self.shared.tasks.clone())).boxed()
                } else {
                    stream::once(work).boxed()
                }
            }
        };
        Ok(Begun { kind, name, request_id, events })
    }

    fn changed(&self) -> BoxFuture<'static, ()> {
        let (domain, caller) = (self.shared.app.domain.clone(), self.caller);
        async move { domain.rights_changed(&caller).await }.boxed()
    }

    fn still(&self) -> BoxFuture<'static, bool> {
        let (domain, caller) = (self.shared.app.domain.clone(), self.caller);
        // A storage failure isn't the caller's fault: the next check decides.
        async move { domain.still(&caller).await.unwrap_or(true) }.boxed()
    }
}
