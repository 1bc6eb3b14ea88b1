//! A host in memory for tests of this floor and of plugins: conversations, keys and alarms of organisations, with the
//! rules that plugins can meet. The authoritative implementation is the domain's.

mod conversation;
mod keys;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::{Value, json};
use vuoro_kernel::{ConversationId, MemberId, OrganisationId, Role, Time, VisitorId};

use crate::{
    Actor, Call, Commit, CommitError, Connection, Delegate, Effect, HostError, Item, Key, LogEntry, Owner, PluginId,
    Scanned,
};
use conversation::Conversation;

/// A host in memory. Clones share everything.
#[derive(Clone, Default)]
pub struct MemoryHost(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    values: HashMap<(OrganisationId, PluginId), BTreeMap<Key, Item>>,
    conversations: BTreeMap<ConversationId, Conversation>,
    queues: HashMap<OrganisationId, Vec<Value>>,
    members: HashMap<OrganisationId, Vec<Value>>,
    alarms: BTreeMap<(OrganisationId, PluginId, String), (Time, Value)>,
    connections: HashMap<(OrganisationId, PluginId, String), Connection>,
    done: Vec<Done>,
    is_silent: bool,
    commits: usize,
    conflicts: usize,
}

/// A change that a plugin made.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// The call that made it.
    pub call: Call,
    /// The change.
    pub effect: Effect,
}

impl MemoryHost {
    /// An empty host.
    pub fn new() -> Self {
        Self::default()
    }

    /// The host as a delegate for calls.
    pub fn delegate(&self) -> Arc<dyn Delegate> {
        Arc::new(self.clone())
    }

    /// Adds a conversation, `{ id, queueId, state, … }`; a visitor's when it has a `visitorId`.
    pub fn add_conversation(&self, organisation: OrganisationId, id: ConversationId, mut value: Value) {
        if let Value::Object(properties) = &mut value {
            properties.insert("id".to_owned(), json!(id));
        }
        self.0.lock().conversations.insert(id, Conversation { organisation, value, entries: Vec::new() });
    }

    /// Adds an entry to a conversation's log, with its next number. Does nothing without the conversation.
    pub fn add_entry(&self, conversation: ConversationId, mut entry: LogEntry) {
        if let Some(conversation) = self.0.lock().conversations.get_mut(&conversation) {
            entry.seq = u64::try_from(conversation.entries.len()).unwrap_or(u64::MAX).saturating_add(1);
            conversation.entries.push(entry);
        }
    }

    /// A conversation as plugins read it now, with their changes.
    pub fn conversation_now(&self, id: ConversationId) -> Option<Value> {
        self.0.lock().conversations.get(&id).map(|conversation| conversation.value.clone())
    }

    /// Changes a conversation's property, as the chat does. Does nothing without the conversation.
    pub fn set(&self, id: ConversationId, property: &str, value: Value) {
        if let Some(conversation) = self.0.lock().conversations.get_mut(&id) {
            conversation.set(property, value);
        }
    }

    /// A conversation's log.
    pub fn log(&self, id: ConversationId) -> Vec<LogEntry> {
        self.0.lock().conversations.get(&id).map(|conversation| conversation.entries.clone()).unwrap_or_default()
    }

    /// The alarms that a plugin has set, by key: time and payload.
    pub fn alarms(&self, organisation: OrganisationId, plugin: &PluginId) -> BTreeMap<String, (Time, Value)> {
        let kept = self.0.lock();
        let its = kept.alarms.iter().filter(|((of, its, _), _)| *of == organisation && its == plugin);
        its.map(|((_, _, key), alarm)| (key.clone(), alarm.clone())).collect()
    }

    /// Removes an alarm, as after it rang.
    pub fn remove_alarm(&self, organisation: OrganisationId, plugin: &PluginId, key: &str) {
        self.0.lock().alarms.remove(&(organisation, plugin.clone(), key.to_owned()));
    }

    /// Adds a queue, `{ id, name, state }`.
    pub fn add_queue(&self, organisation: OrganisationId, queue: Value) {
        self.0.lock().queues.entry(organisation).or_default().push(queue);
    }

    /// Adds a member, `{ id, displayName, role }`.
    pub fn add_member(&self, organisation: OrganisationId, member: Value) {
        self.0.lock().members.entry(organisation).or_default().push(member);
    }

    /// Fills in a connection of a plugin.
    pub fn add_connection(&self, organisation: OrganisationId, plugin: &PluginId, name: &str, connection: Connection) {
        self.0.lock().connections.insert((organisation, plugin.clone(), name.to_owned()), connection);
    }

    /// Everything that plugins changed apart from their keys, in the order of the commits.
    pub fn done(&self) -> Vec<Done> {
        self.0.lock().done.clone()
    }

    /// How many calls were committed.
    pub fn commits(&self) -> usize {
        self.0.lock().commits
    }

    /// Makes the next commits conflict, so many times.
    pub fn conflict(&self, times: usize) {
        self.0.lock().conflicts = times;
    }

    /// Whether calls stay unanswered from now on.
    pub fn be_silent(&self, is_silent: bool) {
        self.0.lock().is_silent = is_silent;
    }

    async fn answer(&self) {
        let is_silent = self.0.lock().is_silent;
        if is_silent {
            std::future::pending::<()>().await;
        }
    }
}

impl Kept {
    fn conversation(&self, call: &Call, id: ConversationId) -> Result<&Conversation, HostError> {
        let may_see = |conversation: &&Conversation| match call.actor {
            Actor::System | Actor::Member { .. } => true,
            Actor::Visitor(visitor) => conversation.value.get("visitorId") == Some(&json!(visitor)),
        };
        let its = self.conversations.get(&id).filter(|its| its.organisation == call.organisation);
        its.filter(may_see).ok_or(HostError::NotFound)
    }

    fn check(&self, call: &Call, effect: &Effect) -> Result<(), HostError> {
        match effect {
            Effect::Annotate { conversation, .. } | Effect::Unannotate { conversation, .. } => {
                self.conversation(call, *conversation)?.takes_remarks(call)
            }
            Effect::SetMetadata { conversation, changes } => {
                let conversation = self.party_of(call, *conversation)?;
                conversation.takes_remarks(call)?;
                match changes.iter().find(|change| conversation.is_verified(change)) {
                    Some(change) => Err(HostError::Invalid(format!("{} is verified and stays", change.key))),
                    None => Ok(()),
                }
            }
            Effect::Post { conversation, .. } => {
                let conversation = self.party_of(call, *conversation)?;
                if conversation.is_over() { Err(HostError::NotAllowed) } else { Ok(()) }
            }
            Effect::Transfer { conversation, .. } | Effect::End { conversation } => {
                let is_transfer = matches!(effect, Effect::Transfer { .. });
                let conversation = self.party_of(call, *conversation)?;
                let may = !(is_transfer && matches!(call.actor, Actor::Visitor(_)));
                if conversation.is("state", "ACTIVE") && may { Ok(()) } else { Err(HostError::NotAllowed) }
            }
            Effect::Publish { .. } | Effect::SetAlarm { .. } | Effect::CancelAlarm { .. } => Ok(()),
        }
    }

    /// A conversation whose party the call's actor is: its agent, its customer, or nobody in particular.
    fn party_of(&self, call: &Call, id: ConversationId) -> Result<&Conversation, HostError> {
        let conversation = self.conversation(call, id)?;
        match call.actor {
            Actor::Member { id, .. } if conversation.value.get("agentId") != Some(&json!(id)) => {
                Err(HostError::NotFound)
            }
            Actor::System | Actor::Visitor(_) | Actor::Member { .. } => Ok(conversation),
        }
    }
}

impl Kept {
    /// Makes a change that was checked.
    fn apply(&mut self, call: &Call, effect: &Effect) {
        let of = |key: &String| (call.organisation, call.plugin.clone(), key.clone());
        match effect {
            Effect::SetAlarm { key, at, payload } => {
                self.alarms.insert(of(key), (*at, payload.clone()));
            }
            Effect::CancelAlarm { key } => {
                self.alarms.remove(&of(key));
            }
            Effect::SetMetadata { conversation, changes } => {
                if let Some(conversation) = self.conversations.get_mut(conversation) {
                    changes.iter().for_each(|change| conversation.set_metadata(change));
                }
            }
            Effect::Transfer { conversation, queue, .. } => {
                if let Some(conversation) = self.conversations.get_mut(conversation) {
                    conversation.set("queueId", json!(queue));
                    conversation.set("state", json!("WAITING"));
                }
            }
            Effect::End { conversation } => {
                if let Some(conversation) = self.conversations.get_mut(conversation) {
                    conversation.set("state", json!("ENDED"));
                }
            }
            Effect::Annotate { .. } | Effect::Unannotate { .. } | Effect::Post { .. } | Effect::Publish { .. } => {}
        }
    }
}

#[async_trait]
impl Delegate for MemoryHost {
    async fn get(&self, call: &Call, keys: &[Key]) -> Result<Vec<Option<Item>>, HostError> {
        self.answer().await;
        let kept = self.0.lock();
        let values = kept.values.get(&(call.organisation, call.plugin.clone()));
        let read = |key: &Key| kept.check_owner(call, key.owner).ok().and_then(|()| values?.get(key)).cloned();
        Ok(keys.iter().map(read).collect())
    }

    async fn get_to_change(&self, call: &Call, key: &Key) -> Result<Option<Item>, HostError> {
        self.answer().await;
        let kept = self.0.lock();
        kept.check_owner(call, key.owner)?;
        Ok(kept.values.get(&(call.organisation, call.plugin.clone())).and_then(|values| values.get(key)).cloned())
    }

    async fn scan(
        &self,
        call: &Call,
        owner: Owner,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Scanned, HostError> {
        self.answer().await;
        self.0.lock().check_owner(call, owner)?;
        let values = self.values_of(call.organisation, &call.plugin, owner);
        let is_here = |item: &Item| item.key.starts_with(prefix) && after.is_none_or(|after| item.key.as_str() > after);
        let mut items: Vec<Item> = values.into_values().filter(is_here).collect();
        let more = items.len() > limit;
        items.truncate(limit);
        Ok(Scanned { items, more })
    }

    async fn conversation(&self, call: &Call, id: ConversationId) -> Result<Value, HostError> {
        self.answer().await;
        self.0.lock().conversation(call, id).map(|conversation| conversation.value.clone())
    }

    async fn entries(
        &self,
        call: &Call,
        id: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LogEntry>, HostError> {
        self.answer().await;
        let kept = self.0.lock();
        let entries = kept.conversation(call, id)?.entries.iter();
        Ok(entries.filter(|entry| entry.seq > after).take(limit).cloned().collect())
    }

    async fn queues(&self, call: &Call) -> Result<Value, HostError> {
        self.answer().await;
        Ok(json!(self.0.lock().queues.get(&call.organisation).cloned().unwrap_or_default()))
    }

    async fn members(&self, call: &Call, after: Option<MemberId>) -> Result<Value, HostError> {
        self.answer().await;
        if matches!(call.actor, Actor::Visitor(_)) {
            return Err(HostError::NotAllowed);
        }
        let members = self.0.lock().members.get(&call.organisation).cloned().unwrap_or_default();
        let is_after = |member: &Value| {
            let id = member.get("id").and_then(Value::as_str).unwrap_or_default();
            after.is_none_or(|after| id > after.to_string().as_str())
        };
        // A handler reads of no other member.
        let is_shown = |member: &Value| match call.actor {
            Actor::Member { id, role: Role::Handler } => member.get("id") == Some(&json!(id)),
            _ => true,
        };
        let shown = members.into_iter().filter(|member| is_after(member) && is_shown(member));
        Ok(json!(shown.take(100).collect::<Vec<_>>()))
    }

    async fn alarm(&self, call: &Call, key: &str) -> Result<bool, HostError> {
        self.answer().await;
        let key = (call.organisation, call.plugin.clone(), key.to_owned());
        Ok(self.0.lock().alarms.contains_key(&key))
    }

    async fn connection(&self, call: &Call, name: &str) -> Result<Connection, HostError> {
        self.answer().await;
        let key = (call.organisation, call.plugin.clone(), name.to_owned());
        self.0.lock().connections.get(&key).cloned().ok_or(HostError::NotFound)
    }

    async fn check(&self, call: &Call, effect: Effect) -> Result<Effect, HostError> {
        self.answer().await;
        self.0.lock().check(call, &effect).map(|()| effect)
    }

    async fn customer_of(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Option<VisitorId>, HostError> {
        self.answer().await;
        let kept = self.0.lock();
        let its = kept.conversations.get(&conversation).filter(|its| its.organisation == organisation);
        Ok(its.and_then(|its| its.value.get("visitorId")?.as_str()?.parse().ok()))
    }

    async fn commit(&self, call: &Call, commit: Commit) -> Result<(), CommitError> {
        self.answer().await;
        let mut kept = self.0.lock();
        if kept.conflicts > 0 {
            kept.conflicts -= 1;
            return Err(CommitError::Conflict);
        }
        commit.effects.iter().try_for_each(|effect| kept.check(call, effect)).map_err(CommitError::Refused)?;
        kept.commit_keys(call, &commit)?;
        for effect in commit.effects {
            kept.apply(call, &effect);
            kept.done.push(Done { call: call.clone(), effect });
        }
        kept.commits += 1;
        Ok(())
    }
}
