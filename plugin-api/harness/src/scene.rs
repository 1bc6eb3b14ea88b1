//! Sets up what exists in the organisation: queues, members, customers, conversations.

use serde_json::{Value, json};
use vuoro_kernel::{ConversationId, MemberId, QueueId, Role, VisitorId};
use vuoro_plugins::{Actor, Key, LogEntry, Owner};

use crate::{Harness, Person};

impl Harness {
    /// Adds an open queue.
    pub fn queue(&self, name: &str) -> QueueId {
        let id = QueueId::new();
        self.has_queue(json!({ "id": id, "name": name, "state": "OPEN" }));
        id
    }

    /// Adds a queue with this value, `{ id, name, state }`.
    pub fn has_queue(&self, queue: Value) {
        self.host.add_queue(self.organisation, queue);
    }

    /// Adds a member.
    pub fn member(&self, name: &str, role: Role) -> Person {
        let member = Person::member(MemberId::new(), role, name);
        self.has_member(&member);
        member
    }

    /// Adds this member. Does nothing for a person who isn't a member.
    pub fn has_member(&self, person: &Person) {
        if let Actor::Member { id, role } = person.actor {
            let member = json!({ "id": id, "displayName": person.name, "role": role.as_str() });
            self.host.add_member(self.organisation, member);
        }
    }

    /// Adds a customer.
    pub fn customer(&self, name: &str) -> Person {
        Person::visitor(VisitorId::new(), name)
    }

    /// Lets a customer wait in a queue. The conversation's log begins with the request.
    pub fn conversation(&self, queue: QueueId, customer: &Person) -> ConversationId {
        let id = ConversationId::new();
        let requested_at = self.clock.now().to_string();
        let conversation = json!({
            "queueId": queue, "state": "WAITING", "customerName": customer.name, "requestedAt": requested_at,
            "hidden": false, "metadata": [],
        });
        self.has_conversation(id, customer, conversation);
        self.happens(id, customer, "RequestContent", json!({ "queueId": queue }));
        id
    }

    /// Adds a conversation of this customer with this value, an object of the shape that `chat.conversation` returns.
    pub fn has_conversation(&self, id: ConversationId, customer: &Person, mut conversation: Value) {
        if let (Value::Object(properties), Actor::Visitor(visitor)) = (&mut conversation, customer.actor) {
            properties.insert("visitorId".to_owned(), json!(visitor));
        }
        self.host.add_conversation(self.organisation, id, conversation);
    }

    /// Lets a member claim a conversation.
    pub fn claims(&self, member: &Person, conversation: ConversationId) {
        self.host.set(conversation, "state", json!("ACTIVE"));
        self.host.set(conversation, "agentId", json!(member.id()));
        self.host.set(conversation, "claimedAt", json!(self.clock.now().to_string()));
        self.happens(conversation, member, "ClaimContent", json!({ "agentId": member.id() }));
    }

    /// Lets a person send a message.
    pub fn says(&self, person: &Person, conversation: ConversationId, text: &str) {
        self.happens(conversation, person, "MessageContent", json!({ "text": text, "attachments": [] }));
    }

    /// Declares a live metadata value, as the page does.
    pub fn declares(&self, customer: &Person, conversation: ConversationId, key: &str, value: &str) {
        let datum = json!({ "kind": "LIVE", "key": key, "value": value, "origin": "DECLARED" });
        let metadata = self.host.conversation_now(conversation).map(|its| its["metadata"].clone());
        let mut metadata = metadata.and_then(|metadata| metadata.as_array().cloned()).unwrap_or_default();
        metadata.retain(|there| there["kind"] != "LIVE" || there["key"] != key);
        metadata.push(datum.clone());
        self.host.set(conversation, "metadata", json!(metadata));
        self.happens(conversation, customer, "MetadataContent", json!({ "changes": [datum] }));
    }

    /// Appends an entry to a conversation's log: `kind` is the content's type in the GraphQL schema, `content` its
    /// properties.
    pub fn happens(&self, conversation: ConversationId, author: &Person, kind: &str, content: Value) {
        let author = match author.actor {
            Actor::System => json!({ "kind": "SYSTEM" }),
            Actor::Visitor(id) => json!({ "kind": "VISITOR", "id": id, "name": author.name }),
            Actor::Member { id, .. } => json!({ "kind": "AGENT", "id": id, "name": author.name }),
        };
        let entry = LogEntry { seq: 0, at: self.clock.now(), kind: kind.to_owned(), author, content };
        self.host.add_entry(conversation, entry);
    }

    /// Stores this value, as JSON, under a key of the plugin, as if from an earlier call.
    pub fn has_kept(&self, key: &str, value: &Value) {
        self.has_kept_of(Owner::Organisation, key, value);
    }

    /// Stores this value, as JSON, under a key of a conversation or customer, as if from an earlier call.
    pub fn has_kept_of(&self, owner: Owner, name: &str, value: &Value) {
        let key = Key { owner, name: name.to_owned() };
        self.host.put(self.organisation, &self.target.loaded.plugin, key, value.to_string().as_bytes());
    }
}
