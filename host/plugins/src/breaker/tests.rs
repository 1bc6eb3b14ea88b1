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
        self.breakers.fail(self.organisation, &self.plugin, "fields.resolve", None, self.now)
    }

    fn fails_for(&self, customer: VisitorId) -> Opened {
        self.breakers.fail(self.organisation, &self.plugin, "fields.resolve", Some(customer), self.now)
    }

    fn asks(&self) -> bool {
        self.breakers.let_through(self.organisation, &self.plugin, "fields.resolve", None, self.now)
    }

    fn asks_for(&self, customer: VisitorId) -> bool {
        self.breakers.let_through(self.organisation, &self.plugin, "fields.resolve", Some(customer), self.now)
    }

    fn opens(&self) -> Opened {
        for _ in 1..limits::BREAKER_FAILURES {
            assert_eq!(self.fails(), Opened::No);
        }
        self.fails()
    }

    fn opens_by_others(&self) {
        while self.fails() == Opened::No {}
    }

    fn is_turned_away(&self) -> bool {
        self.breakers.turns_away(self.organisation, &self.plugin, "fields.resolve", None, self.now)
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
fn another_organisation_and_another_part_are_not_touched() {
    let scene = Scene::new();
    scene.opens();
    assert!(scene.breakers.let_through(OrganisationId::new(), &scene.plugin, "fields.resolve", None, scene.now));
    assert!(scene.breakers.let_through(scene.organisation, &scene.plugin, "panels.render", None, scene.now));
    assert_eq!(scene.breakers.open(scene.organisation, &scene.plugin), ["fields.resolve"]);
    scene.breakers.reset(scene.organisation, &scene.plugin);
    assert!(scene.asks());
}

#[test]
fn one_customer_opens_nothing_however_often_their_input_makes_it_fail() {
    let mut scene = Scene::new();
    let customer = VisitorId::new();
    for _ in 0..10 {
        for _ in 0..20 {
            assert_eq!(scene.fails_for(customer), Opened::No);
        }
        assert!(scene.asks() && scene.asks_for(customer));
        scene.later(20);
    }
}

#[test]
fn a_plugin_that_fails_for_many_customers_is_found_out() {
    let scene = Scene::new();
    for _ in 1..limits::BREAKER_FAILURES {
        assert_eq!(scene.fails_for(VisitorId::new()), Opened::No);
    }
    assert_eq!(scene.fails_for(VisitorId::new()), Opened::Once);
}

#[test]
fn a_customer_whose_failure_counted_is_not_the_one_that_an_open_breaker_is_tried_with() {
    let mut scene = Scene::new();
    let customer = VisitorId::new();
    scene.fails_for(customer);
    scene.opens_by_others();
    scene.later(5);
    assert!(!scene.asks_for(customer), "they would keep it open");
    assert!(scene.asks_for(VisitorId::new()));
    scene.succeeds();
    assert!(scene.asks_for(customer));
    // They have had their failure of this minute.
    for _ in 0..20 {
        assert_eq!(scene.fails_for(customer), Opened::No);
    }
    assert!(scene.asks());
}

#[test]
fn of_more_customers_than_are_known_at_once_the_oldest_count_again() {
    let scene = Scene::new();
    let first = VisitorId::new();
    scene.fails_for(first);
    scene.opens_by_others();
    for _ in 0..2 * limits::BREAKER_CUSTOMERS {
        scene.fails_for(VisitorId::new());
    }
    let kept = scene.breakers.0.lock();
    let breaker = kept.breakers.values().next().unwrap();
    assert_eq!(breaker.customers.len(), limits::BREAKER_CUSTOMERS);
    assert!(!breaker.counted(first, scene.now));
}
