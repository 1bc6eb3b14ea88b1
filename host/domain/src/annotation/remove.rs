//! A plugin removes an annotation.

use vuoro_kernel::{ConversationId, Time};
use vuoro_store::{
    WriteDoor,
    record::{AnnotationChange, Content},
};

use super::set::check;
use crate::{Domain, Refusal, actor::Actor, error::Halt};

/// Checks whether the plugin may remove it now.
pub(crate) async fn ask(domain: &Domain, actor: &Actor, id: ConversationId) -> Result<(), Refusal> {
    let (door, now) = (domain.store.door(actor.organisation()), domain.now());
    check(actor, &actor.finds(&door, id, now).await?, now)
}

/// Removes it within a write; does nothing when it doesn't exist. The log still has it.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    key: &str,
    now: Time,
) -> Result<(), Halt> {
    let found = actor.locks(door, id, now).await?;
    check(actor, &found, now)?;
    let plugin = actor.plugin()?;
    let said = door.annotations(id).await?.into_iter().find(|it| it.plugin == *plugin && it.key == key);
    let Some(said) = said else { return Ok(()) };
    door.delete_annotation(id, &plugin, key).await?;
    let author = actor.author(door, &found).await?;
    let content = Content::Annotation(Box::new(AnnotationChange::of(said, true)));
    door.log(id, found.agent_id(), now, author, content).await?;
    Ok(())
}
