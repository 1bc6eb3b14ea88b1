//! A plugin's own line to both parties.

use std::sync::Arc;

use vuoro_kernel::{ConversationId, Time, limits::MESSAGE_CHARS_MAX, text};
use vuoro_store::{
    WriteDoor,
    record::{Content, Conversation, Entry},
};

use super::send::may_write;
use crate::{
    Domain, Error, Problem, Refusal,
    actor::Actor,
    error::{Halt, Named},
};

/// Whether the plugin may write the line as things stand.
pub(crate) async fn ask(domain: &Domain, actor: &Actor, id: ConversationId, line: &str) -> Result<(), Refusal> {
    let found = domain.store.door(actor.organisation()).conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, line)
}

/// Writes the line within a write. The row is held, so that it doesn't land after the end.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    line: String,
    now: Time,
) -> Result<Arc<Entry>, Halt> {
    let found = door.lock_conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, &line)?;
    let content = Content::Post { plugin: actor.plugin()?, text: line };
    Ok(door.log(id, found.agent_id(), now, actor.own_author()?, content).await?)
}

/// Whoever the plugin acts for could write it too; on nobody's behalf it may until the end.
fn check(actor: &Actor, found: &Conversation, line: &str) -> Result<(), Refusal> {
    actor.plugin()?;
    if !actor.is_in(found) {
        return Err(Error::NotFound.into());
    }
    text::lines(line, MESSAGE_CHARS_MAX).named("text")?;
    let may = actor.party().map_or(!found.is_over(), |party| may_write(party, found.state));
    if may { Ok(()) } else { Err(Problem::ConversationOver.into()) }
}
