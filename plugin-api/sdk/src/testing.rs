//! A host in memory for tests of plugins: keys, conversations and alarms, with the rules that a plugin can meet. Only
//! available when the code isn't built for WebAssembly.
//!
//! ```
//! use vuoro_plugin::{store, testing::Host};
//!
//! let host = Host::start();
//! host.call(|| store::put_json("greeting", "hei")).unwrap();
//! assert_eq!(host.kept("greeting"), Some("hei".into()));
//! ```

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::{Value, json};

use crate::bindings::{chat_write::Annotation, http, log::Level, scoped_store, store::Item};
use crate::{Actor, Context, Entry, Error, HostError, Member, Role};

pub(crate) mod imports;
mod panels;

pub use panels::{block, blocks};

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// The host of this thread. There is one at a time: starting another discards the first.
pub struct Host(());

/// A change that a plugin made, other than of its keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It annotated a conversation.
    Annotate(String, Annotation),
    /// It removed the annotation with this key.
    Unannotate(String, String),
    /// It posted a line.
    Post(String, String),
    /// It set metadata.
    SetMetadata(String, Vec<Value>),
    /// It transferred a conversation: to this queue, with this text.
    Transfer(String, String, Option<String>),
    /// It ended a conversation.
    End(String),
    /// It published a value on a topic.
    Publish(String, Value),
    /// It set an alarm: key, time in milliseconds since 1970, payload.
    SetAlarm(String, u64, Value),
    /// It cancelled an alarm.
    CancelAlarm(String),
}

type Server = dyn Fn(&str, &http::Request) -> Result<http::Response, HostError>;

#[derive(Default)]
struct State {
    kept: Kept,
    conversations: BTreeMap<String, (Value, Vec<Entry>)>,
    queues: Vec<Value>,
    members: Vec<Value>,
    settings: Value,
    now_ms: u64,
    unique: u64,
    lines: Vec<(Level, String)>,
    server: Option<Box<Server>>,
}

/// The state that a failed call leaves unchanged.
#[derive(Clone, Default)]
struct Kept {
    items: BTreeMap<String, Item>,
    scoped: BTreeMap<(String, String), scoped_store::Item>,
    versions: u64,
    annotations: BTreeMap<(String, String), Annotation>,
    alarms: BTreeMap<String, (u64, Value)>,
    effects: Vec<Effect>,
}

impl Host {
    /// Starts an empty host at a fixed time.
    pub fn start() -> Self {
        let state = State { settings: json!({}), now_ms: 1_750_000_000_000, ..State::default() };
        STATE.with(|place| *place.borrow_mut() = state);
        Self(())
    }

    /// Runs a call as the host does: what it changed is kept when it returns `Ok`, and discarded otherwise.
    ///
    /// # Errors
    /// The call's.
    pub fn call<T>(&self, call: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let before = with(|state| state.kept.clone());
        let result = call();
        if result.is_err() {
            with(|state| state.kept = before);
        }
        result
    }

    /// Adds a conversation with this id that waits in the queue `queue_a`.
    pub fn has_conversation(&self, id: &str) {
        self.has_conversation_of(json!({ "id": id, "queueId": "queue_a", "state": "WAITING", "metadata": [] }));
    }

    /// Adds a conversation with this value: an object with `id` and the other properties of the contract.
    pub fn has_conversation_of(&self, conversation: Value) {
        let id = conversation["id"].as_str().unwrap_or_default().to_owned();
        with(|state| state.conversations.insert(id, (conversation, Vec::new())));
    }

    /// Sets the entries of the conversation's log.
    pub fn has_entries(&self, conversation: &str, entries: Vec<Entry>) {
        with(|state| {
            if let Some(conversation) = state.conversations.get_mut(conversation) {
                conversation.1 = entries;
            }
        });
    }

    /// Adds a queue.
    pub fn has_queue(&self, id: &str, name: &str) {
        with(|state| state.queues.push(json!({ "id": id, "name": name, "state": "OPEN" })));
    }

    /// Adds a member; the role is `HANDLER`, `OPERATOR` or `OWNER`.
    pub fn has_member(&self, id: &str, name: &str, role: &str) {
        with(|state| state.members.push(json!({ "id": id, "displayName": name, "role": role })));
    }

    /// Sets the plugin's settings.
    pub fn has_settings(&self, settings: Value) {
        with(|state| state.settings = settings);
    }

    /// Answers the plugin's requests to other servers.
    pub fn has_server(&self, server: impl Fn(&str, &http::Request) -> Result<http::Response, HostError> + 'static) {
        with(|state| state.server = Some(Box::new(server)));
    }

    /// Moves the clock on.
    pub fn pass_ms(&self, ms: u64) {
        with(|state| state.now_ms += ms);
    }

    /// The value stored under a key, when it is JSON.
    pub fn kept(&self, key: &str) -> Option<Value> {
        with(|state| serde_json::from_slice(&state.kept.items.get(key)?.value).ok())
    }

    /// The value stored under a key of a conversation or customer, when it is JSON.
    pub fn kept_of(&self, owner: &str, name: &str) -> Option<Value> {
        let place = (owner.to_owned(), name.to_owned());
        with(|state| serde_json::from_slice(&state.kept.scoped.get(&place)?.value).ok())
    }

    /// Removes a conversation with its keys, as after its erasure. The plugin isn't told.
    pub fn loses_conversation(&self, id: &str) {
        with(|state| {
            state.conversations.remove(id);
            state.kept.scoped.retain(|(owner, _), _| owner != id);
        });
    }

    /// All keys of the plugin that belong to no conversation or customer.
    pub fn keys(&self) -> Vec<String> {
        with(|state| state.kept.items.keys().cloned().collect())
    }

    /// The plugin's current annotations of a conversation, by key.
    pub fn annotations(&self, conversation: &str) -> BTreeMap<String, Annotation> {
        with(|state| {
            let of = state.kept.annotations.iter().filter(|((id, _), _)| id == conversation);
            of.map(|((_, key), annotation)| (key.clone(), annotation.clone())).collect()
        })
    }

    /// The alarms that are set, by key: time in milliseconds since 1970, and payload.
    pub fn alarms(&self) -> BTreeMap<String, (u64, Value)> {
        with(|state| state.kept.alarms.clone())
    }

    /// What the plugin changed apart from its keys since the last call of this function, in order.
    pub fn take_effects(&self) -> Vec<Effect> {
        with(|state| std::mem::take(&mut state.kept.effects))
    }

    /// The lines that the plugin logged.
    pub fn lines(&self) -> Vec<(Level, String)> {
        with(|state| state.lines.clone())
    }
}

/// A call on behalf of a handler, `mem_handler`.
pub fn handler(language: &str) -> Context {
    member("mem_handler", Role::Handler, language)
}

/// A call on behalf of an operator, `mem_operator`.
pub fn operator(language: &str) -> Context {
    member("mem_operator", Role::Operator, language)
}

/// A call on behalf of a member.
pub fn member(id: &str, role: Role, language: &str) -> Context {
    Context { actor: Actor::Member(Member { id: id.to_owned(), role }), language: language.to_owned() }
}

/// A call on behalf of a customer, `vis_customer`.
pub fn visitor(language: &str) -> Context {
    Context { actor: Actor::Visitor("vis_customer".to_owned()), language: language.to_owned() }
}

/// A call on nobody's behalf, as for alarms and after-hooks.
pub fn system() -> Context {
    Context { actor: Actor::System, language: "en".to_owned() }
}

fn with<T>(work: impl FnOnce(&mut State) -> T) -> T {
    STATE.with(|state| work(&mut state.borrow_mut()))
}

#[cfg(test)]
mod tests;
