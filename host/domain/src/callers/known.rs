//! A short-lived cache of what tokens and slugs refer to.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use vuoro_kernel::{Caller, Change, OrganisationId, Time, TokenHash};
use vuoro_store::record::Organisation;

/// How late a change of rights takes effect at most when the bus lost it.
pub(super) const BELIEVED: Duration = Duration::from_secs(5);
/// The use of a session is written at most this often, in milliseconds.
pub(super) const TOUCH_EVERY_MS: i64 = 60_000;
/// Most callers and most organisations in the cache; some 2 MiB.
const KEPT_MAX: usize = 10_000;

/// A caller found by a token, and how long the session lasts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remembered {
    pub caller: Caller,
    last_used_at: Time,
    idle_ms: i64,
    ends_at: Time,
    /// The session is due for another token.
    pub is_renewal_due: bool,
}

impl Remembered {
    /// `idle_ms`: how long the session lasts without use; `ends_at`: when it ends at the latest.
    pub fn new(caller: Caller, last_used_at: Time, idle_ms: i64, ends_at: Time) -> Self {
        Self { caller, last_used_at, idle_ms, ends_at, is_renewal_due: false }
    }

    /// Whether the session hasn't expired.
    pub fn lives(&self, now: Time) -> bool {
        now < self.ends_at && now.ms_since(self.last_used_at) < self.idle_ms
    }

    /// Notes that the session is used; true when that should be written to the store.
    pub fn use_now(&mut self, now: Time) -> bool {
        // A session that expires after a minute or less is written more often, otherwise use wouldn't extend it.
        let due = now.ms_since(self.last_used_at) >= TOUCH_EVERY_MS.min(self.idle_ms / 4);
        if due {
            self.last_used_at = now;
        }
        due
    }
}

/// The count of changes at the start of a look-up.
#[derive(Clone, Copy)]
pub(super) struct Begun(u64);

type Kept<K, V> = Mutex<HashMap<K, (Instant, V)>>;

/// Callers by token and endpoint, and organisations by slug.
#[derive(Default)]
pub(super) struct Known {
    callers: Kept<(TokenHash, Option<OrganisationId>), Remembered>,
    organisations: Kept<String, Organisation>,
    changes: AtomicU64,
}

impl Known {
    /// Called before a look-up: a change during it keeps the result out of the cache.
    pub fn begin(&self) -> Begun {
        Begun(self.changes.load(Ordering::SeqCst))
    }

    /// The caller, and whether the use of the session should be written to the store.
    pub fn caller(&self, hash: &TokenHash, at: Option<OrganisationId>, now: Time) -> Option<(Caller, bool)> {
        let mut callers = self.callers.lock();
        let (since, kept) = callers.get_mut(&(*hash, at))?;
        (since.elapsed() < BELIEVED && kept.lives(now)).then(|| (kept.caller, kept.use_now(now)))
    }

    /// Whether the session is due for another token; none when that isn't known.
    pub fn is_renewal_due(&self, hash: &TokenHash, at: Option<OrganisationId>) -> Option<bool> {
        let callers = self.callers.lock();
        let (since, kept) = callers.get(&(*hash, at))?;
        (since.elapsed() < BELIEVED).then_some(kept.is_renewal_due)
    }

    pub fn keep_caller(&self, begun: Begun, hash: TokenHash, found: Remembered) {
        self.keep(&self.callers, begun, (hash, found.caller.organisation), found);
    }

    pub fn organisation(&self, slug: &str) -> Option<Organisation> {
        let organisations = self.organisations.lock();
        let (since, kept) = organisations.get(slug)?;
        (since.elapsed() < BELIEVED).then(|| kept.clone())
    }

    pub fn keep_organisation(&self, begun: Begun, found: &Organisation) {
        self.keep(&self.organisations, begun, found.slug.clone(), found.clone());
    }

    fn keep<K: Eq + Hash, V>(&self, kept: &Kept<K, V>, begun: Begun, key: K, value: V) {
        let mut kept = kept.lock();
        // Checked under the same lock as removal: either the change is seen here, or it removes what is added here.
        if self.changes.load(Ordering::SeqCst) != begun.0 {
            return;
        }
        if kept.len() >= KEPT_MAX {
            kept.retain(|_, (since, _)| since.elapsed() < BELIEVED);
        }
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(key, (Instant::now(), value));
    }

    /// Removes what a change concerns.
    pub fn heard(&self, change: &Change) {
        let touched: Box<dyn Fn(&Caller) -> bool> = match *change {
            Change::Session { session } => Box::new(move |caller| caller.session() == Some(session)),
            Change::Member { organisation, account, .. } => {
                Box::new(move |caller| caller.account() == Some(account) && caller.organisation == Some(organisation))
            }
            Change::Account { account } => Box::new(move |caller| caller.account() == Some(account)),
            Change::Visitor { visitor, .. } => Box::new(move |caller| caller.visitor() == Some(visitor)),
            Change::Missed => Box::new(|_| true),
            Change::Organisation { organisation } => {
                self.changes.fetch_add(1, Ordering::SeqCst);
                self.organisations.lock().retain(|_, (_, kept)| kept.id != organisation);
                return;
            }
            Change::Entry { .. } | Change::Queue { .. } | Change::Typing { .. } | Change::Plugins { .. } => return,
        };
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.callers.lock().retain(|_, (_, kept)| !touched(&kept.caller));
        if *change == Change::Missed {
            self.organisations.lock().clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::{AccountId, SessionId, Token, TokenKind, Who};

    use super::*;

    fn somebody() -> (TokenHash, Remembered, SessionId) {
        let (account, session) = (AccountId::new(), SessionId::new());
        let caller = Caller { organisation: None, who: Who::Account { account, session } };
        (Token::new(TokenKind::Session).hash(), Remembered::new(caller, Time(0), 3_600_000, Time(i64::MAX)), session)
    }

    #[test]
    fn what_changed_while_it_was_looked_up_is_not_remembered() {
        let known = Known::default();
        let (hash, found, session) = somebody();
        let begun = known.begin();
        known.heard(&Change::Session { session });
        known.keep_caller(begun, hash, found);
        assert_eq!(known.caller(&hash, None, Time(1)), None);
        known.keep_caller(known.begin(), hash, found);
        assert_eq!(known.caller(&hash, None, Time(1)), Some((found.caller, false)));
        known.heard(&Change::Session { session });
        assert_eq!(known.caller(&hash, None, Time(1)), None);
    }

    #[test]
    fn a_token_is_remembered_for_the_endpoint_it_was_looked_up_for() {
        let known = Known::default();
        let (hash, found, _) = somebody();
        known.keep_caller(known.begin(), hash, found);
        assert_eq!(known.caller(&hash, Some(OrganisationId::new()), Time(1)), None);
    }

    #[test]
    fn a_session_ends_by_the_clock_though_it_is_remembered_and_use_keeps_it_alive() {
        let known = Known::default();
        let (hash, found, _) = somebody();
        known.keep_caller(known.begin(), hash, found);
        assert_eq!(known.caller(&hash, None, Time(59_999)).map(|(_, write)| write), Some(false));
        assert_eq!(known.caller(&hash, None, Time(60_000)).map(|(_, write)| write), Some(true));
        assert_eq!(known.caller(&hash, None, Time(60_001)).map(|(_, write)| write), Some(false));
        assert!(known.caller(&hash, None, Time(60_000 + 3_599_999)).is_some());
        assert!(known.caller(&hash, None, Time(60_000 + 3_599_999 + 3_600_000)).is_none());
        assert!(known.caller(&hash, None, Time(-3_600_000)).is_some(), "a clock set back");
    }

    #[test]
    fn memory_is_bounded() {
        let known = Known::default();
        for _ in 0..KEPT_MAX + 10 {
            let (hash, found, _) = somebody();
            known.keep_caller(known.begin(), hash, found);
        }
        assert!(known.callers.lock().len() <= KEPT_MAX);
    }
}
