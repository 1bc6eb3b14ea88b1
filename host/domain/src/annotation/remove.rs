//! A plugin takes back what it said of a conversation.

use vuoro_kernel::{ConversationId, Time};
use vuoro_store::{
    WriteDoor,
    record::{AnnotationChange, Content},
};

use super::set::check;
use crate::{Domain, Refusal, actor::Actor, error::Halt};

/// Whether the plugin may take it back as things stand.
pub(crate) async fn ask(domain: &Domain, actor: &Actor, id: ConversationId) -> Result<(), Refusal> {
    let (door, now) = (domain.store.door(actor.organisation()), domain.now());
    check(actor, &actor.finds(&door, id, now).await?, now)
}

/// Takes it back within a write; nothing happens when it wasn't said. The log still has what was.
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
