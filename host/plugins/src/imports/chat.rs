//! `chat`: reads conversations with at most the rights of the call's actor, which the delegate ensures.

use super::{Answer, id};
use crate::{HostError, LogEntry, Permission, bindings::chat, limits, state::State};

impl chat::Host for State {
    async fn conversation(&mut self, conversation: String) -> Answer<String> {
        if !self.enter(Permission::Chat)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let id = match id(&conversation) {
            Ok(id) => id,
            Err(error) => return Ok(Err(error.into())),
        };
        let found =
            self.ask("chat.conversation", move |delegate, call| async move { delegate.conversation(&call, id).await });
        Ok(found.await.map(|value| value.to_string()).map_err(Into::into))
    }

    async fn entries(&mut self, conversation: String, after: u64, limit: u32) -> Answer<Vec<chat::Entry>> {
        if !self.enter(Permission::Chat)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let id = match id(&conversation) {
            Ok(id) => id,
            Err(error) => return Ok(Err(error.into())),
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX).clamp(1, limits::ENTRIES);
        let found = self
            .ask("chat.entries", move |delegate, call| async move { delegate.entries(&call, id, after, limit).await });
        Ok(found.await.map(|entries| entries.into_iter().map(Into::into).collect()).map_err(Into::into))
    }

    async fn queues(&mut self) -> Answer<String> {
        if !self.enter(Permission::Chat)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let found = self.ask("chat.queues", |delegate, call| async move { delegate.queues(&call).await });
        Ok(found.await.map(|value| value.to_string()).map_err(Into::into))
    }

    async fn members(&mut self, after: Option<String>) -> Answer<String> {
        if !self.enter(Permission::Chat)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let after = match after.as_deref().map(id).transpose() {
            Ok(after) => after,
            Err(error) => return Ok(Err(error.into())),
        };
        let found = self.ask("chat.members", move |delegate, call| async move { delegate.members(&call, after).await });
        Ok(found.await.map(|value| value.to_string()).map_err(Into::into))
    }
}

impl From<LogEntry> for chat::Entry {
    fn from(entry: LogEntry) -> Self {
        Self {
            seq: entry.seq,
            at: u64::try_from(entry.at.0).unwrap_or_default(),
            kind: entry.kind,
            author: entry.author.to_string(),
            content: entry.content.to_string(),
        }
    }
}
