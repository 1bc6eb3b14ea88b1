//! What the calls resulted in.

use std::collections::BTreeMap;

use serde_json::Value;
use vuoro_kernel::ConversationId;
use vuoro_package::Manifest;
use vuoro_plugins::{Annotation, Digest, Effect, Failure, Item, Key, Line, Owner, Usage};

use crate::Harness;

impl Harness {
    /// The plugin's manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.target.loaded.manifest
    }

    /// The package's digest.
    pub fn digest(&self) -> Digest {
        self.target.loaded.digest
    }

    /// The value stored under a key, when it is JSON.
    pub fn kept(&self, key: &str) -> Option<Value> {
        serde_json::from_slice(&self.items().get(key)?.value).ok()
    }

    /// The value stored under a key of a conversation or customer, when it is JSON.
    pub fn kept_of(&self, owner: Owner, name: &str) -> Option<Value> {
        let key = Key { owner, name: name.to_owned() };
        serde_json::from_slice(&self.all_items().get(&key)?.value).ok()
    }

    /// What the plugin has stored in the organisation, by key.
    pub fn items(&self) -> BTreeMap<String, Item> {
        self.host.values(self.organisation, &self.target.loaded.plugin)
    }

    /// Everything that the plugin has stored, that of conversations and customers too.
    pub fn all_items(&self) -> BTreeMap<Key, Item> {
        self.host.all_values(self.organisation, &self.target.loaded.plugin)
    }

    /// What the plugin changed apart from its keys, in order.
    pub fn effects(&self) -> Vec<Effect> {
        self.host.done().into_iter().map(|done| done.effect).collect()
    }

    /// The plugin's current annotations of a conversation, by key.
    pub fn annotations(&self, conversation: ConversationId) -> BTreeMap<String, Annotation> {
        let mut annotations = BTreeMap::new();
        for effect in self.effects() {
            match effect {
                Effect::Annotate { conversation: of, annotation } if of == conversation => {
                    annotations.insert(annotation.key.clone(), annotation);
                }
                Effect::Unannotate { conversation: of, key } if of == conversation => {
                    annotations.remove(&key);
                }
                _ => {}
            }
        }
        annotations
    }

    /// A conversation as plugins read it now.
    pub fn conversation_now(&self, conversation: ConversationId) -> Option<Value> {
        self.host.conversation_now(conversation)
    }

    /// The alarms that are set, by key: time in milliseconds since 1970 in UTC, and payload.
    pub fn alarms(&self) -> BTreeMap<String, (i64, Value)> {
        let alarms = self.host.alarms(self.organisation, &self.target.loaded.plugin);
        alarms.into_iter().map(|(key, (at, payload))| (key, (at.0, payload))).collect()
    }

    /// The lines that the plugin logged, newest last.
    pub fn lines(&self) -> Vec<Line> {
        self.floor.record(self.organisation, &self.target.loaded.plugin).lines()
    }

    /// The plugin's failures as operators read them, newest last.
    pub fn failures(&self) -> Vec<Failure> {
        self.floor.record(self.organisation, &self.target.loaded.plugin).failures()
    }

    /// What the last call used of each limit; `None` before the first call.
    pub fn usage(&self) -> Option<Usage> {
        self.floor.record(self.organisation, &self.target.loaded.plugin).last_usage()
    }

    /// The exports that are paused because they failed too often, for example `fields.resolve`.
    pub fn resting(&self) -> Vec<&'static str> {
        self.floor.resting(self.organisation, &self.target.loaded.plugin)
    }

    /// Lets the next calls find that others changed what they read, so many times. Each call runs again, three times at
    /// most in all.
    pub fn conflicts(&self, times: usize) {
        self.host.conflict(times);
    }

    /// Whether calls of the plugin to the host stay unanswered from now on, as with a database that hangs.
    pub fn is_silent(&self, is_silent: bool) {
        self.host.be_silent(is_silent);
    }
}
