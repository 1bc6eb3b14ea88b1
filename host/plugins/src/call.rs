//! One call of a plugin, from request to answer: breaker, seat, a fresh instance on the guests' runtime, the check of
//! its answer, and the commit of its changes.

mod blame;
mod guest;

#[cfg(any(test, feature = "testing"))]
pub(crate) use guest::prepared;

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{runtime::Handle, time::Instant};
use vuoro_kernel::{OrganisationId, VisitorId};
use wasmtime::Store;

use crate::{
    Call, CallError, Commit, CommitError, Context, Delegate, Event, Failure, FieldError, HostError, Outcome,
    Permission, Plugins, Record, Target, Unavailable, Usage,
    bindings::types,
    breaker::Opened,
    failure::{Blame, cut},
    lanes::Seat,
    limits::{self, CallLimits, Kind},
    loaded::Exports,
    output::Room,
    record::Went,
    state::State,
    usage::Used,
};

/// A kind of call.
pub(crate) trait Ask: Send + Sync + 'static {
    /// The guest's raw answer.
    type Raw: Send + 'static;
    /// The checked answer.
    type Answer: Send + 'static;
    /// The export's name, for those who maintain the plugin.
    const EXPORT: &'static str;

    /// What rests when this fails too often: the export, or a part of it.
    fn part(&self) -> &'static str {
        Self::EXPORT
    }

    /// The kind, which decides the limits.
    const KIND: Kind;

    /// What has to be granted for the call itself; none for calls that need nothing.
    const NEEDS: Option<Permission> = None;

    /// Whether the plugin has the export.
    fn is_offered(exports: &Exports) -> bool;

    /// Bytes of text that the guest is given.
    fn in_bytes(&self) -> usize;

    /// Instantiates the guest and calls it.
    fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> impl Future<Output = wasmtime::Result<Result<Self::Raw, types::Error>>> + Send;

    /// Checks the guest's answer, within its limit of bytes. Runs on the guests' runtime, because reading JSON takes
    /// time too.
    fn read(&self, raw: Self::Raw, room: Room) -> Result<Self::Answer, Blame>;
}

/// Why an attempt gave no answer.
pub(crate) enum Stopped {
    Error(CallError),
    Blame(Blame),
    Conflict,
}

impl Plugins {
    pub(crate) async fn call<A: Ask>(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        ask: A,
    ) -> Result<A::Answer, CallError> {
        let plugin = &target.loaded.plugin;
        let record = self.inner.records.of(target.organisation, plugin);
        let part = ask.part();
        let asked = match self.admit(target, context, &ask) {
            Ok(()) => self.attempts(delegate, target, context, &record, Arc::new(ask)).await,
            Err(unavailable) => Err(Stopped::Error(CallError::Unavailable(unavailable))),
        };
        let answer = match asked {
            Ok(answer) => Ok(answer),
            Err(Stopped::Error(error)) => Err(error),
            Err(Stopped::Conflict) => Err(CallError::Unavailable(Unavailable::Contended)),
            Err(Stopped::Blame(blame)) => {
                let customer = whose(delegate, target.organisation, context).await;
                let failure = blame.into_failure(A::EXPORT, target.loaded.digest, self.inner.clock.now());
                self.note_failure(target, &record, part, customer, failure.clone());
                Err(CallError::Failed(Box::new(failure)))
            }
        };
        let went = match &answer {
            Ok(_) => Went::Done,
            Err(CallError::Failed(_)) => Went::Failed,
            Err(CallError::Unavailable(_)) => Went::Skipped,
            Err(_) => Went::Refused,
        };
        record.count(went);
        if matches!(went, Went::Done | Went::Refused) {
            self.inner.breakers.succeed(target.organisation, plugin, part);
        }
        answer
    }

    /// Checks whether the plugin may be called at all.
    fn admit<A: Ask>(&self, target: &Target, context: &Context, ask: &A) -> Result<(), Unavailable> {
        let plugin = &target.loaded.plugin;
        if !A::is_offered(&target.loaded.exports) {
            return Err(Unavailable::NoExport);
        }
        if A::NEEDS.is_some_and(|needed| !self.effective(target).contains(&needed)) {
            return Err(Unavailable::NotGranted);
        }
        if context.cause.len() >= limits::CAUSES || context.cause.contains(plugin) {
            return Err(Unavailable::Loop);
        }
        if ask.in_bytes() > limits::IN_BYTES {
            return Err(Unavailable::TooMuch);
        }
        let now = self.inner.clock.now();
        match self.inner.breakers.let_through(target.organisation, plugin, ask.part(), context.customer(), now) {
            true => Ok(()),
            false => Err(Unavailable::Resting),
        }
    }

    async fn attempts<A: Ask>(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        record: &Arc<Record>,
        ask: Arc<A>,
    ) -> Result<A::Answer, Stopped> {
        let asked_at = Instant::now();
        let limits = target.loaded.limits(A::KIND);
        let wall = context.within.map_or(limits.wall, |within| within.min(limits.wall));
        let deadline = Instant::now() + wall;
        let plugin = target.loaded.plugin.clone();
        let seat = self.inner.lanes.sit(target.organisation, &plugin, A::KIND);
        let seat = match tokio::time::timeout_at(deadline, seat).await {
            Ok(Ok(seat)) => Arc::new(seat),
            Ok(Err(unavailable)) => return Err(CallError::Unavailable(unavailable).into()),
            Err(_) => return Err(CallError::Unavailable(Unavailable::Busy).into()),
        };
        let job = Job {
            plugins: self,
            delegate,
            target,
            record,
            call: Arc::new(Call {
                organisation: target.organisation,
                plugin,
                digest: target.loaded.digest,
                actor: context.actor,
                language: context.language.clone(),
                cause: context.cause.clone(),
            }),
            host: Handle::current(),
            seat,
            limits,
            wall,
            deadline,
            used: Mutex::default(),
        };
        let mut attempts = 1;
        let mut done = job.attempt(&ask).await;
        while attempts < limits::ATTEMPTS && matches!(done, Err(Stopped::Conflict)) {
            tracing::debug!(plugin = %job.call.plugin, "a call conflicted and runs again");
            attempts += 1;
            done = job.attempt(&ask).await;
        }
        let used = *job.used.lock();
        record.note_usage(Usage {
            export: A::EXPORT,
            cpu: used.cpu.unwrap_or_default(),
            wall: asked_at.elapsed(),
            memory_bytes: used.memory_bytes,
            in_bytes: ask.in_bytes(),
            out_bytes: used.out_bytes,
            attempts,
            limits,
        });
        done
    }

    fn note_failure(
        &self,
        target: &Target,
        record: &Record,
        part: &'static str,
        customer: Option<VisitorId>,
        failure: Failure,
    ) {
        let (organisation, plugin) = (target.organisation, &target.loaded.plugin);
        let outcome = failure.outcome.as_str();
        // The text may contain a customer's words, so it is for the plugin's operators and not for the server's log.
        tracing::warn!(%organisation, %plugin, export = failure.export, outcome, "a plugin failed");
        record.fail(failure.clone());
        match self.inner.breakers.fail(organisation, plugin, part, customer, failure.at) {
            Opened::No => {}
            Opened::Once => {
                tracing::warn!(%organisation, %plugin, part, "the plugin rests: it failed too often");
            }
            Opened::TooOften => {
                self.send(Event::Disabled { organisation, plugin: plugin.clone(), failure: Box::new(failure) });
            }
        }
    }
}

/// What all attempts of a call share.
pub(crate) struct Job<'a> {
    plugins: &'a Plugins,
    delegate: &'a Arc<dyn Delegate>,
    target: &'a Target,
    record: &'a Arc<Record>,
    call: Arc<Call>,
    host: Handle,
    seat: Arc<Seat>,
    limits: CallLimits,
    wall: Duration,
    deadline: Instant,
    /// What the last attempt used.
    used: Mutex<Used>,
}

impl Job<'_> {
    async fn attempt<A: Ask>(&self, ask: &Arc<A>) -> Result<A::Answer, Stopped> {
        let (answer, commit) = self.run(ask).await?;
        if let Some(commit) = commit {
            self.commit(commit).await?;
        }
        Ok(answer)
    }

    async fn commit(&self, commit: Commit) -> Result<(), Stopped> {
        let committed = tokio::time::timeout(limits::COMMIT_WALL, self.delegate.commit(&self.call, commit)).await;
        match committed.unwrap_or(Err(CommitError::Unavailable)) {
            Ok(()) => Ok(()),
            Err(CommitError::Conflict | CommitError::Refused(HostError::Conflict)) => Err(Stopped::Conflict),
            Err(CommitError::Unavailable | CommitError::Refused(HostError::Unavailable)) => {
                Err(CallError::Unavailable(Unavailable::Host).into())
            }
            Err(CommitError::Refused(HostError::Refused(text))) => Err(CallError::Refused(text).into()),
            Err(CommitError::Refused(HostError::NotFound)) => Err(CallError::NotFound.into()),
            Err(CommitError::Refused(HostError::NotAllowed | HostError::NotGranted)) => {
                Err(CallError::NotAllowed.into())
            }
            Err(CommitError::Refused(error @ (HostError::Invalid(_) | HostError::TooMuch(_)))) => {
                Err(Stopped::Blame(Blame::new(Outcome::BadChange, error.to_string())))
            }
        }
    }
}

/// The customer whose input a failed call was about, as far as that can be found out.
async fn whose(delegate: &Arc<dyn Delegate>, organisation: OrganisationId, context: &Context) -> Option<VisitorId> {
    match (context.customer(), context.about) {
        (Some(customer), _) => Some(customer),
        (None, Some(conversation)) => {
            let found =
                tokio::time::timeout(limits::BLAME_WALL, delegate.customer_of(organisation, conversation)).await;
            found.ok()?.ok()?
        }
        (None, None) => None,
    }
}

impl From<CallError> for Stopped {
    fn from(error: CallError) -> Self {
        Self::Error(error)
    }
}

/// Converts an error that the plugin returned.
fn said(error: types::Error) -> Stopped {
    match error {
        types::Error::Refused(text) => CallError::Refused(for_people(&text)).into(),
        types::Error::Invalid(fields) => {
            let fields = fields.into_iter().take(limits::FIELD_ERRORS);
            let error = |error: types::FieldError| FieldError {
                field: for_people(&error.field),
                message: for_people(&error.message),
            };
            CallError::Invalid(fields.map(error).collect()).into()
        }
        types::Error::NotFound => CallError::NotFound.into(),
        types::Error::NotAllowed => CallError::NotAllowed.into(),
        types::Error::Failed(text) => Stopped::Blame(Blame::new(Outcome::Said, cut(&text, limits::FAILURE_BYTES))),
    }
}

/// A plugin's text for a person: cut when it is too long, without control characters except line breaks.
pub(crate) fn for_people(text: &str) -> String {
    let is_shown = |c: &char| *c == '\n' || !(c.is_control() || matches!(c, '\u{202A}'..='\u{202E}'));
    text.chars().filter(is_shown).take(limits::REFUSAL_CHARS).collect()
}
