//! Changing metadata: by the page and by plugins.

use serde_json::Value;
use vuoro_kernel::{
    Caller, ConversationId, Time,
    limits::{METADATA_KEY_CHARS_MAX, METADATA_KEYS_MAX, METADATA_VALUE_BYTES_MAX},
    text,
    words::{MetadataKind, MetadataOrigin},
};
use vuoro_store::{
    WriteDoor,
    record::{Content, Conversation, Metadatum, MetadatumChange},
};

use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    conversation::takes_remarks,
    error::{Halt, Named},
    rights,
};

/// Most changes in one call.
const CHANGES_MAX: usize = 50;
/// Most levels of arrays and objects within one value; a low limit keeps every reader from deep recursion.
const VALUE_DEPTH_MAX: usize = 8;

/// Checks what a page or a plugin declares and returns it as it will be stored.
pub(crate) fn check(
    changes: Vec<MetadatumChange>,
    field: &str,
    origin: MetadataOrigin,
    at: Time,
) -> Result<Vec<Metadatum>, Problem> {
    if changes.len() > CHANGES_MAX {
        return Err(Problem::invalid(field, format!("takes at most {CHANGES_MAX} at once")));
    }
    changes
        .into_iter()
        .enumerate()
        .map(|(n, change)| {
            let path = |name: &str| format!("{field}.{n}.{name}");
            if change.kind == MetadataKind::Secure {
                return Err(Problem::invalid(path("kind"), "can't be SECURE: that comes encrypted"));
            }
            let key = text::line(&change.key, METADATA_KEY_CHARS_MAX).named(&path("key"))?.to_owned();
            if let Some(value) = &change.value {
                check_value(value).map_err(|message| Problem::invalid(path("value"), message))?;
            }
            let value = change.value.filter(|value| !value.is_null());
            Ok(Metadatum { kind: change.kind, key, value, origin, updated_at: at })
        })
        .collect()
}

/// A value that the host itself saw.
pub(crate) fn host_saw(key: &str, value: String, at: Time) -> Metadatum {
    Metadatum {
        kind: MetadataKind::Technical,
        key: key.to_owned(),
        value: Some(Value::String(value)),
        origin: MetadataOrigin::Verified,
        updated_at: at,
    }
}

fn check_value(value: &Value) -> Result<(), String> {
    fn depth(value: &Value) -> usize {
        match value {
            Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
            Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
            _ => 0,
        }
    }
    if depth(value) > VALUE_DEPTH_MAX {
        return Err(format!("is nested more than {VALUE_DEPTH_MAX} deep"));
    }
    if value.to_string().len() > METADATA_VALUE_BYTES_MAX {
        return Err(format!("is larger than {METADATA_VALUE_BYTES_MAX} bytes"));
    }
    // PostgreSQL can't store NUL in text, and no person types it.
    if value.to_string().contains("\\u0000") {
        return Err("has a control character".into());
    }
    Ok(())
}

impl Domain {
    /// Changes metadata of the calling customer's conversation. What the host itself saw can't be overwritten.
    ///
    /// # Errors
    /// `NOT_FOUND` when the conversation isn't the customer's. Problems: `InvalidInput`, `ConversationOver`.
    pub async fn update_metadata(
        &self,
        caller: &Caller,
        id: ConversationId,
        changes: Vec<MetadatumChange>,
    ) -> Result<Conversation, Refusal> {
        let actor = Actor::Visitor(rights::visitor(caller)?);
        let now = self.now();
        let changes = check(changes, "changes", actor.origin(), now)?;
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let (actor, changes) = (actor.clone(), changes.clone());
            Box::pin(async move { in_write(&tx.door(actor.organisation()), &actor, id, changes, now).await })
        });
        Ok(updated.await?)
    }
}

/// Checks whether the actor may change it now. Verified values are checked within the write.
pub(crate) async fn ask(
    domain: &Domain,
    actor: &Actor,
    id: ConversationId,
    changes: Vec<MetadatumChange>,
) -> Result<(), Refusal> {
    let found = domain.store.door(actor.organisation()).conversation(id).await?.ok_or(Error::NotFound)?;
    check_time(actor, &found, domain.now())?;
    check(changes, "changes", actor.origin(), domain.now())?;
    Ok(())
}

/// Changes it within a write. The changes have been [checked](check).
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    changes: Vec<Metadatum>,
    now: Time,
) -> Result<Conversation, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    check_time(actor, &found, now)?;
    let kept = door.metadata(id).await?;
    for change in &changes {
        let before = kept.iter().find(|kept| (kept.kind, &kept.key) == (change.kind, &change.key));
        if let Some(before) = before {
            check_origin(actor, &found, before)?;
        }
        door.set_metadatum(id, change).await?;
    }
    if door.metadata_count(id).await? > METADATA_KEYS_MAX as i64 {
        return Err(Problem::invalid("changes", format!("would make more than {METADATA_KEYS_MAX} keys")).into());
    }
    if !changes.is_empty() {
        // What a plugin adds has the plugin's name, no matter on whose behalf it acts.
        let author = match actor {
            Actor::Plugin(_) => actor.own_author()?,
            _ => actor.author(door, &found).await?,
        };
        door.log(id, found.agent_id(), now, author, Content::Metadata { changes }).await?;
    }
    Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
}

fn check_time(actor: &Actor, found: &Conversation, now: Time) -> Result<(), Refusal> {
    if !actor.is_in(found) {
        return Err(Error::NotFound.into());
    }
    if takes_remarks(found, actor, now) { Ok(()) } else { Err(Problem::ConversationOver.into()) }
}

/// Verified values can't be overwritten, and after the end neither can those of the page and the customer.
fn check_origin(actor: &Actor, found: &Conversation, before: &Metadatum) -> Result<(), Problem> {
    let key = &before.key;
    if before.origin == MetadataOrigin::Verified {
        return Err(Problem::invalid("changes", format!("{key} is verified and stays")));
    }
    if found.is_over() && before.origin != actor.origin() {
        return Err(Problem::invalid(
            "changes",
            format!("{key} wasn't set by a plugin and stays as it was at the end"),
        ));
    }
    Ok(())
}
