//! What plugins may do, on whose behalf, and when: each act within a write, on a database.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use tokio::sync::Notify;
use vuoro_kernel::{
    Caller, ConversationId, QueueId, Role, Time, Who,
    limits::{ANNOTATIONS_MAX, SAID_AFTER_END},
    words::{MetadataKind, MetadataOrigin},
};
use vuoro_plugins::{Annotation, Call, Effect, HostError, MetadataChange, PluginId, Statistic};
use vuoro_store::record::{self, AnnotationChange, Content, Entry, Metadatum};

use super::{act, told};
use crate::{
    Enqueue, Error, PackageDigest, Refusal,
    actor::{Actor, Behalf},
    error::Halt,
    organisation::house::{House, Somebody, asks, eventually},
};

/// A queue with two handlers, another queue, an operator, and a customer.
struct Scene {
    house: House,
    niilo: Somebody,
    peer: Somebody,
    operator: Somebody,
    customer: Caller,
    queue: QueueId,
    other_queue: QueueId,
}

impl Scene {
    async fn new() -> Self {
        let house = House::new().await;
        let operator = house.member("oona", Role::Operator).await;
        let (niilo, peer) = (house.member("niilo", Role::Handler).await, house.member("hermanni", Role::Handler).await);
        let (queue, other_queue) = (house.queue(&operator, "Myynti").await, house.queue(&operator, "Tuki").await);
        for member in [&niilo, &peer] {
            house.domain.set_member_queues(&operator.caller, member.member(), vec![queue]).await.unwrap();
        }
        house.domain.open_queue(&niilo.caller, queue).await.unwrap();
        house.domain.open_queue(&operator.caller, other_queue).await.unwrap();
        let (customer, _) = house.visitor().await;
        Self { house, niilo, peer, operator, customer, queue, other_queue }
    }

    async fn waiting(&self) -> ConversationId {
        let input = Enqueue { queue: self.queue, name: None, message: None, metadata: Vec::new() };
        self.house.domain.enqueue(&asks(&self.customer), input).await.unwrap().id
    }

    async fn active(&self) -> ConversationId {
        let id = self.waiting().await;
        self.house.domain.claim(&asks(&self.niilo.caller), self.queue, Some(id)).await.unwrap();
        id
    }

    async fn ended(&self, hide: bool) -> ConversationId {
        let id = self.active().await;
        self.house.domain.end_conversation(&asks(&self.niilo.caller), id, hide).await.unwrap();
        id
    }

    fn call(&self, behalf: Behalf) -> Call {
        Call {
            organisation: self.house.organisation.id,
            plugin: PluginId::new("stage"),
            digest: PackageDigest([0; 32]),
            actor: behalf,
            language: "en".into(),
            cause: Vec::new(),
        }
    }

    /// Does it within a write, which is kept, or undone when it is only tried.
    async fn acts(&self, behalf: Behalf, effect: &Effect, keep: bool) -> Result<(), HostError> {
        let (actor, effect, now) =
            (Actor::Plugin(Arc::new(self.call(behalf))), effect.clone(), self.house.domain.now());
        let done = self.house.domain.store.write::<_, Halt, _>(move |tx| {
            let (actor, effect) = (actor.clone(), effect.clone());
            Box::pin(async move {
                act::in_write(&tx.door(actor.organisation()), &actor, &effect, now).await?;
                if keep { Ok(()) } else { Err(Error::Conflict("only tried".into()).into()) }
            })
        });
        match done.await.map_err(|halt| told(Refusal::from(halt))) {
            Err(HostError::Conflict) if !keep => Ok(()),
            done => done,
        }
    }

    async fn does(&self, behalf: Behalf, effect: &Effect) -> Result<(), HostError> {
        self.acts(behalf, effect, true).await
    }

    /// What becomes of it: `y` when it is done, `n` when it isn't allowed, `f` when the conversation isn't found. The answer
    /// that a plugin gets at once, and that of the write.
    async fn becomes(&self, behalf: Behalf, effect: &Effect) -> char {
        let letter = |done: Result<(), HostError>| match done {
            Ok(()) => 'y',
            Err(HostError::NotAllowed) => 'n',
            Err(HostError::NotFound) => 'f',
            Err(error) => panic!("{error:?}"),
        };
        let asked = act::ask(&self.house.domain, &self.call(behalf), effect.clone()).await;
        let asked = letter(asked.map(|_| ()).map_err(told));
        assert_eq!(letter(self.acts(behalf, effect, false).await), asked, "{behalf:?} {effect:?}");
        asked
    }

    async fn log(&self, id: ConversationId) -> Vec<Arc<Entry>> {
        self.house.domain.store.door(self.house.organisation.id).entries_after(id, 0, 1_000).await.unwrap()
    }

    async fn annotations(&self, id: ConversationId) -> Vec<record::Annotation> {
        self.house.domain.store.door(self.house.organisation.id).annotations(id).await.unwrap()
    }

    fn visitor(&self) -> Behalf {
        behalf(&self.customer)
    }
}

fn behalf(caller: &Caller) -> Behalf {
    match caller.who {
        Who::Member { member, role, .. } => Behalf::Member { id: member, role },
        Who::Visitor(visitor) => Behalf::Visitor(visitor),
        other => panic!("{other:?} is nobody's"),
    }
}

fn post(conversation: ConversationId) -> Effect {
    Effect::Post { conversation, text: "Hei!".into() }
}

fn annotate(conversation: ConversationId, key: &str, statistic: Statistic) -> Effect {
    let annotation = Annotation { key: key.into(), text: None, for_everyone: false, statistic };
    Effect::Annotate { conversation, annotation }
}

fn set(conversation: ConversationId, key: &str, value: Option<&str>) -> Effect {
    let change = MetadataChange { kind: MetadataKind::Live, key: key.into(), value: value.map(Into::into) };
    Effect::SetMetadata { conversation, changes: vec![change] }
}

#[tokio::test]
async fn each_act_is_for_whom_and_when_the_rules_say() {
    let scene = Scene::new().await;
    let (stranger, _) = scene.house.visitor().await;
    let outsider = scene.house.member("ulla", Role::Handler).await;
    let (customer, stranger, outsider) = (scene.visitor(), behalf(&stranger), behalf(&outsider.caller));
    let (agent, peer) = (behalf(&scene.niilo.caller), behalf(&scene.peer.caller));
    let operator = behalf(&scene.operator.caller);
    let nobody = Behalf::System;
    let (waiting, active) = (scene.waiting().await, scene.active().await);
    let (ended, hidden) = (scene.ended(false).await, scene.ended(true).await);
    let holds = async |id: ConversationId, what: &str, wanted: &[(&str, Behalf, &str)]| {
        let effects = [
            post(id),
            annotate(id, "mood", Statistic::None),
            set(id, "mood", Some("good")),
            Effect::Transfer { conversation: id, queue: scene.other_queue, text: None },
            Effect::End { conversation: id },
        ];
        for (who, behalf, wanted) in wanted {
            let mut letters = String::new();
            for effect in &effects {
                letters.push(scene.becomes(*behalf, effect).await);
            }
            assert_eq!(letters, **wanted, "{who} of one that {what}");
        }
    };
    // Post, annotate, set metadata, transfer, end: done, not allowed, or not found.
    let waits = [
        ("its customer", customer, "yyynn"),
        ("another customer", stranger, "fffff"),
        ("a handler of its queue", agent, "fyfff"),
        ("a handler of none", outsider, "fffff"),
        ("an operator", operator, "fyfff"),
        ("nobody", nobody, "yyynn"),
    ];
    holds(waiting, "waits", &waits).await;
    let is_active = [
        ("its customer", customer, "yyyny"),
        ("another customer", stranger, "fffff"),
        ("its agent", agent, "yyyyy"),
        ("a peer", peer, "fffff"),
        ("an operator", operator, "fyfff"),
        ("nobody", nobody, "yyyyy"),
    ];
    holds(active, "is active", &is_active).await;
    let has_ended = [
        ("its customer", customer, "nyynn"),
        ("another customer", stranger, "fffff"),
        ("its agent", agent, "nyynn"),
        ("a peer", peer, "fffff"),
        ("an operator", operator, "fyfff"),
        ("nobody", nobody, "nyynn"),
    ];
    holds(ended, "has ended", &has_ended).await;
    let is_hidden = [
        ("its customer", customer, "nyynn"),
        ("its agent", agent, "nfnnn"),
        ("an operator", operator, "fnfff"),
        ("nobody", nobody, "nyynn"),
    ];
    holds(hidden, "is hidden", &is_hidden).await;
    scene.house.clock.advance(SAID_AFTER_END - Duration::from_millis(1));
    holds(hidden, "ended a day ago", &is_hidden).await;
    scene.house.clock.advance(Duration::from_millis(1));
    let is_long_past = [
        ("its customer", customer, "nnnnn"),
        ("its agent", agent, "nfnnn"),
        ("an operator", operator, "fnfff"),
        ("nobody", nobody, "nnnnn"),
    ];
    holds(hidden, "ended more than a day ago", &is_long_past).await;
    holds(ended, "ended more than a day ago", &is_long_past).await;
}

#[tokio::test]
async fn verified_metadata_stays_and_after_the_end_all_that_plugins_did_not_set() {
    let scene = Scene::new().await;
    let id = scene.active().await;
    let organisation = scene.house.organisation.id;
    let datum = |key: &str, origin| Metadatum {
        kind: MetadataKind::Live,
        key: key.into(),
        value: Some("before".into()),
        origin,
        updated_at: Time(0),
    };
    let given = [datum("name", MetadataOrigin::Verified), datum("cart", MetadataOrigin::Declared)];
    let kept = scene.house.domain.store.write::<_, Halt, _>(move |tx| {
        let given = given.clone();
        Box::pin(async move {
            for datum in &given {
                tx.door(organisation).set_metadatum(id, datum).await?;
            }
            Ok(())
        })
    });
    kept.await.unwrap();
    let values = async || {
        let metadata = scene.house.domain.store.door(organisation).metadata(id).await.unwrap();
        let text = |datum: Metadatum| (datum.key, datum.value.unwrap().as_str().unwrap().to_owned());
        metadata.into_iter().map(text).collect::<Vec<_>>()
    };
    let value = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let stays = |done: Result<(), HostError>, why: &str| match done {
        Err(HostError::Invalid(text)) => assert!(text.contains(why), "{text}"),
        other => panic!("{other:?}"),
    };
    for behalf in [scene.visitor(), behalf(&scene.niilo.caller), Behalf::System] {
        for to in [Some("forged"), None] {
            stays(scene.does(behalf, &set(id, "name", to)).await, "name is verified");
        }
    }
    scene.does(scene.visitor(), &set(id, "cart", Some("two"))).await.unwrap();
    scene.does(scene.visitor(), &set(id, "grade", Some("4"))).await.unwrap();
    assert_eq!(values().await, [value("cart", "two"), value("grade", "4"), value("name", "before")]);
    scene
        .house
        .domain
        .update_metadata(
            &scene.customer,
            id,
            vec![record::MetadatumChange { kind: MetadataKind::Live, key: "cart".into(), value: Some("three".into()) }],
        )
        .await
        .unwrap();
    scene.house.domain.end_conversation(&asks(&scene.customer), id, false).await.unwrap();
    stays(scene.does(scene.visitor(), &set(id, "cart", Some("four"))).await, "cart wasn't set by a plugin");
    stays(scene.does(scene.visitor(), &set(id, "name", Some("forged"))).await, "name is verified");
    scene.does(scene.visitor(), &set(id, "grade", Some("5"))).await.unwrap();
    assert_eq!(values().await, [value("cart", "three"), value("grade", "5"), value("name", "before")]);
}

#[tokio::test]
async fn no_line_of_a_plugin_lands_after_an_end_that_commits_at_the_same_time() {
    let scene = Scene::new().await;
    for effect in [post as fn(ConversationId) -> Effect, |id| Effect::End { conversation: id }] {
        let id = scene.active().await;
        let (ended, goes_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (now, actor) = (scene.house.domain.now(), Actor::Plugin(Arc::new(scene.call(Behalf::System))));
        let (told_ended, waits) = (ended.clone(), goes_on.clone());
        let domain = scene.house.domain.clone();
        // Ends it, and commits when it is told to.
        let end = tokio::spawn(async move {
            let done = domain.store.write::<_, Halt, _>(move |tx| {
                let (actor, ended, goes_on) = (actor.clone(), told_ended.clone(), waits.clone());
                Box::pin(async move {
                    let effect = Effect::End { conversation: id };
                    act::in_write(&tx.door(actor.organisation()), &actor, &effect, now).await?;
                    ended.notify_one();
                    goes_on.notified().await;
                    Ok(())
                })
            });
            done.await
        });
        ended.notified().await;
        let (effect, lets_go) = (effect(id), async {
            if scene.house.database.is_postgres() {
                eventually("the other one waits for the lock", || scene.house.database.has_waiters()).await;
            }
            goes_on.notify_one();
        });
        let (late, ()) = tokio::join!(scene.does(Behalf::System, &effect), lets_go);
        end.await.unwrap().unwrap();
        assert_eq!(late, Err(HostError::NotAllowed));
        let log = scene.log(id).await;
        let ends = log.iter().filter(|entry| matches!(entry.content, Content::End { .. })).count();
        assert!(ends == 1 && matches!(log.last().unwrap().content, Content::End { .. }), "{log:?}");
    }
}

#[tokio::test]
async fn a_member_acts_as_what_they_are_when_it_is_written() {
    let scene = Scene::new().await;
    let id = scene.active().await;
    let operator = behalf(&scene.operator.caller);
    scene.does(operator, &annotate(id, "mood", Statistic::None)).await.unwrap();
    let owner = scene.house.member("outi", Role::Owner).await;
    scene.house.domain.update_member(&owner.caller, scene.operator.member(), Role::Handler).await.unwrap();
    assert_eq!(scene.does(operator, &annotate(id, "mood", Statistic::None)).await, Err(HostError::NotFound));
    scene.house.domain.update_member(&owner.caller, scene.operator.member(), Role::Operator).await.unwrap();
    scene.house.domain.remove_member(&owner.caller, scene.operator.member()).await.unwrap();
    assert_eq!(scene.does(operator, &annotate(id, "mood", Statistic::None)).await, Err(HostError::NotFound));
}

#[tokio::test]
async fn of_two_who_move_a_conversation_at_once_one_does() {
    let scene = Scene::new().await;
    let id = scene.active().await;
    let transfer = Effect::Transfer { conversation: id, queue: scene.other_queue, text: None };
    let (first, second) =
        tokio::join!(scene.does(Behalf::System, &transfer), scene.does(behalf(&scene.niilo.caller), &transfer));
    assert_eq!([&first, &second].iter().filter(|done| done.is_ok()).count(), 1, "{first:?} {second:?}");
    let moves = scene.log(id).await.iter().filter(|entry| matches!(entry.content, Content::Transfer(_))).count();
    assert_eq!(moves, 1);
}

#[tokio::test]
async fn a_plugin_says_so_many_things_of_a_conversation_and_no_more() {
    let scene = Scene::new().await;
    let id = scene.active().await;
    for n in 0..ANNOTATIONS_MAX {
        scene.does(Behalf::System, &annotate(id, &format!("key-{n}"), Statistic::None)).await.unwrap();
    }
    let more = scene.does(Behalf::System, &annotate(id, "more", Statistic::None)).await;
    assert!(matches!(&more, Err(HostError::Invalid(text)) if text.contains("100")), "{more:?}");
    // An existing annotation can still be replaced.
    scene.does(Behalf::System, &annotate(id, "key-0", Statistic::Measure(1.0))).await.unwrap();
    assert_eq!(scene.annotations(id).await.len(), ANNOTATIONS_MAX);
}

#[tokio::test]
async fn what_is_said_of_a_conversation_can_be_counted_again_from_its_log_alone() {
    let scene = Scene::new().await;
    let id = scene.active().await;
    let statistic = prop_oneof![
        Just(Statistic::None),
        "[a-zåäö ]{1,20}".prop_map(Statistic::Facet),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Statistic::Measure),
    ];
    let said = (0..4usize, prop::option::of(statistic));
    let mut runner = TestRunner::deterministic();
    for _ in 0..60 {
        let (key, statistic) = said.new_tree(&mut runner).unwrap().current();
        let key = format!("key-{key}");
        let effect = match statistic {
            Some(statistic) => annotate(id, &key, statistic),
            None => Effect::Unannotate { conversation: id, key },
        };
        scene.does(scene.visitor(), &effect).await.unwrap();
    }
    let mut counted: BTreeMap<String, AnnotationChange> = BTreeMap::new();
    for entry in scene.log(id).await {
        let Content::Annotation(change) = &entry.content else { continue };
        if change.removed {
            // It says what was there until then, so that a count can take it back.
            let before = counted.remove(&change.key).unwrap();
            assert_eq!(AnnotationChange { removed: true, ..before }, **change);
        } else {
            counted.insert(change.key.clone(), (**change).clone());
        }
    }
    let kept = scene.annotations(id).await;
    assert!(!kept.is_empty());
    let kept: Vec<_> = kept.into_iter().map(|it| AnnotationChange::of(it, false)).collect();
    assert_eq!(counted.into_values().collect::<Vec<_>>(), kept);
}
