//! The host's functions as the host in memory implements them, under the names of the bindings.

use super::{Effect, Kept, State, with};
use crate::HostError;

/// Most keys of one call, and most entries and members of one page.
const AT_ONCE_MAX: usize = 100;

/// Checks a limit of the contract.
fn at_most(what: &str, count: usize, max: usize) -> Result<(), HostError> {
    if count > max { Err(HostError::TooMuch(format!("{what}: {max} at most"))) } else { Ok(()) }
}

fn parse(text: &str) -> Result<serde_json::Value, HostError> {
    serde_json::from_str(text).map_err(|error| HostError::Invalid(format!("JSON: {error}")))
}

/// Changes a conversation, which must exist.
fn change<T>(conversation: &str, work: impl FnOnce(&mut Kept) -> Result<T, HostError>) -> Result<T, HostError> {
    with(|state| {
        found(state, conversation)?;
        work(&mut state.kept)
    })
}

fn found<'s>(state: &'s State, id: &str) -> Result<&'s (serde_json::Value, Vec<crate::Entry>), HostError> {
    state.conversations.get(id).ok_or(HostError::NotFound)
}

pub(crate) mod store {
    use super::{AT_ONCE_MAX, HostError, Kept, at_most, with};
    use crate::bindings::store::{Expected, Item};
    use crate::limits::{KEYS_AT_ONCE_MAX, KEYS_MAX};

    const KEY_BYTES_MAX: usize = 200;
    const VALUE_BYTES_MAX: usize = 64 * 1024;

    pub(crate) fn get(key: &str) -> Result<Option<Item>, HostError> {
        check(key)?;
        Ok(with(|state| state.kept.items.get(key).cloned()))
    }

    pub(crate) fn get_many(keys: &[String]) -> Result<Vec<Option<Item>>, HostError> {
        at_most("keys", keys.len(), AT_ONCE_MAX)?;
        keys.iter().map(|key| get(key)).collect()
    }

    pub(crate) fn put(key: &str, value: &[u8], expected: Expected) -> Result<u64, HostError> {
        check(key)?;
        at_most("bytes of a value", value.len(), VALUE_BYTES_MAX)?;
        with(|state| {
            expect(&state.kept, key, expected)?;
            let is_new = !state.kept.items.contains_key(key);
            at_most("keys", state.kept.items.len() + usize::from(is_new), KEYS_MAX)?;
            state.kept.versions += 1;
            let version = state.kept.versions;
            let item = Item { key: key.to_owned(), value: value.to_vec(), version };
            state.kept.items.insert(key.to_owned(), item);
            Ok(version)
        })
    }

    pub(crate) fn delete(key: &str, expected: Expected) -> Result<bool, HostError> {
        check(key)?;
        with(|state| {
            expect(&state.kept, key, expected)?;
            Ok(state.kept.items.remove(key).is_some())
        })
    }

    pub(crate) fn scan(prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<Item>, HostError> {
        let limit = limit.min(KEYS_AT_ONCE_MAX) as usize;
        Ok(with(|state| {
            let items = state.kept.items.values().filter(|item| item.key.starts_with(prefix));
            items.filter(|item| after.is_none_or(|after| item.key.as_str() > after)).take(limit).cloned().collect()
        }))
    }

    fn check(key: &str) -> Result<(), HostError> {
        if key.is_empty() || key.len() > KEY_BYTES_MAX {
            return Err(HostError::Invalid(format!("key: 1 to {KEY_BYTES_MAX} bytes")));
        }
        Ok(())
    }

    fn expect(kept: &Kept, key: &str, expected: Expected) -> Result<(), HostError> {
        let version = kept.items.get(key).map(|item| item.version);
        let is_so = match expected {
            Expected::Anything => true,
            Expected::Nothing => version.is_none(),
            Expected::Version(wanted) => version == Some(wanted),
        };
        if is_so { Ok(()) } else { Err(HostError::Conflict) }
    }
}

pub(crate) mod scoped_store {
    use super::{AT_ONCE_MAX, HostError, Kept, State, at_most, with};
    use crate::bindings::scoped_store::{Expected, Item, Key};
    use crate::limits::{SCOPED_KEYS_MAX, SCOPED_VALUE_BYTES_MAX};

    const NAME_BYTES_MAX: usize = 200;

    pub(crate) fn get_many(keys: &[Key]) -> Result<Vec<Option<Item>>, HostError> {
        at_most("keys", keys.len(), AT_ONCE_MAX)?;
        keys.iter().try_for_each(check)?;
        Ok(with(|state| {
            let read = |key: &Key| state.kept.scoped.get(&place(key)).filter(|_| is_there(state, &key.owner)).cloned();
            keys.iter().map(read).collect()
        }))
    }

    pub(crate) fn put(key: &Key, value: &[u8], expected: Expected) -> Result<u64, HostError> {
        at_most("bytes of a value", value.len(), SCOPED_VALUE_BYTES_MAX)?;
        change(key, expected, |kept| {
            let others = kept.scoped.keys().filter(|(owner, name)| *owner == key.owner && *name != key.name).count();
            at_most("keys of an owner", others + 1, SCOPED_KEYS_MAX)?;
            kept.versions += 1;
            let item = Item { name: key.name.clone(), value: value.to_vec(), version: kept.versions };
            kept.scoped.insert(place(key), item);
            Ok(kept.versions)
        })
    }

    pub(crate) fn delete(key: &Key, expected: Expected) -> Result<bool, HostError> {
        change(key, expected, |kept| Ok(kept.scoped.remove(&place(key)).is_some()))
    }

    pub(crate) fn scan(owner: &str, prefix: &str, after: Option<&str>, limit: u32) -> Result<Vec<Item>, HostError> {
        with(|state| {
            if !is_there(state, owner) {
                return Err(HostError::NotFound);
            }
            let its = state.kept.scoped.iter().filter(|((of, name), _)| of == owner && name.starts_with(prefix));
            let its = its.filter(|((_, name), _)| after.is_none_or(|after| name.as_str() > after));
            Ok(its.map(|(_, item)| item.clone()).take(AT_ONCE_MAX.min(limit as usize)).collect())
        })
    }

    fn place(key: &Key) -> (String, String) {
        (key.owner.clone(), key.name.clone())
    }

    /// Conversations are those that a test made; of customers there are all.
    fn is_there(state: &State, owner: &str) -> bool {
        owner.starts_with("vis_") || state.conversations.contains_key(owner)
    }

    fn check(key: &Key) -> Result<(), HostError> {
        if key.name.is_empty() || key.name.len() > NAME_BYTES_MAX {
            return Err(HostError::Invalid(format!("key: 1 to {NAME_BYTES_MAX} bytes")));
        }
        Ok(())
    }

    fn change<T>(
        key: &Key,
        expected: Expected,
        work: impl FnOnce(&mut Kept) -> Result<T, HostError>,
    ) -> Result<T, HostError> {
        check(key)?;
        with(|state| {
            if !is_there(state, &key.owner) {
                return Err(HostError::NotFound);
            }
            let version = state.kept.scoped.get(&place(key)).map(|item| item.version);
            let is_so = match expected {
                Expected::Anything => true,
                Expected::Nothing => version.is_none(),
                Expected::Version(wanted) => version == Some(wanted),
            };
            if is_so { work(&mut state.kept) } else { Err(HostError::Conflict) }
        })
    }
}

pub(crate) mod chat {
    use serde_json::Value;

    use super::{AT_ONCE_MAX, HostError, found, with};
    use crate::bindings::chat::Entry;

    pub(crate) fn conversation(id: &str) -> Result<String, HostError> {
        with(|state| Ok(found(state, id)?.0.to_string()))
    }

    pub(crate) fn entries(conversation: &str, after: u64, limit: u32) -> Result<Vec<Entry>, HostError> {
        with(|state| {
            let entries = found(state, conversation)?.1.iter().filter(|entry| entry.seq > after);
            let as_given = |entry: &crate::Entry| Entry {
                seq: entry.seq,
                at: entry.at_ms,
                kind: entry.kind.clone(),
                author: entry.author.to_string(),
                content: entry.content.to_string(),
            };
            Ok(entries.take(AT_ONCE_MAX.min(limit as usize)).map(as_given).collect())
        })
    }

    pub(crate) fn queues() -> Result<String, HostError> {
        Ok(with(|state| Value::Array(state.queues.clone()).to_string()))
    }

    pub(crate) fn members(after: Option<&str>) -> Result<String, HostError> {
        Ok(with(|state| {
            let follows = |member: &&Value| after.is_none_or(|after| member["id"].as_str() > Some(after));
            let page: Vec<_> = state.members.iter().filter(follows).take(AT_ONCE_MAX).cloned().collect();
            Value::Array(page).to_string()
        }))
    }
}

pub(crate) mod chat_write {
    use super::{Effect, HostError, at_most, change, parse};
    use crate::bindings::chat_write::{Annotation, Statistic};

    const KEY_CHARS_MAX: usize = 100;
    const TEXT_CHARS_MAX: usize = 1_000;
    const ANNOTATIONS_MAX: usize = 100;

    pub(crate) fn annotate(conversation: &str, annotation: &Annotation) -> Result<(), HostError> {
        at_most("characters of a key", annotation.key.chars().count(), KEY_CHARS_MAX)?;
        at_most("characters of a text", annotation.text.iter().flat_map(|text| text.chars()).count(), TEXT_CHARS_MAX)?;
        if let Statistic::Facet(word) = &annotation.statistic {
            at_most("characters of a facet", word.chars().count(), KEY_CHARS_MAX)?;
        }
        change(conversation, |kept| {
            let place = (conversation.to_owned(), annotation.key.clone());
            let others = kept.annotations.keys().filter(|key| key.0 == conversation && **key != place).count();
            at_most("annotations of a conversation", others + 1, ANNOTATIONS_MAX)?;
            kept.annotations.insert(place, annotation.clone());
            kept.effects.push(Effect::Annotate(conversation.to_owned(), annotation.clone()));
            Ok(())
        })
    }

    pub(crate) fn unannotate(conversation: &str, key: &str) -> Result<(), HostError> {
        change(conversation, |kept| {
            let was = kept.annotations.remove(&(conversation.to_owned(), key.to_owned()));
            was.ok_or(HostError::NotFound)?;
            kept.effects.push(Effect::Unannotate(conversation.to_owned(), key.to_owned()));
            Ok(())
        })
    }

    pub(crate) fn post(conversation: &str, text: &str) -> Result<(), HostError> {
        done(conversation, Effect::Post(conversation.to_owned(), text.to_owned()))
    }

    pub(crate) fn set_metadata(conversation: &str, changes: &[String]) -> Result<(), HostError> {
        let changes = changes.iter().map(|change| parse(change)).collect::<Result<_, _>>()?;
        done(conversation, Effect::SetMetadata(conversation.to_owned(), changes))
    }

    pub(crate) fn transfer(conversation: &str, queue: &str, text: Option<&str>) -> Result<(), HostError> {
        let text = text.map(str::to_owned);
        done(conversation, Effect::Transfer(conversation.to_owned(), queue.to_owned(), text))
    }

    pub(crate) fn end(conversation: &str) -> Result<(), HostError> {
        done(conversation, Effect::End(conversation.to_owned()))
    }

    fn done(conversation: &str, effect: Effect) -> Result<(), HostError> {
        change(conversation, |kept| {
            kept.effects.push(effect);
            Ok(())
        })
    }
}

pub(crate) mod events {
    use super::{Effect, HostError, at_most, parse, with};

    const VALUE_BYTES_MAX: usize = 16 * 1024;

    pub(crate) fn publish(topic: &str, value: &str) -> Result<(), HostError> {
        at_most("bytes of a value", value.len(), VALUE_BYTES_MAX)?;
        let value = parse(value)?;
        with(|state| state.kept.effects.push(Effect::Publish(topic.to_owned(), value)));
        Ok(())
    }
}

pub(crate) mod alarm_clock {
    use super::{Effect, HostError, at_most, parse, with};

    const ALARMS_MAX: usize = 1_000;

    pub(crate) fn set(key: &str, at: u64, payload: &str) -> Result<(), HostError> {
        let payload = parse(payload)?;
        with(|state| {
            let is_new = !state.kept.alarms.contains_key(key);
            at_most("alarms", state.kept.alarms.len() + usize::from(is_new), ALARMS_MAX)?;
            state.kept.alarms.insert(key.to_owned(), (at, payload.clone()));
            state.kept.effects.push(Effect::SetAlarm(key.to_owned(), at, payload));
            Ok(())
        })
    }

    pub(crate) fn cancel(key: &str) -> Result<bool, HostError> {
        Ok(with(|state| {
            let was = state.kept.alarms.remove(key).is_some();
            state.kept.effects.push(Effect::CancelAlarm(key.to_owned()));
            was
        }))
    }
}

pub(crate) mod settings {
    pub(crate) fn get() -> String {
        super::with(|state| state.settings.to_string())
    }
}

pub(crate) mod log {
    use crate::bindings::log::Level;

    pub(crate) fn write(level: Level, line: &str) {
        super::with(|state| state.lines.push((level, line.to_owned())));
    }
}

pub(crate) mod clock {
    pub(crate) fn now() -> u64 {
        super::with(|state| state.now_ms - state.now_ms % 1_000)
    }
}

pub(crate) mod random {
    /// Not random at all, so that tests give the same result each time.
    pub(crate) fn bytes(count: u32) -> Vec<u8> {
        (0..=u8::MAX).cycle().take(count.min(1_024) as usize).collect()
    }

    pub(crate) fn unique() -> String {
        super::with(|state| {
            state.unique += 1;
            format!("{:032x}", state.unique)
        })
    }
}

pub(crate) mod http {
    use super::{HostError, with};
    use crate::bindings::http::{Request, Response};

    pub(crate) fn send(connection: &str, request: &Request) -> Result<Response, HostError> {
        with(|state| state.server.as_ref().map_or(Err(HostError::Unavailable), |server| server(connection, request)))
    }
}
