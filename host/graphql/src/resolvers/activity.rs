use vuoro_domain::{ActivityEvent, Place, Typing};

use crate::bind::{Binder, Leaf};

pub(super) fn bind(binder: &mut Binder) {
    for field in ["conversation", "activity", "place", "typing"] {
        binder.events(field);
    }
    binder
        .object::<ActivityEvent>("ActivitySnapshot")
        .many("queues", |event| match event {
            ActivityEvent::Snapshot { queues, .. } => queues,
            _ => &[],
        })
        .many("conversations", |event| match event {
            ActivityEvent::Snapshot { conversations, .. } => conversations,
            _ => &[],
        })
        .one("viewer", |event| match event {
            ActivityEvent::Snapshot { viewer, .. } => Some(viewer),
            _ => None,
        });
    binder
        .object::<ActivityEvent>("QueueChanged")
        .one("queue", |event| match event {
            ActivityEvent::QueueChanged { queue, .. } => Some(queue),
            _ => None,
        })
        .get("cause", |event| match event {
            ActivityEvent::QueueChanged { cause, .. } => cause.leaf(),
            _ => None,
        })
        .one("actor", |event| match event {
            ActivityEvent::QueueChanged { actor, .. } => actor.as_ref(),
            _ => None,
        });
    binder.object::<ActivityEvent>("QueueGone").get("queueId", |event| match event {
        ActivityEvent::QueueGone { queue } => queue.leaf(),
        _ => None,
    });
    binder
        .object::<ActivityEvent>("ConversationChanged")
        .one("conversation", |event| match event {
            ActivityEvent::ConversationChanged { conversation, .. } => Some(conversation),
            _ => None,
        })
        .one("entry", |event| match event {
            ActivityEvent::ConversationChanged { entry, .. } => entry.as_ref(),
            _ => None,
        });
    binder.object::<ActivityEvent>("ConversationGone").get("conversationId", |event| match event {
        ActivityEvent::ConversationGone { conversation } => conversation.leaf(),
        _ => None,
    });
    binder.object::<ActivityEvent>("MemberChanged").one("viewer", |event| match event {
        ActivityEvent::MemberChanged { viewer } => Some(viewer),
        _ => None,
    });
    binder.object::<Place>("Place").get("state", |place| place.state.leaf()).get("place", |place| place.place.leaf());
    binder
        .object::<Typing>("Typing")
        .get("party", |typing| typing.party.leaf())
        .get("typing", |typing| typing.typing.leaf());
}
