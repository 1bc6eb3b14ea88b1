//! The log of a conversation. The mapping of an entry to columns is defined here, for writing and reading.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use uuid::Uuid;
use vuoro_kernel::{
    ClientId, ConversationId, Cursor, MemberId, QueueId, Time, VisitorId,
    words::{Audience, Party},
};

use super::{Agent, AnnotationChange, Attachment, Metadatum, metadata::StoredMetadatum};
use crate::StoreError;

/// One change of a conversation, with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The conversation.
    pub conversation: ConversationId,
    /// The number within the conversation, counted from 1.
    pub seq: i64,
    /// The time.
    pub at: Time,
    /// The author.
    pub author: Author,
    /// The content.
    pub content: Content,
}

impl Entry {
    /// Whether the customer may see it.
    pub fn is_for_visitor(&self) -> bool {
        match &self.content {
            Content::Metadata { .. } | Content::Hide { .. } => false,
            Content::Annotation(change) => change.audience == Audience::Everyone,
            _ => true,
        }
    }

    /// Whether it may change who sees the conversation, so that rights must be checked again.
    pub fn turns_rights(&self) -> bool {
        matches!(
            self.content,
            Content::Claim { .. } | Content::Requeue { .. } | Content::Transfer(_) | Content::Hide { .. }
        )
    }
}

impl Cursor for Entry {
    fn cursor(&self) -> String {
        self.seq.to_string()
    }
}

/// The author of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The agent.
    Agent(Agent),
    /// The customer.
    Visitor {
        /// The visitor.
        id: VisitorId,
        /// Their name at that time.
        name: Option<Arc<str>>,
    },
    /// A plugin that acts on nobody's behalf.
    Plugin {
        /// The plugins that caused one another; the last one is the author.
        chain: Arc<[Arc<str>]>,
    },
    /// The host, following a rule.
    Host {
        /// The rule's name.
        rule: Arc<str>,
    },
}

/// The content of an entry.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(suffix = "Content")]
pub enum Content {
    /// The customer joined a queue.
    Request {
        /// The queue.
        queue: QueueId,
        /// The queue's name at that time.
        queue_name: String,
    },
    /// A party sent a message.
    Message {
        /// The message's id, made by the client.
        client: ClientId,
        /// Plain text.
        text: String,
        /// The files sent with it.
        attachments: Vec<Attachment>,
    },
    /// An agent claimed the conversation.
    Claim {
        /// The agent.
        agent: Agent,
    },
    /// A party has read the entries up to a number.
    Read {
        /// The party.
        party: Party,
        /// The number of the last entry read.
        up_to: i64,
    },
    /// Metadata changed.
    Metadata {
        /// The new values.
        changes: Vec<Metadatum>,
    },
    /// The customer changed their name.
    Name {
        /// The new name.
        name: String,
    },
    /// Its agent was removed; the customer waits again.
    Requeue {
        /// The queue.
        queue: QueueId,
    },
    /// It was transferred to another queue, where the customer waits again.
    Transfer(Box<Transfer>),
    /// It ended.
    End {
        /// The party who ended it; `None` when the host did.
        by: Option<Party>,
    },
    /// It was hidden from its agent's list.
    Hide {
        /// True when the agent asked for it; false when its time in the list was over.
        asked: bool,
    },
    /// The customer left, or was disconnected, before anybody claimed.
    Drop {
        /// True when the customer left themselves.
        left: bool,
    },
    /// A plugin annotated the conversation, or removed an annotation.
    Annotation(Box<AnnotationChange>),
    /// A plugin posted a line for both parties.
    Post {
        /// The plugin's id.
        plugin: Arc<str>,
        /// The line.
        text: String,
    },
}

/// A transfer from one queue to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The queue that the conversation left.
    pub from: QueueId,
    /// That queue's name at that time.
    pub from_name: String,
    /// The queue that it went to.
    pub to: QueueId,
    /// That queue's name at that time.
    pub to_name: String,
    /// The reason that the customer sees.
    pub reason: Option<String>,
}

/// The JSON of the `data` column, for every kind of entry but a plain message.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Data {
    Request { queue: QueueId, queue_name: String },
    Message { attachments: Vec<Attachment> },
    Claim { agent: MemberId, display_name: String },
    Read { party: Party, up_to: i64 },
    Metadata { changes: Vec<StoredMetadatum> },
    Name { name: String },
    Requeue { queue: QueueId },
    Transfer(Box<Transfer>),
    End { by: Option<Party> },
    Hide { asked: bool },
    Drop { left: bool },
    Annotation(Box<AnnotationChange>),
    Post { plugin: Arc<str>, text: String },
}

/// An entry's content as columns.
pub(crate) struct Columns {
    pub kind: &'static str,
    pub client: Option<Uuid>,
    pub text: Option<String>,
    pub data: Option<String>,
}

/// Separates the plugins of a chain; no plugin's id contains it.
const CHAIN: &str = ">";

/// The kind of messages; unread counts count only these.
pub(crate) const MESSAGE: &str = "message";

impl Content {
    /// The name of its type in the GraphQL schema.
    pub fn type_name(&self) -> &'static str {
        self.into()
    }

    pub(crate) fn columns(&self) -> Result<Columns, StoreError> {
        let (kind, data) = match self {
            Self::Message { client, text, attachments } => {
                let data = if attachments.is_empty() {
                    None
                } else {
                    Some(Data::Message { attachments: attachments.clone() })
                };
                return Ok(Columns {
                    kind: MESSAGE,
                    client: Some(client.0),
                    text: Some(text.clone()),
                    data: data.as_ref().map(json).transpose()?,
                });
            }
            Self::Request { queue, queue_name } => {
                ("request", Data::Request { queue: *queue, queue_name: queue_name.clone() })
            }
            Self::Claim { agent } => {
                ("claim", Data::Claim { agent: agent.id, display_name: agent.display_name.to_string() })
            }
            Self::Read { party, up_to } => ("read", Data::Read { party: *party, up_to: *up_to }),
            Self::Metadata { changes } => {
                ("metadata", Data::Metadata { changes: changes.iter().map(StoredMetadatum::from).collect() })
            }
            Self::Name { name } => ("name", Data::Name { name: name.clone() }),
            Self::Requeue { queue } => ("requeue", Data::Requeue { queue: *queue }),
            Self::Transfer(transfer) => ("transfer", Data::Transfer(transfer.clone())),
            Self::End { by } => ("end", Data::End { by: *by }),
            Self::Hide { asked } => ("hide", Data::Hide { asked: *asked }),
            Self::Drop { left } => ("drop", Data::Drop { left: *left }),
            Self::Annotation(change) => {
                let kind = match change.audience {
                    Audience::Agents => "agents_annotation",
                    Audience::Everyone => "annotation",
                };
                (kind, Data::Annotation(change.clone()))
            }
            Self::Post { plugin, text } => ("post", Data::Post { plugin: plugin.clone(), text: text.clone() }),
        };
        Ok(Columns { kind, client: None, text: None, data: Some(json(&data)?) })
    }

    pub(crate) fn from_columns(
        client: Option<Uuid>,
        text: Option<String>,
        data: Option<&str>,
        at: Time,
    ) -> Result<Self, StoreError> {
        let data = data
            .map(|data| serde_json::from_str::<Data>(data).map_err(|error| StoreError::Corrupt(error.to_string())))
            .transpose()?;
        let message = |attachments| match (client, text) {
            (Some(client), Some(text)) => Ok(Self::Message { client: ClientId(client), text, attachments }),
            _ => Err(StoreError::Corrupt("a message without text or client id".into())),
        };
        Ok(match data {
            None => message(Vec::new())?,
            Some(Data::Message { attachments }) => message(attachments)?,
            Some(Data::Request { queue, queue_name }) => Self::Request { queue, queue_name },
            Some(Data::Claim { agent, display_name }) => {
                Self::Claim { agent: Agent { id: agent, display_name: display_name.into() } }
            }
            Some(Data::Read { party, up_to }) => Self::Read { party, up_to },
            Some(Data::Metadata { changes }) => {
                Self::Metadata { changes: changes.into_iter().map(|change| change.at(at)).collect() }
            }
            Some(Data::Name { name }) => Self::Name { name },
            Some(Data::Requeue { queue }) => Self::Requeue { queue },
            Some(Data::Transfer(transfer)) => Self::Transfer(transfer),
            Some(Data::End { by }) => Self::End { by },
            Some(Data::Hide { asked }) => Self::Hide { asked },
            Some(Data::Drop { left }) => Self::Drop { left },
            Some(Data::Annotation(change)) => Self::Annotation(change),
            Some(Data::Post { plugin, text }) => Self::Post { plugin, text },
        })
    }
}

fn json(data: &Data) -> Result<String, StoreError> {
    serde_json::to_string(data).map_err(|error| StoreError::Corrupt(error.to_string()))
}

impl Author {
    /// The columns `author_kind`, `author_id`, `author_name`.
    pub(crate) fn columns(&self) -> (&'static str, Option<Uuid>, Option<Cow<'_, str>>) {
        match self {
            Self::Agent(agent) => ("agent", Some(agent.id.0), Some(Cow::Borrowed(&agent.display_name))),
            Self::Visitor { id, name } => ("visitor", Some(id.0), name.as_deref().map(Cow::Borrowed)),
            Self::Plugin { chain } => ("plugin", None, Some(Cow::Owned(chain.join(CHAIN)))),
            Self::Host { rule } => ("host", None, Some(Cow::Borrowed(rule))),
        }
    }

    pub(crate) fn from_columns(kind: &str, id: Option<Uuid>, name: Option<String>) -> Result<Self, StoreError> {
        match (kind, id, name) {
            ("agent", Some(id), Some(name)) => Ok(Self::Agent(Agent { id: MemberId(id), display_name: name.into() })),
            ("visitor", Some(id), name) => Ok(Self::Visitor { id: VisitorId(id), name: name.map(Into::into) }),
            ("plugin", None, Some(plugin)) => Ok(Self::Plugin { chain: plugin.split(CHAIN).map(Into::into).collect() }),
            ("host", None, Some(rule)) => Ok(Self::Host { rule: rule.into() }),
            _ => Err(StoreError::Corrupt(format!("an entry's author of kind {kind}"))),
        }
    }
}
