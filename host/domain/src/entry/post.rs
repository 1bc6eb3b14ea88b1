//! A plugin posts a line to both parties.

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

/// Checks whether the plugin may post the line now.
pub(crate) async fn ask(domain: &Domain, actor: &Actor, id: ConversationId, line: &str) -> Result<(), Refusal> {
    let found = domain.store.door(actor.organisation()).conversation(id).await?.ok_or(Error::NotFound)?;
    check(actor, &found, line)
}

/// Posts the line within a write. The row is locked, so that the line can't come after the end.
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

/// The person for whom the plugin acts must be able to write too; on nobody's behalf it may until the end.
fn check(actor: &Actor, found: &Conversation, line: &str) -> Result<(), Refusal> {
    actor.plugin()?;
    if !actor.is_in(found) {
        return Err(Error::NotFound.into());
    }
    text::lines(line, MESSAGE_CHARS_MAX).named("text")?;
    let may = actor.party().map_or(!found.is_over(), |party| may_write(party, found.state));
    if may { Ok(()) } else { Err(Problem::ConversationOver.into()) }
}
