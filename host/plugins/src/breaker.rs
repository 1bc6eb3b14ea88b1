//! Lets a plugin rest that fails too often. A breaker belongs to an organisation, a plugin and an export; three openings
//! within an hour disable the plugin there.
//!
//! SECURITY.md, G12.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use parking_lot::Mutex;
use vuoro_kernel::{OrganisationId, Time};

use crate::{PluginId, limits};

/// All breakers that aren't at rest; one without failures is forgotten.
#[derive(Default)]
pub(crate) struct Breakers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    breakers: HashMap<(OrganisationId, PluginId, &'static str), Breaker>,
    /// When breakers of a plugin opened.
    openings: HashMap<(OrganisationId, PluginId), VecDeque<Time>>,
}

#[derive(Debug, Default)]
struct Breaker {
    failures: VecDeque<Time>,
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    /// When the next call is let through.
    probe_at: Time,
    /// How many probes there were.
    probes: usize,
}

/// What a failure brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opened {
    /// Nothing yet.
    No,
    /// The breaker opened.
    Once,
    /// It opened once too often: the plugin is to be disabled.
    TooOften,
}

impl Breakers {
    /// Whether a call may go through now. When the breaker is open, one call is let through at each of its times; a
    /// next one then waits for the following time, whatever becomes of this one.
    pub(crate) fn let_through(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        export: &'static str,
        now: Time,
    ) -> bool {
        let mut kept = self.0.lock();
        if kept.breakers.is_empty() {
            return true;
        }
        let Some(breaker) = kept.breakers.get_mut(&(organisation, plugin.clone(), export)) else {
            return true;
        };
        let Some(open) = &mut breaker.open else { return true };
        if now < open.probe_at {
            return false;
        }
        open.probes += 1;
        open.probe_at = now.plus(probe_after(open.probes));
        true
    }

    /// Whether a call would be turned away now. Asking brings nothing nearer: nobody is let through by it.
    pub(crate) fn turns_away(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        export: &'static str,
        now: Time,
    ) -> bool {
        let kept = self.0.lock();
        if kept.breakers.is_empty() {
            return false;
        }
        let breaker = kept.breakers.get(&(organisation, plugin.clone(), export));
        breaker.and_then(|breaker| breaker.open).is_some_and(|open| now < open.probe_at)
    }

    /// Notes that a call went well: a breaker that let it through on probation is closed. Failures before count on, so
    /// that a plugin which fails every other time is found out too.
    pub(crate) fn succeed(&self, organisation: OrganisationId, plugin: &PluginId, export: &'static str) {
        let mut kept = self.0.lock();
        if kept.breakers.is_empty() {
            return;
        }
        let key = (organisation, plugin.clone(), export);
        if kept.breakers.get(&key).is_some_and(|breaker| breaker.open.is_some_and(|open| open.probes > 0)) {
            kept.breakers.remove(&key);
        }
    }

    /// Notes that a call failed, and says whether that opened the breaker.
    pub(crate) fn fail(
        &self,
        organisation: OrganisationId,
        plugin: &PluginId,
        export: &'static str,
        now: Time,
    ) -> Opened {
        let mut kept = self.0.lock();
        kept.make_room(now);
        let breaker = kept.breakers.entry((organisation, plugin.clone(), export)).or_default();
        if breaker.open.is_some() {
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

    /// Forgets everything of a plugin: it was enabled anew, or has another package.
    pub(crate) fn reset(&self, organisation: OrganisationId, plugin: &PluginId) {
        let mut kept = self.0.lock();
        kept.breakers.retain(|(its, of, _), _| !(*its == organisation && of == plugin));
        kept.openings.remove(&(organisation, plugin.clone()));
    }

    /// The exports of a plugin whose breaker is open.
    pub(crate) fn open(&self, organisation: OrganisationId, plugin: &PluginId) -> Vec<&'static str> {
        let kept = self.0.lock();
        let is_its = |key: &(OrganisationId, PluginId, &'static str)| key.0 == organisation && key.1 == *plugin;
        let open = kept.breakers.iter().filter(|(key, breaker)| is_its(key) && breaker.open.is_some());
        let mut exports: Vec<&'static str> = open.map(|(key, _)| key.2).collect();
        exports.sort_unstable();
        exports
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
            tracing::warn!(breakers = self.breakers.len(), "too many breakers at once; all begin anew");
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
mod tests {
    use super::*;

    struct Scene {
        breakers: Breakers,
        organisation: OrganisationId,
        plugin: PluginId,
        now: Time,
    }

    impl Scene {
        fn new() -> Self {
            let (breakers, plugin) = (Breakers::default(), PluginId::new("tags"));
            Self { breakers, organisation: OrganisationId::new(), plugin, now: Time(1_000_000) }
        }

        fn fails(&self) -> Opened {
            self.breakers.fail(self.organisation, &self.plugin, "fields.resolve", self.now)
        }

        fn asks(&self) -> bool {
            self.breakers.let_through(self.organisation, &self.plugin, "fields.resolve", self.now)
        }

        fn opens(&self) -> Opened {
            for _ in 1..limits::BREAKER_FAILURES {
                assert_eq!(self.fails(), Opened::No);
            }
            self.fails()
        }

        fn is_turned_away(&self) -> bool {
            self.breakers.turns_away(self.organisation, &self.plugin, "fields.resolve", self.now)
        }

        fn succeeds(&self) {
            self.breakers.succeed(self.organisation, &self.plugin, "fields.resolve");
        }

        fn later(&mut self, seconds: u64) {
            self.now = self.now.plus(Duration::from_secs(seconds));
        }
    }

    #[test]
    fn five_failures_within_a_minute_open_it() {
        let mut scene = Scene::new();
        for _ in 1..limits::BREAKER_FAILURES {
            assert_eq!(scene.fails(), Opened::No);
        }
        scene.later(61);
        assert_eq!(scene.opens(), Opened::Once);
        assert!(!scene.asks());
    }

    #[test]
    fn a_plugin_that_fails_every_other_time_is_found_out_too() {
        let scene = Scene::new();
        for _ in 1..limits::BREAKER_FAILURES {
            scene.fails();
            scene.succeeds();
        }
        assert_eq!(scene.fails(), Opened::Once);
    }

    #[test]
    fn a_call_that_began_before_it_opened_does_not_close_it() {
        let scene = Scene::new();
        scene.opens();
        scene.succeeds();
        assert!(!scene.asks());
    }

    #[test]
    fn it_lets_one_call_through_after_5_15_60_and_300_seconds() {
        let mut scene = Scene::new();
        scene.opens();
        for wait_s in [5, 15, 60, 300, 300] {
            scene.later(wait_s - 1);
            assert!(!scene.asks(), "{wait_s}");
            scene.later(1);
            assert!(scene.asks() && !scene.asks(), "{wait_s}");
            assert_eq!(scene.fails(), Opened::No);
        }
        scene.succeeds();
        assert!(scene.asks() && scene.asks());
    }

    #[test]
    fn looking_whether_a_call_would_be_turned_away_lets_none_through() {
        let mut scene = Scene::new();
        assert!(!scene.is_turned_away());
        scene.opens();
        assert!(scene.is_turned_away());
        scene.later(5);
        assert!(!scene.is_turned_away() && !scene.is_turned_away());
        assert!(scene.asks() && scene.is_turned_away());
    }

    #[test]
    fn the_third_opening_within_an_hour_disables_the_plugin() {
        let mut scene = Scene::new();
        assert_eq!(scene.opens(), Opened::Once);
        for (wait_s, opened) in [(3_601, Opened::Once), (5, Opened::Once), (5, Opened::TooOften)] {
            scene.later(wait_s);
            assert!(scene.asks());
            scene.succeeds();
            assert_eq!(scene.opens(), opened, "{wait_s}");
        }
    }

    #[test]
    fn another_organisation_and_another_export_are_not_touched() {
        let scene = Scene::new();
        scene.opens();
        assert!(scene.breakers.let_through(OrganisationId::new(), &scene.plugin, "fields.resolve", scene.now));
        assert!(scene.breakers.let_through(scene.organisation, &scene.plugin, "panels.render", scene.now));
        assert_eq!(scene.breakers.open(scene.organisation, &scene.plugin), ["fields.resolve"]);
        scene.breakers.reset(scene.organisation, &scene.plugin);
        assert!(scene.asks());
    }
}
