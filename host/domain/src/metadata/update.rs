//! The page changes what is known.

use serde_json::Value;
use vuoro_kernel::{
    Caller, ConversationId, Time,
    limits::{METADATA_KEY_CHARS_MAX, METADATA_KEYS_MAX, METADATA_VALUE_BYTES_MAX},
    text,
    words::{MetadataKind, MetadataOrigin},
};
use vuoro_store::record::{Author, Content, Conversation, Metadatum, MetadatumChange};

use crate::{
    Domain, Error, Problem, Refusal,
    error::{Halt, Named},
    rights,
};

/// Changes of one call.
const CHANGES_MAX: usize = 50;
/// Levels of arrays and objects within one value; a shallow bound keeps whoever reads it from deep recursion.
const VALUE_DEPTH_MAX: usize = 8;

/// Checks what a page declares and gives it as it will be kept.
pub(crate) fn check(changes: Vec<MetadatumChange>, field: &str, at: Time) -> Result<Vec<Metadatum>, Problem> {
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
            Ok(Metadatum { kind: change.kind, key, value, origin: MetadataOrigin::Declared, updated_at: at })
        })
        .collect()
}

/// Something that the host itself saw.
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
    // PostgreSQL keeps no NUL in text, and no person types one.
    if value.to_string().contains("\\u0000") {
        return Err("has a control character".into());
    }
    Ok(())
}

impl Domain {
    /// Changes metadata of the calling customer's conversation. What the host itself saw can't be overwritten.
    pub async fn update_metadata(
        &self,
        caller: &Caller,
        id: ConversationId,
        changes: Vec<MetadatumChange>,
    ) -> Result<Conversation, Refusal> {
        let by = rights::visitor(caller)?;
        let now = self.now();
        let changes = check(changes, "changes", now)?;
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let changes = changes.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let found = door.lock_conversation(id).await?.filter(|found| found.visitor == by.visitor);
                let found = found.ok_or(Error::NotFound)?;
                if found.is_over() {
                    return Err(Problem::ConversationOver.into());
                }
                let kept = door.metadata(id).await?;
                for change in &changes {
                    let before = kept.iter().find(|kept| (kept.kind, &kept.key) == (change.kind, &change.key));
                    if before.is_some_and(|before| before.origin == MetadataOrigin::Verified) {
                        return Err(Problem::invalid("changes", format!("{} is verified and stays", change.key)).into());
                    }
                    door.set_metadatum(id, change).await?;
                }
                if door.metadata_count(id).await? > METADATA_KEYS_MAX as i64 {
                    return Err(
                        Problem::invalid("changes", format!("would make more than {METADATA_KEYS_MAX} keys")).into()
                    );
                }
                if !changes.is_empty() {
                    let author =
                        Author::Visitor { id: by.visitor, name: found.customer_name.as_deref().map(Into::into) };
                    door.log(id, found.agent_id(), now, author, Content::Metadata { changes }).await?;
                }
                Ok(door.conversation(id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(updated.await?)
    }
}
