use async_graphql::dynamic::FieldValue;
use vuoro_domain::{CreateQueue, OfferedQueue, Queue, QueueEvent, QueueSettings, QueueSettingsChange, UpdateQueue};
use vuoro_kernel::QueueId;

use super::value::{maybe, typed};
use crate::{
    bind::{Binder, Call, Leaf, Resolved, Stop},
    input::Input,
};

pub(super) fn bind(binder: &mut Binder) {
    binder.connection::<Queue>("Queue");
    binder.connection::<QueueEvent>("QueueEvent");
    binder
        .object::<Queue>("Queue")
        .get("id", |queue| queue.id.leaf())
        .get("name", |queue| queue.name.leaf())
        .get("position", |queue| queue.position.leaf())
        .get("state", |queue| queue.state().leaf())
        .get("capacity", |queue| queue.capacity.leaf())
        .get("waitingCount", |queue| queue.waiting_count.leaf())
        .get_for("firstWaitMs", |queue, scope| queue.first_waiting_at.map(|since| scope.now().ms_since(since)).leaf())
        .get("firstWaitingSince", |queue| queue.first_waiting_at.leaf())
        .load("waiting", |call| Box::pin(waiting(call)))
        .load("events", |call| Box::pin(events(call)))
        .load("settings", |call| Box::pin(settings_of(call)))
        .load("handlers", |call| Box::pin(handlers(call)));
    binder
        .object::<QueueSettings>("QueueSettings")
        .get("automaticIpAddress", |settings| settings.automatic_ip_address.leaf())
        .get("automaticUserAgent", |settings| settings.automatic_user_agent.leaf())
        .get("attachments", |settings| settings.attachments.leaf())
        .get("secureMetadata", |settings| settings.secure_metadata.leaf())
        .get("transcriptRetentionDays", |settings| settings.transcript_retention_days.leaf());
    binder
        .object::<OfferedQueue>("OfferedQueue")
        .get("id", |queue| queue.id.leaf())
        .get("name", |queue| queue.name.leaf())
        .get("state", |queue| queue.state.leaf())
        .get("takesFiles", |queue| queue.takes_files.leaf());
    binder
        .object::<QueueEvent>("QueueEvent")
        .get("id", |event| event.id.leaf())
        .get("at", |event| event.at.leaf())
        .get("kind", |event| event.kind.leaf())
        .get("scheduled", |event| event.scheduled.leaf())
        .one("actor", |event| event.actor.as_ref())
        .get("conversationId", |event| event.conversation.leaf());
    for payload in ["QueueCreated", "QueueUpdated", "QueueOpened", "QueueClosed"] {
        binder.object::<Queue>(payload).itself("queue");
    }
    binder.object::<QueueId>("QueueRemoved").get("queueId", |id| id.leaf());
    binder.object::<Vec<Queue>>("QueuesOrdered").many("queues", |queues| queues);
    binder.load("Query", "queues", |call| Box::pin(queues(call)));
    binder.load("Query", "queue", |call| Box::pin(queue(call)));
    binder.load("Query", "offeredQueues", |call| Box::pin(offered_queues(call)));
    binder.load("Mutation", "createQueue", |call| Box::pin(create_queue(call)));
    binder.load("Mutation", "updateQueue", |call| Box::pin(update_queue(call)));
    binder.load("Mutation", "removeQueue", |call| Box::pin(remove_queue(call)));
    binder.load("Mutation", "orderQueues", |call| Box::pin(order_queues(call)));
    binder.load("Mutation", "setQueueHandlers", |call| Box::pin(set_queue_handlers(call)));
    binder.load("Mutation", "openQueue", |call| Box::pin(open_queue(call)));
    binder.load("Mutation", "closeQueue", |call| Box::pin(close_queue(call)));
}

async fn queues(call: Call<'_>) -> Resolved<'_> {
    call.page_of(call.domain().queues(call.caller(), call.page()?).await?)
}

async fn queue(call: Call<'_>) -> Resolved<'_> {
    match call.id("id") {
        Some(id) => maybe(call.domain().queue(call.caller(), id).await?),
        None => Ok(None),
    }
}

async fn offered_queues(call: Call<'_>) -> Resolved<'_> {
    call.list_of(call.domain().offered_queues(call.caller()).await?)
}

async fn waiting(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Queue>()?.id;
    call.page_of(call.domain().queue_waiting(call.caller(), id, call.page()?).await?)
}

async fn events(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Queue>()?.id;
    call.page_of(call.domain().queue_events(call.caller(), id, call.page()?).await?)
}

async fn settings_of(call: Call<'_>) -> Resolved<'_> {
    let settings = call.domain().queue_settings(call.caller(), call.parent::<Queue>()?);
    Ok(settings.map(|settings| FieldValue::borrowed_any(settings)))
}

async fn handlers(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Queue>()?.id;
    match call.domain().queue_handlers(call.caller(), id).await? {
        Some(members) => call.list_of(members),
        None => Ok(None),
    }
}

async fn create_queue(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input =
        CreateQueue { name: input.text("name")?, capacity: input.whole_opt("capacity"), settings: settings(input)? };
    typed("QueueCreated", call.domain().create_queue(call.caller(), input).await?)
}

async fn update_queue(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let id = input.id("queueId")?;
    let change = UpdateQueue {
        name: input.text_opt("name"),
        capacity: input.whole_change("capacity"),
        suspended: input.flag_opt("suspended"),
        settings: settings(input)?,
    };
    typed("QueueUpdated", call.domain().update_queue(call.caller(), id, change).await?)
}

fn settings(input: Input) -> Result<QueueSettingsChange, Stop> {
    let Some(input) = input.object("settings") else { return Ok(QueueSettingsChange::default()) };
    Ok(QueueSettingsChange {
        automatic_ip_address: input.flag_opt("automaticIpAddress"),
        automatic_user_agent: input.flag_opt("automaticUserAgent"),
        attachments: input.word_opt("attachments")?,
        secure_metadata: input.word_opt("secureMetadata")?,
        transcript_retention_days: input.whole_change("transcriptRetentionDays"),
    })
}

async fn remove_queue(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("queueId")?;
    typed("QueueRemoved", call.domain().remove_queue(call.caller(), id).await?)
}

async fn order_queues(call: Call<'_>) -> Resolved<'_> {
    let ids = call.input()?.ids("queueIds")?;
    typed("QueuesOrdered", call.domain().order_queues(call.caller(), ids).await?)
}

async fn set_queue_handlers(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, members) = (input.id("queueId")?, input.ids("memberIds")?);
    typed("QueueUpdated", call.domain().set_queue_handlers(call.caller(), id, members).await?)
}

async fn open_queue(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("queueId")?;
    typed("QueueOpened", call.domain().open_queue(call.caller(), id).await?)
}

async fn close_queue(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("queueId")?;
    typed("QueueClosed", call.domain().close_queue(call.caller(), id).await?)
}
