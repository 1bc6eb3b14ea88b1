//! `scoped-store`: keys and values of the plugin that belong to a conversation or a customer.

use super::{Answer, id};
use crate::{HostError, Item, Key, Owner, Permission, bindings::scoped_store, state::State, transaction::Expected};

impl scoped_store::Host for State {
    async fn get_many(&mut self, keys: Vec<scoped_store::Key>) -> Answer<Vec<Option<scoped_store::Item>>> {
        if !self.enter(Permission::ScopedStore)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let read = async {
            let keys = keys.into_iter().map(Key::try_from).collect::<Result<_, _>>()?;
            self.read("scoped-store.get-many", keys).await
        };
        Ok(read.await.map(|items| items.into_iter().map(|item| item.map(Into::into)).collect()).map_err(Into::into))
    }

    async fn put(&mut self, key: scoped_store::Key, value: Vec<u8>, expected: scoped_store::Expected) -> Answer<u64> {
        if let Err(error) = self.enter_to_change(Permission::ScopedStore)? {
            return Ok(Err(error.into()));
        }
        let put = async { self.put_value("scoped-store.put", key.try_into()?, value, expected.into()).await };
        Ok(put.await.map_err(HostError::into))
    }

    async fn delete(&mut self, key: scoped_store::Key, expected: scoped_store::Expected) -> Answer<bool> {
        if let Err(error) = self.enter_to_change(Permission::ScopedStore)? {
            return Ok(Err(error.into()));
        }
        let deleted = async { self.remove_value("scoped-store.delete", key.try_into()?, expected.into()).await };
        Ok(deleted.await.map_err(HostError::into))
    }

    async fn scan(
        &mut self,
        owner_id: String,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Answer<Vec<scoped_store::Item>> {
        if !self.enter(Permission::ScopedStore)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let page = async { self.page("scoped-store.scan", owner(&owner_id)?, prefix, after, limit).await };
        Ok(page.await.map(|items| items.into_iter().map(Into::into).collect()).map_err(HostError::into))
    }
}

/// Reads an owner's id. A text that is no such id counts as not found.
fn owner(text: &str) -> Result<Owner, HostError> {
    id(text).map(Owner::Conversation).or_else(|_| id(text).map(Owner::Visitor))
}

impl TryFrom<scoped_store::Key> for Key {
    type Error = HostError;

    fn try_from(key: scoped_store::Key) -> Result<Self, HostError> {
        Ok(Self { owner: owner(&key.owner)?, name: key.name })
    }
}

impl From<Item> for scoped_store::Item {
    fn from(item: Item) -> Self {
        Self { name: item.key, value: item.value, version: item.version }
    }
}

impl From<scoped_store::Expected> for Expected {
    fn from(expected: scoped_store::Expected) -> Self {
        match expected {
            scoped_store::Expected::Anything => Self::Anything,
            scoped_store::Expected::Nothing => Self::Nothing,
            scoped_store::Expected::Version(version) => Self::Version(version),
        }
    }
}
