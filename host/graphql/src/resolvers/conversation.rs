use vuoro_domain::{Conversation, ConversationList, Enqueue, MetadatumChange};

use super::value::{maybe, typed};
use crate::{
    bind::{Binder, Call, Leaf, Resolved, Stop},
    input::Input,
};

pub(super) fn bind(binder: &mut Binder) {
    binder.connection::<Conversation>("Conversation");
    binder
        .object::<Conversation>("Conversation")
        .get("id", |conversation| conversation.id.leaf())
        .get("state", |conversation| conversation.state.leaf())
        .get("queueId", |conversation| conversation.queue.leaf())
        .get("queueName", |conversation| conversation.queue_name.leaf())
        .get("customerName", |conversation| conversation.customer_name.leaf())
        .one("agent", |conversation| conversation.agent.as_ref())
        .get("requestedAt", |conversation| conversation.requested_at.leaf())
        .get("claimedAt", |conversation| conversation.claimed_at.leaf())
        .get("endedAt", |conversation| conversation.ended_at.leaf())
        .get("endedBy", |conversation| conversation.ended_by.leaf())
        .get_for("hidden", |conversation, scope| match scope.context.caller.visitor() {
            Some(_) => None,
            None => conversation.hidden.leaf(),
        })
        .get("place", |conversation| conversation.place.leaf())
        .get("lastSeq", |conversation| conversation.last_seq.leaf())
        .get("agentReadSeq", |conversation| conversation.agent_read_seq.leaf())
        .get("visitorReadSeq", |conversation| conversation.visitor_read_seq.leaf())
        .get_for("unreadCount", |conversation, scope| match scope.context.caller.visitor() {
            Some(_) => conversation.unread_by_visitor.leaf(),
            None => conversation.unread_by_agent.leaf(),
        })
        .load("metadata", |call| Box::pin(metadata(call)))
        .load("entries", |call| Box::pin(entries(call)));
    for payload in ["Enqueued", "QueueLeft", "Claimed", "ConversationEnded", "ConversationHidden"] {
        binder.object::<Conversation>(payload).itself("conversation");
    }
    binder.load("Query", "conversation", |call| Box::pin(conversation(call)));
    binder.load("Query", "conversations", |call| Box::pin(conversations(call)));
    binder.load("Mutation", "enqueue", |call| Box::pin(enqueue(call)));
    binder.load("Mutation", "leaveQueue", |call| Box::pin(leave_queue(call)));
    binder.load("Mutation", "claim", |call| Box::pin(claim(call)));
    binder.load("Mutation", "endConversation", |call| Box::pin(end_conversation(call)));
    binder.load("Mutation", "hideConversation", |call| Box::pin(hide_conversation(call)));
}

async fn conversation(call: Call<'_>) -> Resolved<'_> {
    match call.id("id") {
        Some(id) => maybe(call.domain().conversation(call.caller(), id).await?),
        None => Ok(None),
    }
}

async fn conversations(call: Call<'_>) -> Resolved<'_> {
    let list = match call.word("list") {
        Some("ALL") => ConversationList::All,
        _ => ConversationList::Mine,
    };
    call.page_of(call.domain().conversations(call.caller(), list, call.page()?).await?)
}

async fn metadata(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Conversation>()?.id;
    match call.domain().conversation_metadata(call.caller(), id).await? {
        Some(metadata) => call.list_of(metadata),
        None => Ok(None),
    }
}

async fn entries(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Conversation>()?.id;
    call.page_of(call.domain().entries(call.caller(), id, call.page()?).await?)
}

async fn enqueue(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input = Enqueue {
        queue: input.id("queueId")?,
        name: input.text_opt("name"),
        message: input.text_opt("message"),
        metadata: metadata_changes(input, "metadata")?,
    };
    typed("Enqueued", call.domain().enqueue(call.request(), input).await?)
}

/// Reads the list of `MetadatumInput` under a key.
pub(super) fn metadata_changes(input: Input, key: &str) -> Result<Vec<MetadatumChange>, Stop> {
    let change = |input: Input| {
        Ok(MetadatumChange { kind: input.word("kind")?, key: input.text("key")?, value: input.json("value") })
    };
    input.objects(key).map(change).collect()
}

async fn leave_queue(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("conversationId")?;
    typed("QueueLeft", call.domain().leave_queue(call.caller(), id).await?)
}

async fn claim(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (queue, given) = (input.id("queueId")?, input.id_opt("conversationId")?);
    typed("Claimed", call.domain().claim(call.request(), queue, given).await?)
}

async fn end_conversation(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, hide) = (input.id("conversationId")?, input.flag("hide"));
    typed("ConversationEnded", call.domain().end_conversation(call.request(), id, hide).await?)
}

async fn hide_conversation(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("conversationId")?;
    typed("ConversationHidden", call.domain().hide_conversation(call.caller(), id).await?)
}
