//! Keys and values as a call sees them: what the store has, with the call's own changes. `store` and `scoped-store` differ in
//! whose keys they are.

use crate::{HostError, Item, Key, Owner, limits, state::State, transaction::Expected};

impl State {
    /// The values of the keys as the call sees them: its own changes, and otherwise what the store has.
    pub(super) async fn read(&mut self, what: &'static str, keys: Vec<Key>) -> Result<Vec<Option<Item>>, HostError> {
        if keys.len() > limits::KEYS_A_CALL {
            return Err(HostError::TooMuch(format!("{what} takes {} keys at most", limits::KEYS_A_CALL)));
        }
        keys.iter().try_for_each(|key| check_name(&key.name))?;
        let unknown: Vec<Key> = keys.iter().filter(|key| self.transaction.own(key).is_none()).cloned().collect();
        let mut found = self.fetch(what, unknown).await?.into_iter();
        let mut items = Vec::with_capacity(keys.len());
        for key in &keys {
            let item = match self.transaction.own(key) {
                Some(own) => own,
                None => found.next().ok_or(HostError::Unavailable)?,
            };
            items.push(item);
        }
        Ok(items)
    }

    /// Stores a value and returns its version.
    pub(super) async fn put_value(
        &mut self,
        what: &'static str,
        key: Key,
        value: Vec<u8>,
        expected: Expected,
    ) -> Result<u64, HostError> {
        let bytes_max = match key.owner {
            Owner::Organisation => limits::VALUE_BYTES,
            Owner::Conversation(_) | Owner::Visitor(_) => limits::SCOPED_VALUE_BYTES,
        };
        if value.len() > bytes_max {
            return Err(HostError::TooMuch(format!("a value has {bytes_max} bytes at most")));
        }
        let before = self.before_change(what, &key).await?;
        let now = self.now;
        self.transaction.put(&key, value, expected, before.as_ref(), now)
    }

    /// Deletes a key; returns whether it was there.
    pub(super) async fn remove_value(
        &mut self,
        what: &'static str,
        key: Key,
        expected: Expected,
    ) -> Result<bool, HostError> {
        let before = self.before_change(what, &key).await?;
        self.transaction.delete(&key, expected, before.as_ref())
    }

    /// A page of an owner's keys as the call sees them.
    pub(super) async fn page(
        &mut self,
        what: &'static str,
        owner: Owner,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<Item>, HostError> {
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
                .ask(what, move |delegate, call| async move {
                    delegate.scan(&call, owner, &its_prefix, its_from.as_deref(), limit).await
                })
                .await?;
            for item in &scanned.items {
                let key = Key { owner, name: item.key.clone() };
                self.transaction.note(&key, Some(item))?;
            }
            let next = scanned.items.last().filter(|_| scanned.more).map(|item| item.key.clone());
            let mut items = self.transaction.overlay(owner, &prefix, from.as_deref(), scanned);
            if !items.is_empty() || next.is_none() {
                items.truncate(limit);
                return Ok(within(limits::SCAN_BYTES, items));
            }
            from = next;
        }
        Err(HostError::Unavailable)
    }

    /// The value of a key as the call sees it, if the call may change it.
    async fn before_change(&mut self, what: &'static str, key: &Key) -> Result<Option<Item>, HostError> {
        check_name(&key.name)?;
        if let Some(own) = self.transaction.own(key) {
            return Ok(own);
        }
        let its = key.clone();
        let before =
            self.ask(what, move |delegate, call| async move { delegate.get_to_change(&call, &its).await }).await?;
        self.transaction.note(key, before.as_ref())?;
        Ok(before)
    }

    /// The store's values of these keys, one result for each key.
    async fn fetch(&mut self, what: &'static str, keys: Vec<Key>) -> Result<Vec<Option<Item>>, HostError> {
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

fn check_name(name: &str) -> Result<(), HostError> {
    match name.len() {
        1..=limits::KEY_BYTES if !name.contains('\0') => Ok(()),
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
