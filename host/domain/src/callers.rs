//! From a token to a [`Caller`], and from a caller to whether they still are what they were.
//!
//! Both are asked for each request and each event, so both answer from memory: [`known`] keeps what a token opened a
//! moment ago, [`standing`] what each open socket's right hangs on. Whatever changes rights is heard of on
//! [`Topic::Rights`] and forgets what it touches; since the bus may lose, nothing is believed longer than
//! [`BELIEVED`] without a look at the store.

mod known;
mod renewal;
mod standing;

#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, OnceLock, Weak},
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};
use vuoro_bus::{Subscription, Topic};
use vuoro_kernel::{
    Caller, Change, OrganisationId, SessionId, Time, Token, TokenHash, TokenKind, VisitorId, Who, limits::SESSION_IDLE,
};
use vuoro_store::record::Organisation;

use crate::{Domain, Error, Parts, error::Halt, organisation::can_be_slug};
use known::{Known, Remembered};
use standing::Standings;

/// A change of rights that the bus lost acts after this time at the latest.
const BELIEVED: Duration = Duration::from_secs(5);
/// How often the rights of open sockets are looked up; with the time of the look-up itself under [`BELIEVED`].
const LOOK_EVERY: Duration = Duration::from_secs(4);
/// That a session is used is written down at most this often, in milliseconds.
const TOUCH_EVERY_MS: i64 = 60_000;

/// What is known of those who call.
#[derive(Default)]
pub(crate) struct Callers {
    known: Known,
    standings: Standings,
    following: OnceLock<()>,
}

impl Callers {
    /// Takes note of a change at once. Quick, waits for nothing, and may be told twice.
    pub fn heard(&self, change: &Change) {
        self.known.heard(change);
        self.standings.heard(change);
    }
}

impl Domain {
    /// The organisation whose endpoint has this path; may be 5 s old.
    pub async fn organisation_by_slug(&self, slug: &str) -> Result<Option<Organisation>, Error> {
        if !can_be_slug(slug) {
            return Ok(None);
        }
        self.follow_rights();
        if let Some(organisation) = self.callers.known.organisation(slug) {
            return Ok(Some(organisation));
        }
        let begun = self.callers.known.begin();
        let found = self.store.platform().organisation_by_slug(slug).await?;
        if let Some(organisation) = &found {
            self.callers.known.keep_organisation(begun, organisation);
        }
        Ok(found)
    }

    /// Who calls an endpoint (none: the platform's) with this token. A token that is unknown, ended or meant for
    /// something else makes a stranger. Counts as use of the session.
    pub async fn caller(&self, organisation: Option<OrganisationId>, token: Option<&str>) -> Result<Caller, Error> {
        let stranger = Caller::stranger(organisation);
        let Some(token) = token.and_then(Token::parse) else { return Ok(stranger) };
        self.follow_rights();
        let (hash, now) = (token.hash(), self.now());
        if let Some((caller, used)) = self.callers.known.caller(&hash, organisation, now) {
            if used {
                self.touch(caller, now);
            }
            return Ok(caller);
        }
        let begun = self.callers.known.begin();
        let found = match (token.kind(), organisation) {
            (TokenKind::Session, _) => self.session_caller(organisation, &hash, now).await?,
            (TokenKind::Visitor, Some(organisation)) => self.visitor_caller(organisation, &hash, now).await?,
            (TokenKind::Visitor, None) | (TokenKind::Invitation, _) => None,
        };
        let Some(mut found) = found else { return Ok(stranger) };
        if found.use_now(now) {
            self.touch(found.caller, now);
        }
        let caller = found.caller;
        self.callers.known.keep_caller(begun, hash, found);
        Ok(caller)
    }

    async fn session_caller(
        &self,
        organisation: Option<OrganisationId>,
        hash: &TokenHash,
        now: Time,
    ) -> Result<Option<Remembered>, Error> {
        let Some(found) = self.store.platform().session_by_token(hash).await? else { return Ok(None) };
        let (account, session) = (found.account, found.session);
        let member = match organisation {
            Some(organisation) => self.store.door(organisation).member_of(account).await?,
            None => None,
        };
        let who = match member {
            Some((member, role)) => Who::Member { account, session, member, role },
            None => Who::Account { account, session },
        };
        let caller = Caller { organisation, who };
        let idle_ms = i64::try_from(SESSION_IDLE.as_millis()).unwrap_or(i64::MAX);
        let ends_at = found.former_until.map_or(found.expires_at, |until| until.min(found.expires_at));
        let mut remembered = Remembered::new(caller, found.last_used_at, idle_ms, ends_at);
        remembered.is_renewal_due = renewal::is_due(&found);
        Ok(Some(remembered).filter(|found| found.lives(now)))
    }

    async fn visitor_caller(
        &self,
        organisation: OrganisationId,
        hash: &TokenHash,
        now: Time,
    ) -> Result<Option<Remembered>, Error> {
        let found = self.store.platform().visitor_by_token(hash).await?;
        // The token is bound to its organisation: in another one it opens nothing.
        let Some(visitor) = found.filter(|visitor| visitor.organisation == organisation) else { return Ok(None) };
        let caller = Caller { organisation: Some(organisation), who: Who::Visitor(visitor.id) };
        let last_used_at = Time(visitor.expires_at.0.saturating_sub(visitor.idle_ms));
        let found = Remembered::new(caller, last_used_at, visitor.idle_ms, Time(i64::MAX));
        Ok(Some(found).filter(|found| found.lives(now)))
    }

    /// Writes down that a session is used, out of the request's way: whether that holds is nothing to wait for.
    fn touch(&self, caller: Caller, now: Time) {
        let domain = self.clone();
        tokio::spawn(async move {
            let done = match (caller.who, caller.organisation) {
                (Who::Visitor(visitor), Some(organisation)) => domain.touch_visitor(organisation, visitor, now).await,
                _ => domain.touch_sessions(caller.session().into_iter().collect(), now).await,
            };
            if let Err(error) = done {
                tracing::warn!(?error, "that a session is used could not be written down");
            }
        });
    }

    async fn touch_sessions(&self, sessions: Vec<SessionId>, now: Time) -> Result<(), Halt> {
        if sessions.is_empty() {
            return Ok(());
        }
        let write = self.store.write(move |tx| {
            let sessions = sessions.clone();
            Box::pin(async move { Ok(tx.platform().touch_sessions(&sessions, now).await?) })
        });
        write.await
    }

    async fn touch_visitor(&self, organisation: OrganisationId, visitor: VisitorId, now: Time) -> Result<(), Halt> {
        let write = self
            .store
            .write(move |tx| Box::pin(async move { Ok(tx.door(organisation).touch_visitor(visitor, now).await?) }));
        write.await
    }

    /// Begins to follow changes of rights, once, before the first thing is remembered.
    pub(crate) fn follow_rights(&self) {
        self.callers.following.get_or_init(|| {
            let rights = self.bus.subscribe(Topic::Rights);
            tokio::spawn(follow(Arc::downgrade(&self.0), rights));
        });
    }
}

/// One task for all sockets: forgets what a change touches, and looks all standings up now and then.
async fn follow(parts: Weak<Parts>, mut rights: Subscription) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let change = tokio::select! {
            change = rights.next() => Some(change),
            _ = look.tick() => None,
        };
        // Nobody is left to ask when the domain is gone.
        let Some(parts) = parts.upgrade() else { return };
        let domain = Domain(parts);
        let looked = match change {
            Some(change) => {
                domain.callers.heard(&change);
                domain.plugins.heard(&change);
                domain.refresh_plugins(&change).await;
                domain.settle_doubtful().await
            }
            None => domain.look_all_up().await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "rights could not be looked up; they are as soon as somebody asks");
        }
    }
}
