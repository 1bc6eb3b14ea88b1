//! A sidebar as a client holds it, from a snapshot and the events after it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// A sidebar as a client holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    pub queues: BTreeMap<String, Value>,
    pub conversations: BTreeMap<String, Value>,
    pub viewer: Value,
}

impl Held {
    /// Applies an event, as a client does.
    pub fn apply(&mut self, event: &Value) {
        match event["__typename"].as_str().unwrap() {
            "ActivitySnapshot" => {
                *self = Self {
                    queues: by_id(&event["queues"]),
                    conversations: by_id(&event["conversations"]),
                    viewer: event["viewer"].clone(),
                };
            }
            "QueueChanged" => {
                self.queues.insert(id(&event["queue"]["id"]), event["queue"].clone());
            }
            "QueueGone" => {
                self.queues.remove(&id(&event["queueId"]));
                // What is gone is gone wherever it stood.
                let queues = self.viewer["queues"].as_array_mut().unwrap();
                queues.retain(|queue| queue["id"] != event["queueId"]);
            }
            "ConversationChanged" => {
                self.conversations.insert(id(&event["conversation"]["id"]), event["conversation"].clone());
            }
            "ConversationGone" => {
                self.conversations.remove(&id(&event["conversationId"]));
            }
            "MemberChanged" => {
                self.viewer = event["viewer"].clone();
                // The viewer is also the agent of the conversations.
                let names = json!({ "id": self.viewer["id"], "displayName": self.viewer["displayName"] });
                for conversation in self.conversations.values_mut().filter(|it| it["agent"]["id"] == names["id"]) {
                    conversation["agent"] = names.clone();
                }
            }
            other => panic!("{other}"),
        }
    }

    /// The same for lists whose order the client derives from what it knows.
    pub fn sorted(mut self) -> Self {
        let place = |queue: &Value| self.queues.get(&id(&queue["id"])).map_or(0, |it| it["position"].as_i64().unwrap());
        if let Some(queues) = self.viewer["queues"].as_array().cloned() {
            let mut queues = queues;
            queues.sort_by_key(place);
            self.viewer["queues"] = queues.into();
        }
        for queue in self.queues.values_mut() {
            if let Some(handlers) = queue["handlers"].as_array_mut() {
                handlers.sort_by_key(Value::to_string);
            }
        }
        self
    }
}

/// An id as a text.
pub fn id(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no id")).to_owned()
}

fn by_id(list: &Value) -> BTreeMap<String, Value> {
    list.as_array().unwrap().iter().map(|it| (id(&it["id"]), it.clone())).collect()
}
