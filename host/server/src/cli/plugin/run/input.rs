//! The input of a call, and the surroundings that it describes.

use anyhow::{Context, bail};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vuoro_harness::{
    ConversationId, Erased, Harness, LogEntry, MemberId, Moment, Permission, Person, QueueId, Role, Slot, VisitorId,
};
use vuoro_kernel::Time;

use super::export::Export;

/// The input of a call.
#[derive(Debug)]
pub(super) struct Input {
    /// The export to call.
    pub export: Export,
    /// The actor.
    pub actor: Person,
    /// The language that the actor reads.
    pub language: String,
    /// What the call asks.
    pub asked: Asked,
    store: Map<String, Value>,
    settings: Value,
    without: Vec<Permission>,
    queues: Vec<Value>,
    conversations: Vec<Value>,
}

/// What the call asks.
#[derive(Debug)]
pub(super) enum Asked {
    Before { moment: Moment, event: Value },
    After { conversation: ConversationId, entries: Vec<LogEntry> },
    Resolve { parent_type: String, field: String, arguments: Value, parents: Vec<Value> },
    Topic { field: String, arguments: Value },
    Render { slot: Slot, subject: Value },
    Act { slot: Slot, subject: Value, input: Value },
    Ring { key: String, payload: Value },
    Forget(Erased),
}

/// The queue that always exists.
const QUEUE: QueueId = QueueId(Uuid::from_u128(1));
const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(1));

fn handler() -> Person {
    Person::member(MemberId(Uuid::from_u128(1)), Role::Handler, "Niilo")
}

fn operator() -> Person {
    Person::member(MemberId(Uuid::from_u128(2)), Role::Operator, "Operaattori")
}

fn owner() -> Person {
    Person::member(MemberId(Uuid::from_u128(3)), Role::Owner, "Omistaja")
}

fn customer() -> Person {
    Person::visitor(VisitorId(Uuid::from_u128(1)), "Aino")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    moment: Moment,
    #[serde(default)]
    event: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    conversation: Option<ConversationId>,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: String,
    content: Value,
    author: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    field: String,
    #[serde(default)]
    arguments: Map<String, Value>,
    parents: Option<Vec<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    field: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Render {
    slot: Slot,
    subject: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    slot: Slot,
    subject: Option<Value>,
    input: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ring {
    key: String,
    #[serde(default)]
    payload: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forget {
    erased: Option<String>,
}

impl Forget {
    fn read(self) -> anyhow::Result<Erased> {
        let Some(id) = self.erased else { return Ok(Erased::Conversation(CONVERSATION)) };
        id.parse().with_context(|| format!("\"erased\": {id:?}"))
    }
}

impl Input {
    /// Reads the input of a call.
    ///
    /// # Errors
    /// What is wrong with which property.
    pub fn read(export: Export, text: &str) -> anyhow::Result<Self> {
        let mut given: Map<String, Value> = serde_json::from_str(text).context("the input is no JSON object")?;
        let is_systems = matches!(export, Export::After | Export::Ring | Export::Forget);
        let actor = match (take::<Option<String>>(&mut given, "as")?.as_deref(), is_systems) {
            (None | Some("system"), true) => Person::system(),
            (Some(_), true) => bail!("\"as\": these calls are the system's; leave it out"),
            (None | Some("handler"), false) => handler(),
            (Some("operator"), false) => operator(),
            (Some("owner"), false) => owner(),
            (Some("visitor"), false) => customer(),
            (Some("system"), false) => Person::system(),
            (Some(other), false) => bail!("\"as\": {other:?} is none of handler, operator, owner, visitor, system"),
        };
        let language = take::<Option<String>>(&mut given, "language")?.unwrap_or_else(|| "en".to_owned());
        if !["fi", "en", "sv"].contains(&language.as_str()) {
            bail!("\"language\": {language:?} is none of fi, en, sv");
        }
        Ok(Self {
            export,
            actor,
            language,
            store: take(&mut given, "store")?,
            settings: Value::Object(take(&mut given, "settings")?),
            without: take(&mut given, "without")?,
            queues: take(&mut given, "queues")?,
            conversations: take(&mut given, "conversations")?,
            asked: asked(export, Value::Object(given))?,
        })
    }

    /// The harness with everything that the input describes.
    ///
    /// # Errors
    /// When a conversation has no id.
    pub fn around(&self, harness: Harness) -> anyhow::Result<Harness> {
        let mut harness = harness.with_settings(&self.settings);
        for permission in &self.without {
            harness = harness.without(*permission);
        }
        for member in [handler(), operator(), owner()] {
            harness.has_member(&member);
        }
        harness.has_queue(json!({ "id": QUEUE, "name": "Support", "state": "OPEN" }));
        self.queues.iter().for_each(|queue| harness.has_queue(queue.clone()));
        let aino = customer();
        let talks = json!({
            "queueId": QUEUE, "state": "WAITING", "customerName": aino.name, "hidden": false, "metadata": [],
        });
        harness.has_conversation(CONVERSATION, &aino, talks);
        harness.happens(CONVERSATION, &aino, "RequestContent", json!({ "queueId": QUEUE, "queueName": "Support" }));
        harness.claims(&handler(), CONVERSATION);
        harness.says(&aino, CONVERSATION, "Hello!");
        for conversation in &self.conversations {
            let id = conversation["id"].as_str().unwrap_or_default();
            let id = id.parse().with_context(|| format!("\"conversations\": {id:?} as \"id\""))?;
            harness.has_conversation(id, &aino, conversation.clone());
        }
        for (key, value) in &self.store {
            harness.has_kept(key, value);
        }
        Ok(harness)
    }
}

fn asked(export: Export, given: Value) -> anyhow::Result<Asked> {
    Ok(match export {
        Export::Before => {
            let Before { moment, event } = serde_json::from_value(given)?;
            Asked::Before { moment, event: with_ids(moment, event) }
        }
        Export::After => {
            let After { conversation, entries } = serde_json::from_value(given)?;
            let entries = entries.into_iter().zip(4..).map(|(entry, seq)| entry.read(seq)).collect();
            Asked::After { conversation: conversation.unwrap_or(CONVERSATION), entries }
        }
        Export::Resolve => {
            let Field { field, arguments, parents } = serde_json::from_value(given)?;
            let Some((parent_type, field)) = field.split_once('.') else {
                bail!("\"field\": {field:?} isn't of the form \"Type.field\"");
            };
            let is_root = matches!(parent_type, "Query" | "Mutation");
            let parents = match (parents, parent_type) {
                (Some(parents), _) => parents,
                (None, _) if is_root => vec![Value::Null],
                (None, "Conversation") => vec![json!(CONVERSATION)],
                (None, "Queue") => vec![json!(QUEUE)],
                (None, _) => bail!("\"parents\": {parent_type}.{field} is asked of values; list them"),
            };
            let (parent_type, field) = (parent_type.to_owned(), field.to_owned());
            Asked::Resolve { parent_type, field, arguments: Value::Object(arguments), parents }
        }
        Export::Topic => {
            let Topic { field, arguments } = serde_json::from_value(given)?;
            let field = field.strip_prefix("Subscription.").unwrap_or(&field).to_owned();
            Asked::Topic { field, arguments: Value::Object(arguments) }
        }
        Export::Render => {
            let Render { slot, subject } = serde_json::from_value(given)?;
            Asked::Render { slot, subject: subject.unwrap_or_else(|| subject_of(slot)) }
        }
        Export::Act => {
            let Act { slot, subject, input } = serde_json::from_value(given)?;
            Asked::Act { slot, subject: subject.unwrap_or_else(|| subject_of(slot)), input }
        }
        Export::Ring => {
            let Ring { key, payload } = serde_json::from_value(given)?;
            Asked::Ring { key, payload }
        }
        Export::Forget => Asked::Forget(serde_json::from_value::<Forget>(given)?.read()?),
    })
}

impl Entry {
    fn read(self, seq: u64) -> LogEntry {
        let aino = customer();
        let author = self.author.unwrap_or_else(|| json!({ "kind": "VISITOR", "id": aino.id(), "name": aino.name }));
        LogEntry { seq, at: Time(1_800_000_000_000), kind: self.kind, author, content: self.content }
    }
}

/// The subject of a slot when the input doesn't give one.
fn subject_of(slot: Slot) -> Value {
    match slot {
        Slot::ConversationHeader
        | Slot::ConversationTools
        | Slot::Composer
        | Slot::WidgetConversation
        | Slot::WidgetAfter => json!({ "conversationId": CONVERSATION }),
        Slot::QueueSettings | Slot::QueuePage | Slot::WidgetBeforeQueue | Slot::WidgetClosed => {
            json!({ "queueId": QUEUE })
        }
        Slot::OrganisationSettings | Slot::PersonalSettings | Slot::Statistics => json!({}),
    }
}

/// The event, completed with the properties that it always has.
fn with_ids(moment: Moment, event: Map<String, Value>) -> Value {
    let always = match moment {
        Moment::Enqueue => json!({ "queueId": QUEUE, "metadata": [] }),
        Moment::Claim => json!({ "queueId": QUEUE }),
        Moment::Send => json!({ "conversationId": CONVERSATION, "party": "AGENT", "attachmentIds": [] }),
        Moment::Transfer => json!({ "conversationId": CONVERSATION, "fromQueueId": QUEUE, "toQueueId": QUEUE }),
        Moment::End => json!({ "conversationId": CONVERSATION, "hide": false }),
    };
    let Value::Object(mut whole) = always else { return Value::Object(event) };
    whole.extend(event);
    Value::Object(whole)
}

/// Removes a property and returns it; an absent one is the type's default.
fn take<T: DeserializeOwned + Default>(given: &mut Map<String, Value>, name: &str) -> anyhow::Result<T> {
    match given.remove(name) {
        Some(value) => serde_json::from_value(value).with_context(|| format!("\"{name}\"")),
        None => Ok(T::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(export: Export, text: &str) -> String {
        format!("{:#}", Input::read(export, text).unwrap_err())
    }

    #[test]
    fn what_is_left_out_means_what_is_always_there() {
        let read = |export, text| Input::read(export, text).unwrap().asked;
        let Asked::Resolve { parents, .. } = read(Export::Resolve, r#"{ "field": "Query.a" }"#) else { panic!() };
        assert_eq!(parents, [Value::Null]);
        let Asked::Render { subject, .. } = read(Export::Render, r#"{ "slot": "composer" }"#) else { panic!() };
        assert_eq!(subject, json!({ "conversationId": "conv_00000000000000000000000000000001" }));
        let Asked::Before { event, .. } = read(Export::Before, r#"{ "moment": "send", "event": { "text": "a" } }"#)
        else {
            panic!()
        };
        assert_eq!((&event["text"], &event["party"]), (&json!("a"), &json!("AGENT")));
    }

    #[test]
    fn what_is_wrong_is_told_by_its_name() {
        for (export, text, part) in [
            (Export::Resolve, "[]", "no JSON object"),
            (Export::Resolve, r#"{ "feild": "Query.a" }"#, "unknown field `feild`, expected one of `field`"),
            (Export::Resolve, r#"{ "field": "a" }"#, "of the form \"Type.field\""),
            (Export::Resolve, r#"{ "field": "Own.a" }"#, "list them"),
            (Export::Before, r#"{ "moment": "sned" }"#, "did you mean `send`?"),
            (Export::Render, r#"{ "slot": "composer", "as": "boss" }"#, "none of handler"),
            (Export::Ring, r#"{ "key": "a", "as": "handler" }"#, "are the system's"),
            (Export::Ring, r#"{ "key": "a", "language": "de" }"#, "none of fi, en, sv"),
            (Export::Ring, r#"{ "key": "a", "without": ["stroe"] }"#, "\"without\": `stroe` is no permission"),
            (Export::Forget, r#"{ "erased": "queue_1" }"#, "not the id of a conversation (conv_…), a customer"),
            (Export::After, r#"{ "entries": [], "conversation": "conv_1" }"#, "32 hexadecimal digits"),
        ] {
            let said = refused(export, text);
            assert!(said.contains(part), "{text}: {said}");
        }
    }
}
