//! What plugins' calls may do: reads with the lesser of the plugin's rights and the actor's, and all changes of a call
//! in one transaction. What an act is and who may do it is decided in the act's own file, the same for people and for
//! plugins.

mod act;
mod chat;
mod commit;
mod json;
mod keys;
#[cfg(test)]
mod tests;
mod told;

pub(super) use json::entry;
pub(super) use told::refused;

use std::sync::Weak;

use async_trait::async_trait;
use serde_json::Value;
use vuoro_kernel::{ConversationId, MemberId, OrganisationId, VisitorId};
use vuoro_plugins::{
    Call, Commit, CommitError, Connection, Delegate, Effect, HostError, Item, Key, LogEntry, Owner, Scanned,
};

use crate::{Domain, Parts};
use told::told;

/// The domain, as plugins' calls reach it.
pub(super) struct Host(Weak<Parts>);

impl Host {
    pub fn of(domain: &Domain) -> Self {
        Self(std::sync::Arc::downgrade(&domain.0))
    }

    /// The domain, unless it is gone because the server is stopping.
    fn domain(&self) -> Result<Domain, HostError> {
        self.0.upgrade().map(Domain).ok_or(HostError::Unavailable)
    }
}

#[async_trait]
impl Delegate for Host {
    async fn get(&self, call: &Call, keys: &[Key]) -> Result<Vec<Option<Item>>, HostError> {
        let domain = self.domain()?;
        let found = keys::get(&domain.store.door(call.organisation), call, keys, domain.now()).await;
        let found = found.map_err(|error| refused(error.into()))?;
        Ok(keys.iter().map(|key| found.get(key).cloned()).collect())
    }

    async fn scan(
        &self,
        call: &Call,
        owner: Owner,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Scanned, HostError> {
        keys::scan(&self.domain()?, call, owner, (prefix, after), limit).await
    }

    async fn get_to_change(&self, call: &Call, key: &Key) -> Result<Option<Item>, HostError> {
        keys::get_to_change(&self.domain()?, call, key).await
    }

    async fn conversation(&self, call: &Call, id: ConversationId) -> Result<Value, HostError> {
        chat::conversation(&self.domain()?, call, id).await.map_err(refused)
    }

    async fn entries(
        &self,
        call: &Call,
        id: ConversationId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<LogEntry>, HostError> {
        chat::entries(&self.domain()?, call, id, after, limit).await.map_err(refused)
    }

    async fn queues(&self, call: &Call) -> Result<Value, HostError> {
        chat::queues(&self.domain()?, call).await.map_err(refused)
    }

    async fn members(&self, call: &Call, after: Option<MemberId>) -> Result<Value, HostError> {
        chat::members(&self.domain()?, call, after).await.map_err(refused)
    }

    async fn alarm(&self, call: &Call, key: &str) -> Result<bool, HostError> {
        let domain = self.domain()?;
        let there = domain.store.door(call.organisation).has_alarm(call.plugin.as_str(), key).await;
        there.map_err(|error| refused(error.into()))
    }

    async fn connection(&self, call: &Call, name: &str) -> Result<Connection, HostError> {
        self.domain()?.connection_of(call, name).await
    }

    async fn check(&self, call: &Call, effect: Effect) -> Result<Effect, HostError> {
        act::ask(&self.domain()?, call, effect).await.map_err(told)
    }

    async fn customer_of(
        &self,
        organisation: OrganisationId,
        conversation: ConversationId,
    ) -> Result<Option<VisitorId>, HostError> {
        let found = self.domain()?.store.door(organisation).conversation(conversation).await;
        Ok(found.map_err(|error| refused(error.into()))?.map(|found| found.visitor))
    }

    async fn commit(&self, call: &Call, commit: Commit) -> Result<(), CommitError> {
        let domain = self.domain().map_err(|_| CommitError::Unavailable)?;
        commit::commit(&domain, call, commit).await
    }
}
