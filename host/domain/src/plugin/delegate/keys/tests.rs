//! What plugins keep of conversations and customers, on a database: its limits and how it is counted.

use vuoro_kernel::{Caller, ConversationId, Role, Time, Who};
use vuoro_plugins::{Commit, CommitError, Erased, PluginId};
use vuoro_store::record::{InstalledPlugin, PluginVersion};

use super::{super::commit, write as write_all, *};
use crate::{
    Enqueue, PackageDigest,
    organisation::house::{House, asks},
    plugin::erasure,
};

/// A plugin, and a customer in a conversation.
struct Scene {
    house: House,
    customer: Caller,
    conversation: ConversationId,
}

fn visitor_of(caller: &Caller) -> VisitorId {
    match caller.who {
        Who::Visitor(visitor) => visitor,
        other => panic!("{other:?} is no customer"),
    }
}

impl Scene {
    async fn new() -> Self {
        let house = House::new().await;
        let operator = house.member("oona", Role::Operator).await;
        let queue = house.queue(&operator, "Myynti").await;
        house.domain.open_queue(&operator.caller, queue).await.unwrap();
        let (customer, _) = house.visitor().await;
        let input = Enqueue { queue, name: None, message: None, metadata: Vec::new() };
        let conversation = house.domain.enqueue(&asks(&customer), input).await.unwrap().id;
        let scene = Self { house, customer, conversation };
        for plugin in ["stage", "other"] {
            scene.installs(plugin).await;
        }
        scene
    }

    async fn installs(&self, plugin: &str) {
        let organisation = self.house.organisation.id;
        let installed = InstalledPlugin {
            plugin: plugin.to_owned(),
            current: PluginVersion { version: "1.0.0".to_owned(), digest: [7; 32] },
            previous: None,
            waiting: None,
            enabled: true,
            granted: Vec::new(),
            settings: serde_json::json!({}),
            disabled_because: None,
            installed_at: Time(0),
            changed_at: Time(0),
        };
        let write = self.house.domain.store.write::<_, StoreError, _>(move |tx| {
            let installed = installed.clone();
            Box::pin(async move { tx.door(organisation).put_plugin(&installed).await })
        });
        write.await.unwrap();
    }

    fn call(&self, plugin: &str) -> Call {
        Call {
            organisation: self.house.organisation.id,
            plugin: PluginId::new(plugin),
            digest: PackageDigest([7; 32]),
            actor: Behalf::System,
            language: "en".into(),
            cause: Vec::new(),
        }
    }

    fn conversation(&self) -> Owner {
        Owner::Conversation(self.conversation)
    }

    fn visitor(&self) -> Owner {
        Owner::Visitor(visitor_of(&self.customer))
    }

    /// Writes these values of an owner as one call, over what is there; an empty one deletes.
    async fn writes(&self, plugin: &str, owner: Owner, values: &[(&str, usize)]) -> Result<(), HostError> {
        let (call, now) = (self.call(plugin), self.house.domain.now());
        let key = |name: &str| Key { owner, name: name.to_owned() };
        let put = |bytes: usize| Write::Put { value: vec![1; bytes], version: 1 };
        let write = |bytes: usize| if bytes == 0 { Write::Delete } else { put(bytes) };
        let writes: BTreeMap<_, _> = values.iter().map(|(name, bytes)| (key(name), write(*bytes))).collect();
        let written = self.house.domain.store.write::<_, Failed, _>(move |tx| {
            let (call, writes) = (call.clone(), writes.clone());
            Box::pin(async move {
                let door = tx.door(call.organisation);
                let there = get(&door, &call, writes.keys(), now).await?;
                Ok(write_all(&door, &call, &writes, &there, now).await?)
            })
        });
        written.await.map_err(|failed| match failed.0 {
            Unwritten::Refused(error) => error,
            Unwritten::Store(error) => panic!("{error}"),
        })
    }

    async fn adds_bytes(&self, plugin: &'static str, bytes: i64) {
        let organisation = self.house.organisation.id;
        let write = self.house.domain.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { tx.door(organisation).add_scoped_bytes(plugin, bytes).await })
        });
        write.await.unwrap();
    }

    async fn bytes(&self) -> i64 {
        self.house.domain.store.door(self.house.organisation.id).scoped_bytes().await.unwrap()
    }

    async fn erases(&self, erased: Erased) {
        let (organisation, now) = (self.house.organisation.id, self.house.domain.now());
        let write = self.house.domain.store.write::<_, StoreError, _>(move |tx| {
            let deaf = erasure::Deaf::default();
            Box::pin(async move { erasure::in_write(&tx.door(organisation), erased, &deaf, now).await })
        });
        write.await.unwrap();
    }
}

#[derive(Debug)]
struct Failed(Unwritten);

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl From<Unwritten> for Failed {
    fn from(unwritten: Unwritten) -> Self {
        Self(unwritten)
    }
}

impl vuoro_store::WriteError for Failed {
    fn store_error(&self) -> Option<&StoreError> {
        match &self.0 {
            Unwritten::Store(error) => Some(error),
            Unwritten::Refused(_) => None,
        }
    }
}

#[tokio::test]
async fn every_byte_that_is_kept_is_counted_and_every_byte_that_goes_is_counted_off() {
    let scene = Scene::new().await;
    let (conversation, visitor) = (scene.conversation(), scene.visitor());
    scene.writes("stage", conversation, &[("a", 10), ("bb", 20)]).await.unwrap();
    scene.writes("other", conversation, &[("a", 5)]).await.unwrap();
    scene.writes("stage", visitor, &[("ä", 100)]).await.unwrap();
    assert_eq!(scene.bytes().await, 11 + 22 + 6 + 102 + 4 * SCOPED_ROW_BYTES);
    scene.writes("stage", conversation, &[("a", 1), ("bb", 0), ("c", 0)]).await.unwrap();
    assert_eq!(scene.bytes().await, 2 + 6 + 102 + 3 * SCOPED_ROW_BYTES);
    scene.erases(Erased::Conversation(scene.conversation)).await;
    assert_eq!(scene.bytes().await, 102 + SCOPED_ROW_BYTES);
    scene.erases(Erased::Visitor(visitor_of(&scene.customer))).await;
    assert_eq!(scene.bytes().await, 0);
    // Keys of the organisation count elsewhere.
    scene.writes("stage", Owner::Organisation, &[("a", 10)]).await.unwrap();
    assert_eq!(scene.bytes().await, 0);
}

#[tokio::test]
async fn all_plugins_of_an_organisation_share_its_room_and_a_call_without_room_keeps_nothing() {
    let scene = Scene::new().await;
    let conversation = scene.conversation();
    scene.adds_bytes("other", SCOPED_BYTES_MAX - 100 - SCOPED_ROW_BYTES).await;
    scene.writes("stage", conversation, &[("a", 99)]).await.unwrap();
    let refused = scene.writes("stage", conversation, &[("b", 1)]).await;
    assert!(matches!(&refused, Err(HostError::TooMuch(text)) if text.contains("1073741824 bytes")), "{refused:?}");
    assert_eq!(scene.bytes().await, SCOPED_BYTES_MAX);
    // What becomes smaller or goes is always taken.
    scene.writes("stage", conversation, &[("a", 98)]).await.unwrap();
    scene.writes("stage", conversation, &[("a", 0), ("b", 99)]).await.unwrap();
    scene.writes("stage", Owner::Organisation, &[("a", 1_000)]).await.unwrap();
}

#[tokio::test]
async fn what_a_removed_plugin_kept_goes_in_parts() {
    let scene = Scene::new().await;
    scene.writes("stage", scene.conversation(), &[("a", 1), ("b", 1), ("c", 1)]).await.unwrap();
    scene.writes("stage", scene.visitor(), &[("a", 1), ("b", 1)]).await.unwrap();
    scene.writes("other", scene.visitor(), &[("a", 1)]).await.unwrap();
    let organisation = scene.house.organisation.id;
    let delete_some = async || {
        let write = scene.house.domain.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { tx.door(organisation).delete_some_scoped_values("stage", 2).await })
        });
        write.await.unwrap()
    };
    let mut parts = vec![delete_some().await];
    while parts.last() == Some(&true) && parts.len() < 10 {
        parts.push(delete_some().await);
    }
    assert_eq!(parts, [true, true, false]);
    let left = async |plugin: &str, owner| {
        let call = Call { plugin: PluginId::new(plugin), ..scene.call(plugin) };
        scan(&scene.house.domain, &call, owner, ("", None), 100).await.unwrap().items.len()
    };
    assert_eq!(left("stage", scene.conversation()).await + left("stage", scene.visitor()).await, 0);
    assert_eq!(left("other", scene.visitor()).await, 1);
}

#[tokio::test]
async fn a_member_sees_at_the_commit_what_they_see_then_and_not_what_they_saw_when_the_call_began() {
    let scene = Scene::new().await;
    let handler = scene.house.member("niilo", Role::Handler).await.member();
    let operator = scene.house.member("oiva", Role::Operator).await.member();
    let key = Key { owner: scene.conversation(), name: "a".to_owned() };
    let changed = Commit {
        reads: BTreeMap::from([(key.clone(), 0)]),
        writes: BTreeMap::from([(key, Write::Put { value: vec![1], version: 1 })]),
        effects: Vec::new(),
    };
    // Both began the call as operators; one of them isn't one any more.
    let began_as = |id| Call { actor: Behalf::Member { id, role: Role::Operator }, ..scene.call("stage") };
    let commit = async |id| commit::commit(&scene.house.domain, &began_as(id), changed.clone()).await;
    assert_eq!(commit(handler).await, Err(CommitError::Refused(HostError::NotFound)));
    assert_eq!(commit(operator).await, Ok(()));
}

#[tokio::test]
async fn each_owner_has_its_own_hundred_keys() {
    let scene = Scene::new().await;
    let names: Vec<String> = (0..=100).map(|n| n.to_string()).collect();
    let values: Vec<_> = names.iter().map(|name| (name.as_str(), 1)).collect();
    for owner in [scene.conversation(), scene.visitor()] {
        let refused = scene.writes("stage", owner, &values).await;
        assert!(matches!(refused, Err(HostError::TooMuch(_))), "{refused:?}");
        scene.writes("stage", owner, &values[..100]).await.unwrap();
        let refused = scene.writes("stage", owner, &values[100..]).await;
        assert!(matches!(refused, Err(HostError::TooMuch(_))), "{refused:?}");
        scene.writes("other", owner, &values[..100]).await.unwrap();
    }
}

#[tokio::test]
async fn nothing_is_kept_of_an_owner_that_is_not_there_or_is_another_organisations() {
    let (scene, other) = (Scene::new().await, Scene::new().await);
    for owner in [
        other.conversation(),
        other.visitor(),
        Owner::Conversation(ConversationId::new()),
        Owner::Visitor(VisitorId::new()),
    ] {
        assert_eq!(scene.writes("stage", owner, &[("a", 1)]).await, Err(HostError::NotFound), "{owner:?}");
    }
    assert_eq!(scene.bytes().await, 0);
}
