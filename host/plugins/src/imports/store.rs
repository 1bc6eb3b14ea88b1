//! `store`: keys and values of the plugin in the organisation.

use super::Answer;
use crate::{HostError, Item, Permission, bindings::store, limits, state::State, transaction::Expected};

impl store::Host for State {
    async fn get(&mut self, key: String) -> Answer<Option<store::Item>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        Ok(self.read("store.get", vec![key]).await.map(|items| items.into_iter().next().flatten()).map_err(Into::into))
    }

    async fn get_many(&mut self, keys: Vec<String>) -> Answer<Vec<Option<store::Item>>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        if keys.len() > limits::KEYS_A_CALL {
            let text = format!("get-many takes {} keys at most", limits::KEYS_A_CALL);
            return Ok(Err(HostError::TooMuch(text).into()));
        }
        Ok(self.read("store.get-many", keys).await.map_err(Into::into))
    }

    async fn put(&mut self, key: String, value: Vec<u8>, expected: store::Expected) -> Answer<u64> {
        if let Err(error) = self.enter_to_change(Permission::Store)? {
            return Ok(Err(error.into()));
        }
        Ok(self.put_value(&key, value, expected.into()).await.map_err(Into::into))
    }

    async fn delete(&mut self, key: String, expected: store::Expected) -> Answer<bool> {
        if let Err(error) = self.enter_to_change(Permission::Store)? {
            return Ok(Err(error.into()));
        }
        Ok(self.forget(&key, expected.into()).await.map_err(Into::into))
    }

    async fn scan(&mut self, prefix: String, after: Option<String>, limit: u32) -> Answer<Vec<store::Item>> {
        if !self.enter(Permission::Store)? {
            return Ok(Err(HostError::NotGranted.into()));
        }
        Ok(self.page(prefix, after, limit).await.map_err(Into::into))
    }
}

impl State {
    /// The values of the keys as the call sees them: its own changes, and otherwise what the store has.
    async fn read(&mut self, what: &'static str, keys: Vec<String>) -> Result<Vec<Option<store::Item>>, HostError> {
        keys.iter().try_for_each(|key| check_key(key))?;
        let unknown: Vec<String> = keys.iter().filter(|key| self.transaction.own(key).is_none()).cloned().collect();
        let mut found = self.fetch(what, unknown).await?.into_iter();
        let mut items = Vec::with_capacity(keys.len());
        for key in &keys {
            let item = match self.transaction.own(key) {
                Some(own) => own,
                None => found.next().ok_or(HostError::Unavailable)?,
            };
            items.push(item.map(Into::into));
        }
        Ok(items)
    }

    async fn put_value(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<u64, HostError> {
        check_key(key)?;
        if value.len() > limits::VALUE_BYTES {
            return Err(HostError::TooMuch(format!("a value has {} bytes at most", limits::VALUE_BYTES)));
        }
        let before = self.current("store.put", key).await?;
        let now = self.now;
        self.transaction.put(key, value, expected, before.as_ref(), now)
    }

    async fn forget(&mut self, key: &str, expected: Expected) -> Result<bool, HostError> {
        check_key(key)?;
        let before = self.current("store.delete", key).await?;
        self.transaction.delete(key, expected, before.as_ref())
    }

    async fn page(&mut self, prefix: String, after: Option<String>, limit: u32) -> Result<Vec<store::Item>, HostError> {
        if prefix.len() > limits::KEY_BYTES || after.as_ref().is_some_and(|after| after.len() > limits::KEY_BYTES) {
            return Err(HostError::Invalid(format!("a key has {} bytes at most", limits::KEY_BYTES)));
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX).clamp(1, limits::KEYS_A_CALL);
        let mut from = after;
        // A page may be empty although there is more, when the call itself deleted all of it: at most as many as it
        // wrote.
        for _ in 0..=limits::WRITES {
            let (its_prefix, its_from) = (prefix.clone(), from.clone());
            let scanned = self
                .ask("store.scan", move |delegate, call| async move {
                    delegate.scan(&call, &its_prefix, its_from.as_deref(), limit).await
                })
                .await?;
            for item in &scanned.items {
                self.transaction.note(&item.key, Some(item))?;
            }
            let next = scanned.items.last().filter(|_| scanned.more).map(|item| item.key.clone());
            let mut items = self.transaction.overlay(&prefix, from.as_deref(), scanned);
            if !items.is_empty() || next.is_none() {
                items.truncate(limit);
                return Ok(within(limits::SCAN_BYTES, items).into_iter().map(Into::into).collect());
            }
            from = next;
        }
        Err(HostError::Unavailable)
    }

    /// The value of a key as the call sees it.
    async fn current(&mut self, what: &'static str, key: &str) -> Result<Option<Item>, HostError> {
        match self.transaction.own(key) {
            Some(own) => Ok(own),
            None => Ok(self.fetch(what, vec![key.to_owned()]).await?.into_iter().next().flatten()),
        }
    }

    /// The store's values of these keys, one result for each key.
    async fn fetch(&mut self, what: &'static str, keys: Vec<String>) -> Result<Vec<Option<Item>>, HostError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let asked = keys.clone();
        let found = self.ask(what, move |delegate, call| async move { delegate.get(&call, &asked).await }).await?;
        if found.len() != keys.len() {
            tracing::error!(asked = keys.len(), found = found.len(), "the delegate answered other keys than asked");
            return Err(HostError::Unavailable);
        }
        for (key, item) in keys.iter().zip(&found) {
            self.transaction.note(key, item.as_ref())?;
        }
        Ok(found)
    }
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

fn check_key(key: &str) -> Result<(), HostError> {
    match key.len() {
        1..=limits::KEY_BYTES if !key.contains('\0') => Ok(()),
        1..=limits::KEY_BYTES => Err(HostError::Invalid("a key has no zero byte".to_owned())),
        _ => Err(HostError::Invalid(format!("a key has 1 to {} bytes", limits::KEY_BYTES))),
    }
}

/// As many items as fit, and at least one, which is always smaller than the limit.
fn within(bytes_max: usize, items: Vec<Item>) -> Vec<Item> {
    let mut bytes = 0;
    items
        .into_iter()
        .take_while(|item| {
            bytes += item.key.len() + item.value.len();
            bytes <= bytes_max
        })
        .collect()
}
