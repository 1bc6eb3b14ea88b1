//! Tracks whether callers' rights are still valid, for sockets, which live longer than a cached look-up.
//!
//! There is one [`State`] for each caller, however many sockets they have, and one task for all of them: an idle socket
//! costs a waiting future and no wake-ups. An open socket counts as use: the idle time of a session doesn't run
//! meanwhile.
//!
//! SECURITY.md, G17 and the default of WebSockets: rights act within 5 s, whatever the clock does.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, atomic::Ordering},
};

use vuoro_kernel::{AccountId, Caller, MemberId, OrganisationId, Role, SessionId, Time, VisitorId, Who};
use vuoro_store::FoundSession;

use super::{known::TOUCH_EVERY_MS, standings::State};
use crate::{Domain, Error};

/// Most callers of one look-up.
const LOOKED_UP_AT_ONCE: usize = 500;

/// Tracks a caller's rights while it is held. Cheap to clone; asking takes two atomic reads.
#[derive(Clone)]
pub struct Standing {
    domain: Domain,
    // None for strangers, who have no rights to lose.
    state: Option<Arc<State>>,
}

impl Standing {
    /// Whether the session hasn't ended and the role is unchanged.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn holds(&self) -> Result<bool, Error> {
        match &self.state {
            Some(state) => self.domain.settle(state).await,
            None => Ok(true),
        }
    }

    /// Completes when the session has ended or the role has changed, within 5 s. Never completes for strangers.
    pub async fn ended(&self) {
        let Some(state) = &self.state else { return std::future::pending().await };
        // Subscribes before the check, so that an end between the two is noticed.
        let end = state.end.notified();
        if !state.ended.load(Ordering::Acquire) {
            end.await;
        }
    }
}

impl Domain {
    /// Tracks a caller's rights, to be asked repeatedly or waited for.
    pub fn standing(&self, caller: &Caller) -> Standing {
        self.follow_rights();
        Standing { domain: self.clone(), state: self.callers.standings.of(caller) }
    }

    /// Whether a caller's session hasn't ended and their role is unchanged. Answered from memory unless there is a
    /// reason to look; changes that the bus lost take effect within 5 s. Callers that ask often should keep the result
    /// of [`Domain::standing`].
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn still(&self, caller: &Caller) -> Result<bool, Error> {
        self.standing(caller).holds().await
    }

    /// Completes within 5 s after the caller's session ended or their role changed. Never completes for strangers.
    pub fn rights_changed(&self, caller: &Caller) -> impl Future<Output = ()> + Send + use<> {
        let standing = self.standing(caller);
        async move { standing.ended().await }
    }

    async fn settle(&self, state: &Arc<State>) -> Result<bool, Error> {
        if let Some(answer) = state.answer() {
            return Ok(answer);
        }
        // One look-up for all who ask at the same time.
        let _looking = state.looking.lock().await;
        if let Some(answer) = state.answer() {
            return Ok(answer);
        }
        self.look_up(std::slice::from_ref(state)).await?;
        Ok(state.answer().unwrap_or(true))
    }

    /// Looks up the callers that a change concerned.
    pub(super) async fn settle_doubtful(&self) -> Result<(), Error> {
        for part in self.callers.standings.doubtful().chunks(LOOKED_UP_AT_ONCE) {
            self.look_up(part).await?;
        }
        Ok(())
    }

    /// Looks up everybody, and writes that the sessions of open sockets are used.
    pub(super) async fn look_all_up(&self) -> Result<(), Error> {
        let (all, held): (Vec<_>, Vec<_>) = self.callers.standings.used().into_iter().unzip();
        let now = self.now();
        for (part, held) in all.chunks(LOOKED_UP_AT_ONCE).zip(held.chunks(LOOKED_UP_AT_ONCE)) {
            let facts = self.look_up(part).await.inspect_err(|_| all.iter().for_each(|state| state.doubt()))?;
            let open = part.iter().zip(held).filter(|(_, held)| **held).filter_map(|(state, _)| state.caller.session());
            let used: HashSet<_> = open.filter(|session| facts.unwritten_use(session, now)).collect();
            if let Err(error) = self.touch_sessions(used.into_iter().collect(), now).await {
                tracing::warn!(?error, "that sessions are used could not be written down");
            }
        }
        Ok(())
    }

    async fn look_up(&self, states: &[Arc<State>]) -> Result<Facts, Error> {
        // Changes that arrive during the look-up aren't settled by it.
        let doubts: Vec<u32> = states.iter().map(|state| state.doubts.load(Ordering::Acquire)).collect();
        let facts = self.facts(states.iter().map(|state| state.caller)).await?;
        let now = self.now();
        for (state, doubts) in states.iter().zip(doubts) {
            if facts.bear_out(&state.caller, now) {
                state.settled.store(doubts, Ordering::Release);
            } else {
                self.callers.standings.end(state);
            }
        }
        Ok(facts)
    }

    async fn facts(&self, callers: impl Iterator<Item = Caller>) -> Result<Facts, Error> {
        let (mut sessions, mut accounts, mut visitors) = (HashSet::new(), HashSet::new(), HashSet::new());
        for caller in callers {
            sessions.extend(caller.session());
            accounts.extend(caller.account().filter(|_| caller.organisation.is_some()));
            visitors.extend(caller.visitor());
        }
        let platform = self.store.platform();
        let sessions = platform.sessions_among(&sessions.into_iter().collect::<Vec<_>>()).await?;
        let roles = platform.roles_among(&accounts.into_iter().collect::<Vec<_>>()).await?;
        let visitors = platform.visitors_among(&visitors.into_iter().collect::<Vec<_>>()).await?;
        Ok(Facts {
            sessions: sessions.into_iter().map(|found| (found.session, found)).collect(),
            roles: roles.into_iter().map(|(at, account, member, role)| ((at, account), (member, role))).collect(),
            visitors: visitors.into_iter().collect(),
        })
    }
}

/// What the store said.
#[derive(Default)]
struct Facts {
    sessions: HashMap<SessionId, FoundSession>,
    roles: HashMap<(OrganisationId, AccountId), (MemberId, Role)>,
    visitors: HashSet<(OrganisationId, VisitorId)>,
}

impl Facts {
    fn bear_out(&self, caller: &Caller, now: Time) -> bool {
        let signed_in = |session: SessionId, account: AccountId| {
            self.sessions.get(&session).is_some_and(|found| found.account == account && now < found.expires_at)
        };
        let role = |account| caller.organisation.and_then(|at| self.roles.get(&(at, account)).copied());
        match caller.who {
            Who::Stranger => true,
            Who::Visitor(visitor) => caller.organisation.is_some_and(|at| self.visitors.contains(&(at, visitor))),
            Who::Account { account, session } => signed_in(session, account) && role(account).is_none(),
            Who::Member { account, session, member, role: was } => {
                signed_in(session, account) && role(account) == Some((member, was))
            }
        }
    }

    fn unwritten_use(&self, session: &SessionId, now: Time) -> bool {
        self.sessions.get(session).is_some_and(|found| now.ms_since(found.last_used_at) >= TOUCH_EVERY_MS)
    }
}
