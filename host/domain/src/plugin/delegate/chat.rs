//! Reading conversations, queues and members with the rights of the call's actor.

use serde_json::{Value, json};
use vuoro_kernel::{
    ConversationId, Cursor, MemberId, PageArgs, Role,
    limits::{PAGE_SIZE_MAX, QUEUES_MAX},
};
use vuoro_plugins::{Call, LogEntry};
use vuoro_store::{Door, record::Conversation};

use super::json as shapes;
use crate::{Domain, Error, actor::Behalf, conversation::sees, metadata::is_shown_to};

/// Most members that one call returns.
const MEMBERS_MAX: u32 = 100;

pub(super) async fn conversation(domain: &Domain, call: &Call, id: ConversationId) -> Result<Value, Error> {
    let door = domain.store.door(call.organisation);
    let found = seen(domain, &door, call, id).await?;
    let metadata = if is_shown_to(call.actor) { door.metadata(id).await? } else { Vec::new() };
    Ok(shapes::conversation(&found, &metadata, call.actor))
}

pub(super) async fn entries(
    domain: &Domain,
    call: &Call,
    id: ConversationId,
    after: u64,
    limit: usize,
) -> Result<Vec<LogEntry>, Error> {
    let door = domain.store.door(call.organisation);
    seen(domain, &door, call, id).await?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let entries = door.entries_after(id, after, limit).await?;
    let for_visitor = matches!(call.actor, Behalf::Visitor(_));
    Ok(entries
        .iter()
        .filter(|entry| !for_visitor || entry.is_for_visitor())
        .map(|entry| shapes::entry(entry))
        .collect())
}

async fn seen(domain: &Domain, door: &Door<'_>, call: &Call, id: ConversationId) -> Result<Conversation, Error> {
    let found = door.conversation(id).await?.ok_or(Error::NotFound)?;
    if sees(door, call.actor, &found.standing(), domain.now()).await? { Ok(found) } else { Err(Error::NotFound) }
}

pub(super) async fn queues(domain: &Domain, call: &Call) -> Result<Value, Error> {
    let door = domain.store.door(call.organisation);
    let mut shown = Vec::new();
    let handled_by = match call.actor {
        Behalf::Visitor(_) => return Err(Error::Forbidden),
        Behalf::Member { id, role } if role < Role::Operator => Some(id),
        Behalf::System | Behalf::Member { .. } => None,
    };
    let mut after = None;
    // At most as many pages as an organisation can have queues.
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

/// All members for operators, owners and the system; for a handler only themselves, as in the API.
pub(super) async fn members(domain: &Domain, call: &Call, after: Option<MemberId>) -> Result<Value, Error> {
    let door = domain.store.door(call.organisation);
    let members = match call.actor {
        Behalf::Visitor(_) => return Err(Error::Forbidden),
        Behalf::Member { id, role } if role < Role::Operator => {
            let own = door.member(id).await?.filter(|_| after.is_none_or(|after| after < id));
            own.map(|own| shown(own.id, &own.display_name, own.role)).into_iter().collect()
        }
        Behalf::Member { .. } | Behalf::System => {
            let members = door.agents_after(after, MEMBERS_MAX).await?;
            members.iter().map(|(agent, role)| shown(agent.id, &agent.display_name, *role)).collect()
        }
    };
    Ok(Value::Array(members))
}

fn shown(id: MemberId, display_name: &str, role: Role) -> Value {
    json!({ "id": id, "displayName": display_name, "role": role.as_str() })
}
