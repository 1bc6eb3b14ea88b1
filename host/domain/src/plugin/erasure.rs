//! Erasures: what plugins keep of a conversation or a customer goes with it, and plugins hear of it to forget the rest.
//!
//! A plugin is told by an alarm of the host's own, so that it hears at least once, whatever fails or stops meanwhile.

use std::{collections::BTreeMap, sync::Arc};

use vuoro_kernel::{OrganisationId, Time};
use vuoro_package::Digest;
use vuoro_plugins::Erased;
use vuoro_store::{
    StoreError, WriteDoor,
    record::{Alarm, KeyOwner},
};

use crate::{Domain, Error};

/// Begins the key of the host's own alarms. No plugin's key has a control character.
const ERASURE: char = '\u{1F}';

/// What an alarm of the host's own tells of; `None` for a plugin's alarm.
pub(super) fn told_by(alarm: &Alarm) -> Option<Result<Erased, serde_json::Error>> {
    alarm.key.starts_with(ERASURE).then(|| serde_json::from_value(alarm.payload.clone()))
}

/// The packages of an organisation that don't hear of erasures, by plugin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deaf(Arc<BTreeMap<Arc<str>, Digest>>);

/// Deletes what plugins keep of a conversation or customer, and leaves word for every plugin but those that don't hear of
/// it. One that is disabled hears when it is enabled again.
pub(crate) async fn in_write(door: &WriteDoor<'_>, erased: Erased, deaf: &Deaf, now: Time) -> Result<(), StoreError> {
    let plugins = door.plugins().await?;
    if !matches!(erased, Erased::Member(_)) {
        // A call that is about to be committed holds its plugin's lock: what it writes is there before this goes on. By id, as
        // `plugins` gives them, so that two erasures can't deadlock.
        for installed in &plugins {
            door.lock_plugin(&installed.plugin).await?;
        }
    }
    let id = match erased {
        Erased::Conversation(id) => {
            door.erase_scoped_values(KeyOwner::Conversation(id)).await?;
            id.to_string()
        }
        Erased::Visitor(id) => {
            door.erase_scoped_values(KeyOwner::Visitor(id)).await?;
            id.to_string()
        }
        Erased::Member(id) => id.to_string(),
    };
    let payload = serde_json::to_value(erased).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    for installed in plugins {
        let is_deaf = deaf.0.get(installed.plugin.as_str()).is_some_and(|digest| digest.0 == installed.current.digest);
        if !is_deaf {
            door.set_alarm(&installed.plugin, &format!("{ERASURE}{id}"), now, &payload).await?;
        }
    }
    Ok(())
}

impl Domain {
    /// The plugins that needn't be told of an erasure. Where that can't be found out, all are told.
    pub(crate) async fn deaf_to_erasures(&self, organisation: OrganisationId) -> Deaf {
        let Ok(set) = self.plugin_set(organisation).await else { return Deaf::default() };
        let deaf = set.iter().filter(|plugin| !plugin.target.loaded.hears_of_erasures());
        Deaf(Arc::new(deaf.map(|plugin| (plugin.id.clone(), plugin.target.loaded.digest)).collect()))
    }

    /// Makes plugins forget a conversation, a customer or a member: deletes the keys that belong to it, and tells the
    /// plugins. The conversation itself stays. For the server's operator at the command line: no right is checked.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_in_plugins_of(&self, organisation: OrganisationId, erased: Erased) -> Result<(), Error> {
        let (deaf, now) = (self.deaf_to_erasures(organisation).await, self.now());
        let forgotten = self.store.write::<_, StoreError, _>(move |tx| {
            let deaf = deaf.clone();
            Box::pin(async move { in_write(&tx.door(organisation), erased, &deaf, now).await })
        });
        forgotten.await?;
        self.plugins.alarm_set.notify_one();
        Ok(())
    }
}
