//! Finds the [`Caller`] of a token, and checks whether a caller's rights are still valid.
//!
//! Both are needed for each request and each event, so both are answered from memory: [`known`] caches what tokens
//! opened, [`standing`] tracks what each open socket's rights depend on. Changes of rights arrive on [`Topic::Rights`]
//! and remove what they concern; because the bus may lose changes, nothing is trusted for longer than [`known::BELIEVED`]
//! without reading the store.

mod known;
mod memory;
mod renewal;
mod standing;
mod standings;

#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};
use vuoro_bus::{Subscription, Topic};
use vuoro_kernel::{
    Caller, OrganisationId, SessionId, Time, Token, TokenHash, TokenKind, VisitorId, Who, limits::SESSION_IDLE,
};
use vuoro_store::record::Organisation;

use crate::{Domain, Error, Parts, error::Halt, organisation::can_be_slug};
use known::Remembered;
pub(crate) use memory::Callers;

/// How often the rights of open sockets are read; with the time of reading still under [`known::BELIEVED`].
const LOOK_EVERY: Duration = Duration::from_secs(4);

impl Domain {
    /// The organisation with this slug in its path; may be 5 s old.
    ///
    /// # Errors
    /// Only when the database fails.
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

    /// Finds the caller of an endpoint (`None`: the platform's) by their token. A token that is unknown, expired or of
    /// another kind gives a stranger. Counts as use of the session.
    ///
    /// # Errors
    /// Only when the database fails.
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
        // The token is bound to its organisation and opens nothing in another one.
        let Some(visitor) = found.filter(|visitor| visitor.organisation == organisation) else { return Ok(None) };
        let caller = Caller { organisation: Some(organisation), who: Who::Visitor(visitor.id) };
        let last_used_at = Time(visitor.expires_at.0.saturating_sub(visitor.idle_ms));
        let found = Remembered::new(caller, last_used_at, visitor.idle_ms, Time(i64::MAX));
        Ok(Some(found).filter(|found| found.lives(now)))
    }

    /// Writes that a session was used, in the background, because the request needn't wait for it.
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

    /// Begins to follow changes of rights, once, before the first result is cached.
    pub(crate) fn follow_rights(&self) {
        self.callers.following.get_or_init(|| {
            let rights = self.bus.subscribe(Topic::Rights);
            tokio::spawn(follow(Arc::downgrade(&self.0), rights));
        });
    }
}

/// One task for all sockets: handles changes of rights, and checks all callers at intervals.
async fn follow(parts: Weak<Parts>, mut rights: Subscription) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let change = tokio::select! {
            change = rights.next() => Some(change),
            _ = look.tick() => None,
        };
        // The domain is gone, so nobody is left to ask.
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
