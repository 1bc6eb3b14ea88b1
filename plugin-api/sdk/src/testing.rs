//! A host in memory, for tests of plugins: keys, conversations, alarms, with the rules that a plugin can meet. Only where the
//! code isn't built for WebAssembly.
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

use crate::bindings::{chat_write::Annotation, http, log::Level, store::Item};
use crate::{Actor, Context, Entry, Error, HostError, Member, Role};

pub(crate) mod imports;
mod panels;

pub use panels::{block, blocks};

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// The host of this thread. One at a time: starting another forgets the first.
pub struct Host(());

/// A change that a plugin made, but for those of keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It said something of a conversation.
    Annotate(String, Annotation),
    /// It took back what it said under this key.
    Unannotate(String, String),
    /// It wrote a line.
    Post(String, String),
    /// It set metadata.
    SetMetadata(String, Vec<Value>),
    /// It moved a conversation: to this queue, with this text.
    Transfer(String, String, Option<String>),
    /// It ended a conversation.
    End(String),
    /// It published a value on a topic.
    Publish(String, Value),
    /// It set an alarm: key, milliseconds since 1970, payload.
    SetAlarm(String, u64, Value),
    /// It took an alarm back.
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

/// What a call that fails leaves as it was.
#[derive(Clone, Default)]
struct Kept {
    items: BTreeMap<String, Item>,
    versions: u64,
    annotations: BTreeMap<(String, String), Annotation>,
    alarms: BTreeMap<String, (u64, Value)>,
    effects: Vec<Effect>,
}

impl Host {
    /// A host without anything, at a fixed time.
    pub fn start() -> Self {
        let state = State { settings: json!({}), now_ms: 1_750_000_000_000, ..State::default() };
        STATE.with(|place| *place.borrow_mut() = state);
        Self(())
    }

    /// Runs a call as the host does: what it changed is kept when it gives `Ok`, and not at all otherwise.
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

    /// There is a conversation with this id; it waits in the queue `queue_a`.
    pub fn has_conversation(&self, id: &str) {
        self.has_conversation_of(json!({ "id": id, "queueId": "queue_a", "state": "WAITING", "metadata": [] }));
    }

    /// There is a conversation like this: an object with `id` and what else the contract says.
    pub fn has_conversation_of(&self, conversation: Value) {
        let id = conversation["id"].as_str().unwrap_or_default().to_owned();
        with(|state| state.conversations.insert(id, (conversation, Vec::new())));
    }

    /// The conversation's log has these entries.
    pub fn has_entries(&self, conversation: &str, entries: Vec<Entry>) {
        with(|state| {
            if let Some(conversation) = state.conversations.get_mut(conversation) {
                conversation.1 = entries;
            }
        });
    }

    /// There is a queue.
    pub fn has_queue(&self, id: &str, name: &str) {
        with(|state| state.queues.push(json!({ "id": id, "name": name, "state": "OPEN" })));
    }

    /// There is a member; the role is `HANDLER`, `OPERATOR` or `OWNER`.
    pub fn has_member(&self, id: &str, name: &str, role: &str) {
        with(|state| state.members.push(json!({ "id": id, "displayName": name, "role": role })));
    }

    /// Operators chose these settings.
    pub fn has_settings(&self, settings: Value) {
        with(|state| state.settings = settings);
    }

    /// Servers elsewhere answer so.
    pub fn has_server(&self, server: impl Fn(&str, &http::Request) -> Result<http::Response, HostError> + 'static) {
        with(|state| state.server = Some(Box::new(server)));
    }

    /// Time passes.
    pub fn pass_ms(&self, ms: u64) {
        with(|state| state.now_ms += ms);
    }

    /// The value of a key, when it is JSON.
    pub fn kept(&self, key: &str) -> Option<Value> {
        with(|state| serde_json::from_slice(&state.kept.items.get(key)?.value).ok())
    }

    /// All keys.
    pub fn keys(&self) -> Vec<String> {
        with(|state| state.kept.items.keys().cloned().collect())
    }

    /// What the plugin says of a conversation now, by key.
    pub fn annotations(&self, conversation: &str) -> BTreeMap<String, Annotation> {
        with(|state| {
            let of = state.kept.annotations.iter().filter(|((id, _), _)| id == conversation);
            of.map(|((_, key), annotation)| (key.clone(), annotation.clone())).collect()
        })
    }

    /// The alarms that are set, by key: milliseconds since 1970, and payload.
    pub fn alarms(&self) -> BTreeMap<String, (u64, Value)> {
        with(|state| state.kept.alarms.clone())
    }

    /// What the plugin changed beside its keys since this was asked last, in order.
    pub fn take_effects(&self) -> Vec<Effect> {
        with(|state| std::mem::take(&mut state.kept.effects))
    }

    /// The lines of the log.
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

/// A call on nobody's behalf: of an alarm or the log.
pub fn system() -> Context {
    Context { actor: Actor::System, language: "en".to_owned() }
}

fn with<T>(work: impl FnOnce(&mut State) -> T) -> T {
    STATE.with(|state| work(&mut state.borrow_mut()))
}

#[cfg(test)]
mod tests;
