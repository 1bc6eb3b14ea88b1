//! Circuit breakers: pause plugins that fail too often. A breaker belongs to an organisation, a plugin and a part of
//! it: an export, and for `hooks.before` one moment. Three openings within an hour disable the plugin there.
//!
//! Customers are strangers, and what one of them writes may make a plugin fail every time. So the failures of one
//! customer count at most once a minute, and an open breaker isn't probed with a customer whose failure counted: alone
//! they can neither open a breaker nor keep it open.
//!
//! SECURITY.md, G12.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use parking_lot::Mutex;
use vuoro_kernel::{OrganisationId, Time, VisitorId};

use crate::{PluginId, limits};

/// All breakers with failures; one without is forgotten.
#[derive(Default)]
pub(crate) struct Breakers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    breakers: HashMap<(OrganisationId, PluginId, &'static str), Breaker>,
    /// When the breakers of a plugin opened.
    openings: HashMap<(OrganisationId, PluginId), VecDeque<Time>>,
}

#[derive(Debug, Default)]
struct Breaker {
    failures: VecDeque<Time>,
    /// The customers whose failures counted within the window, and when, oldest first; at most
    /// [`limits::BREAKER_CUSTOMERS`]. The oldest is forgotten where there are more, and then counts again.
    customers: VecDeque<(VisitorId, Time)>,
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    /// When the next call is let through.
    probe_at: Time,
    /// The number of probes so far.
    probes: usize,
}

/// The effect of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// None yet.
    No,
    /// The breaker opened.
    Once,
    /// It opened too often: the plugin must be disabled.
    TooOften,
}

impl Breakers {
    /// Whether a call may go through now. When the breaker is open, one call is let through at each of its probe times;
    /// the next one then waits for the following time, whatever the result of this one. A call for a `customer` whose
    /// own failure counted a moment ago says nothing new about the plugin, and isn't used as a probe.
    pub(crate) fn let_through(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        part: &'static str,
        customer: Option<VisitorId>,
        now: Time,
    ) -> bool {
        let mut kept = self.0.lock();
        if kept.breakers.is_empty() {
            return true;
        }
        let Some(breaker) = kept.breakers.get_mut(&(organisation, plugin.clone(), part)) else {
            return true;
        };
        if breaker.turns_away(customer, now) {
            return false;
        }
        let Some(open) = &mut breaker.open else { return true };
        open.probes += 1;
        open.probe_at = now.plus(probe_after(open.probes));
        true
    }

    /// Whether a call would be refused now. Asking has no effect: nobody is let through by it.
    pub(crate) fn turns_away(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        part: &'static str,
        customer: Option<VisitorId>,
        now: Time,
    ) -> bool {
        let kept = self.0.lock();
        if kept.breakers.is_empty() {
            return false;
        }
        let breaker = kept.breakers.get(&(organisation, plugin.clone(), part));
        breaker.is_some_and(|breaker| breaker.turns_away(customer, now))
    }

    /// Records a success: a breaker that let the call through as a probe is closed. Earlier failures still count, so
    /// that a plugin that fails every other time is noticed too.
    pub(crate) fn succeed(&self, organisation: OrganisationId, plugin: &PluginId, part: &'static str) {
        let mut kept = self.0.lock();
        if kept.breakers.is_empty() {
            return;
        }
        // Whose failures counted is still known: a customer's count once a minute, whatever happens in between.
        if let Some(breaker) = kept.breakers.get_mut(&(organisation, plugin.clone(), part))
            && breaker.open.is_some_and(|open| open.probes > 0)
        {
            breaker.open = None;
            breaker.failures.clear();
        }
    }

    /// Records a failure, and returns whether it opened the breaker. `customer` is the customer whose input the call
    /// was about; `None` where it was nobody's that is known.
    pub(crate) fn fail(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        part: &'static str,
        customer: Option<VisitorId>,
        now: Time,
    ) -> Opened {
        let mut kept = self.0.lock();
        kept.make_room(now);
        let breaker = kept.breakers.entry((organisation, plugin.clone(), part)).or_default();
        let counts = customer.is_none_or(|customer| breaker.counts(customer, now));
        if !counts || breaker.open.is_some() {
            return Opened::No;
        }
        forget(&mut breaker.failures, now, limits::BREAKER_WINDOW);
        breaker.failures.push_back(now);
        if breaker.failures.len() < limits::BREAKER_FAILURES {
            return Opened::No;
        }
        breaker.failures.clear();
        breaker.open = Some(Open { probe_at: now.plus(probe_after(0)), probes: 0 });
        let openings = kept.openings.entry((organisation, plugin.clone())).or_default();
        forget(openings, now, limits::BREAKER_OPENINGS_WINDOW);
        openings.push_back(now);
        if openings.len() < limits::BREAKER_OPENINGS {
            return Opened::Once;
        }
        openings.clear();
        Opened::TooOften
    }

    /// Forgets everything about a plugin that was enabled again, or has another package.
    pub(crate) fn reset(&self, organisation: OrganisationId, plugin: &PluginId) {
        let mut kept = self.0.lock();
        kept.breakers.retain(|(its, of, _), _| !(*its == organisation && of == plugin));
        kept.openings.remove(&(organisation, plugin.clone()));
    }

    /// The parts of a plugin whose breaker is open.
    pub(crate) fn open(&self, organisation: OrganisationId, plugin: &PluginId) -> Vec<&'static str> {
        let kept = self.0.lock();
        let is_its = |key: &(OrganisationId, PluginId, &'static str)| key.0 == organisation && key.1 == *plugin;
        let open = kept.breakers.iter().filter(|(key, breaker)| is_its(key) && breaker.open.is_some());
        let mut parts: Vec<&'static str> = open.map(|(key, _)| key.2).collect();
        parts.sort_unstable();
        parts
    }
}

impl Breaker {
    /// Whether a call for this customer, or for no known customer, is refused now.
    fn turns_away(&self, customer: Option<VisitorId>, now: Time) -> bool {
        let Some(open) = self.open else { return false };
        now < open.probe_at || customer.is_some_and(|customer| self.counted(customer, now))
    }

    /// Whether a failure of this customer counted within the window.
    fn counted(&self, customer: VisitorId, now: Time) -> bool {
        let from = now.minus(limits::BREAKER_WINDOW);
        self.customers.iter().any(|(counted, at)| *counted == customer && *at >= from)
    }

    /// Whether this customer's failure counts, and records that it did.
    fn counts(&mut self, customer: VisitorId, now: Time) -> bool {
        let from = now.minus(limits::BREAKER_WINDOW);
        self.customers.retain(|(_, at)| *at >= from);
        if self.counted(customer, now) {
            return false;
        }
        if self.customers.len() >= limits::BREAKER_CUSTOMERS {
            self.customers.pop_front();
        }
        self.customers.push_back((customer, now));
        true
    }
}

impl Kept {
    /// Forgets what is too old to count, when there is much of it.
    fn make_room(&mut self, now: Time) {
        if self.breakers.len() < limits::RECORDS {
            return;
        }
        let is_old = |at: Option<&Time>, window: Duration| at.is_none_or(|at| *at < now.minus(window));
        self.breakers
            .retain(|_, breaker| breaker.open.is_some() || !is_old(breaker.failures.back(), limits::BREAKER_WINDOW));
        self.openings.retain(|_, openings| !is_old(openings.back(), limits::BREAKER_OPENINGS_WINDOW));
        if self.breakers.len() >= limits::RECORDS {
            tracing::warn!(breakers = self.breakers.len(), "too many breakers at once; all of them are reset");
            self.breakers.clear();
        }
    }
}

fn probe_after(probes: usize) -> Duration {
    let last = limits::BREAKER_PROBES.len() - 1;
    limits::BREAKER_PROBES.get(probes.min(last)).copied().unwrap_or_default()
}

fn forget(times: &mut VecDeque<Time>, now: Time, window: Duration) {
    while times.front().is_some_and(|at| *at < now.minus(window)) {
        times.pop_front();
    }
}

#[cfg(test)]
mod tests;
