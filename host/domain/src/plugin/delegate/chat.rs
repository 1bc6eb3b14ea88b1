//! Reading conversations, queues and members, as the call's actor may.

use serde_json::{Value, json};
use vuoro_kernel::{
    ConversationId, Cursor, MemberId, PageArgs, Role,
    limits::{PAGE_SIZE_MAX, QUEUES_MAX},
};
use vuoro_plugins::{Actor, Call, LogEntry};

use super::{json as shapes, sees};
use crate::{Domain, Error};

/// Members that one call gives.
const MEMBERS_MAX: u32 = 100;

pub(super) async fn conversation(domain: &Domain, call: &Call, id: ConversationId) -> Result<Value, Error> {
    let door = domain.store.door(call.organisation);
    let found = door.conversation(id).await?.ok_or(Error::NotFound)?;
    if !sees(domain, &door, call.actor, &found).await? {
        return Err(Error::NotFound);
    }
    let metadata = match call.actor {
        // What is known about a customer is for agents.
        Actor::Visitor(_) => Vec::new(),
        _ => door.metadata(id).await?,
    };
    Ok(shapes::conversation(&found, &metadata))
}

pub(super) async fn entries(
    domain: &Domain,
    call: &Call,
    id: ConversationId,
    after: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, Error> {
    let door = domain.store.door(call.organisation);
    let found = door.conversation(id).await?.ok_or(Error::NotFound)?;
    if !sees(domain, &door, call.actor, &found).await? {
        return Err(Error::NotFound);
    }
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let entries = door.entries_after(id, after, limit).await?;
    let for_visitor = matches!(call.actor, Actor::Visitor(_));
    Ok(entries
        .iter()
        .filter(|entry| !for_visitor || entry.is_for_visitor())
        .map(|entry| shapes::entry(entry))
        .collect())
}

pub(super) async fn queues(domain: &Domain, call: &Call) -> Result<Value, Error> {
    let door = domain.store.door(call.organisation);
    let mut shown = Vec::new();
    let handled_by = match call.actor {
        Actor::Visitor(_) => return Err(Error::Forbidden),
        Actor::Member { id, role } if role < Role::Operator => Some(id),
        Actor::System | Actor::Member { .. } => None,
    };
    let mut after = None;
    // As many pages as an organisation has queues at most.
    for _ in 0..QUEUES_MAX.div_ceil(PAGE_SIZE_MAX) {
        let args = PageArgs::new(Some(PAGE_SIZE_MAX as i64), after, None, None, PAGE_SIZE_MAX)?;
        let page = door.queues(handled_by, &args).await?;
        shown.extend(
            page.rows
                .iter()
                .map(|queue| json!({ "id": queue.id, "name": queue.name, "state": queue.state().as_str() })),
        );
        after = page.rows.last().map(Cursor::cursor).filter(|_| page.has_next);
        if after.is_none() {
            break;
        }
    }
    Ok(Value::Array(shown))
}

pub(super) async fn members(domain: &Domain, call: &Call, after: Option<MemberId>) -> Result<Value, Error> {
    if matches!(call.actor, Actor::Visitor(_)) {
        return Err(Error::Forbidden);
    }
    let door = domain.store.door(call.organisation);
    let members = door.agents_after(after, MEMBERS_MAX).await?;
    let shown = members
        .into_iter()
        .map(|(agent, role)| json!({ "id": agent.id, "displayName": agent.display_name, "role": role.as_str() }));
    Ok(Value::Array(shown.collect()))
}
