//! `store`: keys and values of the plugin in the organisation.

use super::Answer;
use crate::{HostError, Item, Key, Owner, Permission, bindings::store, state::State, transaction::Expected};

impl store::Host for State {
    async fn get(&mut self, key: String) -> Answer<Option<store::Item>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let read = self.read("store.get", vec![of_plugin(key)]).await;
        Ok(read.map(|items| items.into_iter().next().flatten().map(Into::into)).map_err(Into::into))
    }

    async fn get_many(&mut self, keys: Vec<String>) -> Answer<Vec<Option<store::Item>>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let read = self.read("store.get-many", keys.into_iter().map(of_plugin).collect()).await;
        Ok(read.map(|items| items.into_iter().map(|item| item.map(Into::into)).collect()).map_err(Into::into))
    }

    async fn put(&mut self, key: String, value: Vec<u8>, expected: store::Expected) -> Answer<u64> {
        if let Err(error) = self.enter_to_change(Permission::Store)? {
            return Ok(Err(error.into()));
        }
        Ok(self.put_value("store.put", of_plugin(key), value, expected.into()).await.map_err(Into::into))
    }

    async fn delete(&mut self, key: String, expected: store::Expected) -> Answer<bool> {
        if let Err(error) = self.enter_to_change(Permission::Store)? {
            return Ok(Err(error.into()));
        }
        Ok(self.remove_value("store.delete", of_plugin(key), expected.into()).await.map_err(Into::into))
    }

    async fn scan(&mut self, prefix: String, after: Option<String>, limit: u32) -> Answer<Vec<store::Item>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        let page = self.page("store.scan", Owner::Organisation, prefix, after, limit).await;
        Ok(page.map(|items| items.into_iter().map(Into::into).collect()).map_err(Into::into))
    }
}

fn of_plugin(name: String) -> Key {
    Key { owner: Owner::Organisation, name }
}

impl From<Item> for store::Item {
    fn from(item: Item) -> Self {
        Self { key: item.key, value: item.value, version: item.version }
    }
}

impl From<store::Expected> for Expected {
    fn from(expected: store::Expected) -> Self {
        match expected {
            store::Expected::Anything => Self::Anything,
            store::Expected::Nothing => Self::Nothing,
            store::Expected::Version(version) => Self::Version(version),
        }
    }
}
