//! The log of a conversation. How an entry's parts lie in the columns is decided here, for writing and reading.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};
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
    /// Of which conversation.
    pub conversation: ConversationId,
    /// The number within the conversation, from 1.
    pub seq: i64,
    /// When.
    pub at: Time,
    /// By whom.
    pub author: Author,
    /// What.
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

    /// Whether it may change who sees the conversation, so that rights are to be asked anew.
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

/// Who made an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The agent.
    Agent(Agent),
    /// The customer.
    Visitor {
        /// Who.
        id: VisitorId,
        /// Their name then.
        name: Option<Arc<str>>,
    },
    /// A plugin, on nobody's behalf.
    Plugin {
        /// The plugins that brought one another about; the last one is the author.
        chain: Arc<[Arc<str>]>,
    },
    /// The host, by a rule.
    Host {
        /// Which rule.
        rule: Arc<str>,
    },
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The customer came to wait.
    Request {
        /// Where.
        queue: QueueId,
        /// The queue's name then.
        queue_name: String,
    },
    /// Somebody wrote.
    Message {
        /// The id that the client made.
        client: ClientId,
        /// Plain text.
        text: String,
        /// Files sent with it.
        attachments: Vec<Attachment>,
    },
    /// An agent claimed.
    Claim {
        /// Who.
        agent: Agent,
    },
    /// A party has seen the entries up to a number.
    Read {
        /// Which party.
        party: Party,
        /// The number.
        up_to: i64,
    },
    /// Metadata changed.
    Metadata {
        /// The new values.
        changes: Vec<Metadatum>,
    },
    /// The customer changed their name.
    Name {
        /// The new one.
        name: String,
    },
    /// Its agent is gone; the customer waits again.
    Requeue {
        /// Where.
        queue: QueueId,
    },
    /// It moved to another queue, where the customer waits again.
    Transfer(Box<Transfer>),
    /// It ended.
    End {
        /// By whom; none when the host ended it.
        by: Option<Party>,
    },
    /// It left its agent's list.
    Hide {
        /// The agent asked; else its time was over.
        asked: bool,
    },
    /// The customer left, or was lost, before anybody claimed.
    Drop {
        /// They left by themselves.
        left: bool,
    },
    /// A plugin said something of the conversation, or took it back.
    Annotation(Box<AnnotationChange>),
    /// A plugin wrote a line for both parties.
    Post {
        /// Which plugin.
        plugin: Arc<str>,
        /// What.
        text: String,
    },
}

/// A move from one queue to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// From where.
    pub from: QueueId,
    /// That queue's name then.
    pub from_name: String,
    /// Where to.
    pub to: QueueId,
    /// That queue's name then.
    pub to_name: String,
    /// Why, for the customer.
    pub reason: Option<String>,
}

/// What the `data` column holds for every kind of entry but a plain message.
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

/// Between the plugins of a chain; no plugin's id has it.
const CHAIN: &str = ">";

/// The kind of a message; the only one that unread counts look for.
pub(crate) const MESSAGE: &str = "message";

impl Content {
    /// Its type in the GraphQL schema.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "RequestContent",
            Self::Message { .. } => "MessageContent",
            Self::Claim { .. } => "ClaimContent",
            Self::Read { .. } => "ReadContent",
            Self::Metadata { .. } => "MetadataContent",
            Self::Name { .. } => "NameContent",
            Self::Requeue { .. } => "RequeueContent",
            Self::Transfer(_) => "TransferContent",
            Self::End { .. } => "EndContent",
            Self::Hide { .. } => "HideContent",
            Self::Drop { .. } => "DropContent",
            Self::Annotation(_) => "AnnotationContent",
            Self::Post { .. } => "PostContent",
        }
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
