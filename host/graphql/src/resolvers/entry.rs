use std::sync::Arc;

use async_graphql::dynamic::FieldValue;
use vuoro_domain::{AnnotationChange, Author, Content, Conversation, Entry, Problem, SendMessage, Transfer};

use super::value::typed;
use crate::bind::{Binder, Call, Leaf, Resolved, Stop};

pub(super) fn bind(binder: &mut Binder) {
    binder.connection::<Arc<Entry>>("Entry");
    binder
        .object::<Arc<Entry>>("Entry")
        .get("conversationId", |entry| entry.conversation.leaf())
        .get("seq", |entry| entry.seq.leaf())
        .get("at", |entry| entry.at.leaf())
        .pick("author", |entry| author(&entry.author))
        .pick("content", |entry| FieldValue::borrowed_any(&entry.content).with_type(entry.content.type_name()));
    binder.object::<Author>("VisitorAuthor").get("name", |author| match author {
        Author::Visitor { name, .. } => name.leaf(),
        _ => None,
    });
    binder.object::<Author>("PluginAuthor").get("plugin", |author| match author {
        Author::Plugin { chain } => chain.last().leaf(),
        _ => None,
    });
    binder.object::<Author>("HostAuthor").get("rule", |author| match author {
        Author::Host { rule } => rule.leaf(),
        _ => None,
    });
    bind_contents(binder);
    binder.object::<Arc<Entry>>("MessageSent").itself("entry");
    binder.object::<Conversation>("ReadMarked").itself("conversation");
    binder.object::<bool>("TypingSet").get("typing", |typing| typing.leaf());
    binder.load("Mutation", "sendMessage", |call| Box::pin(send_message(call)));
    binder.load("Mutation", "markRead", |call| Box::pin(mark_read(call)));
    binder.load("Mutation", "setTyping", |call| Box::pin(set_typing(call)));
}

fn author(author: &Author) -> FieldValue<'_> {
    match author {
        Author::Agent(agent) => FieldValue::borrowed_any(agent).with_type("Agent"),
        Author::Visitor { .. } => FieldValue::borrowed_any(author).with_type("VisitorAuthor"),
        Author::Plugin { .. } => FieldValue::borrowed_any(author).with_type("PluginAuthor"),
        Author::Host { .. } => FieldValue::borrowed_any(author).with_type("HostAuthor"),
    }
}

/// Binds a property of one kind of content.
macro_rules! of {
    ($variant:ident, $field:ident) => {
        |content: &Content| match content {
            Content::$variant { $field, .. } => $field.leaf(),
            _ => None,
        }
    };
}

fn bind_contents(binder: &mut Binder) {
    binder
        .object::<Content>("AnnotationContent")
        .get("plugin", |content| annotation(content)?.plugin.leaf())
        .get("key", |content| annotation(content)?.key.leaf())
        .get("text", |content| annotation(content)?.text.leaf())
        .get("audience", |content| annotation(content)?.audience.leaf())
        .get("facet", |content| annotation(content)?.facet.leaf())
        .get("measure", |content| annotation(content)?.measure.leaf())
        .get("removed", |content| annotation(content)?.removed.leaf());
    binder.object::<Content>("PostContent").get("plugin", of!(Post, plugin)).get("text", of!(Post, text));
    binder
        .object::<Content>("RequestContent")
        .get("queueId", of!(Request, queue))
        .get("queueName", of!(Request, queue_name));
    binder
        .object::<Content>("MessageContent")
        .get("clientId", of!(Message, client))
        .get("text", of!(Message, text))
        .many("attachments", |content| match content {
            Content::Message { attachments, .. } => attachments,
            _ => &[],
        });
    binder.object::<Content>("ClaimContent").one("agent", |content| match content {
        Content::Claim { agent } => Some(agent),
        _ => None,
    });
    binder.object::<Content>("ReadContent").get("party", of!(Read, party)).get("upTo", of!(Read, up_to));
    binder.object::<Content>("MetadataContent").many("changes", |content| match content {
        Content::Metadata { changes } => changes,
        _ => &[],
    });
    binder.object::<Content>("NameContent").get("name", of!(Name, name));
    binder.object::<Content>("RequeueContent").get("queueId", of!(Requeue, queue));
    binder
        .object::<Content>("TransferContent")
        .get("fromQueueId", |content| transfer(content)?.from.leaf())
        .get("fromQueueName", |content| transfer(content)?.from_name.leaf())
        .get("toQueueId", |content| transfer(content)?.to.leaf())
        .get("toQueueName", |content| transfer(content)?.to_name.leaf())
        .get("reason", |content| transfer(content)?.reason.leaf());
    binder.object::<Content>("EndContent").get("by", of!(End, by));
    binder.object::<Content>("HideContent").get("asked", of!(Hide, asked));
    binder.object::<Content>("DropContent").get("left", of!(Drop, left));
}

fn annotation(content: &Content) -> Option<&AnnotationChange> {
    match content {
        Content::Annotation(change) => Some(change),
        _ => None,
    }
}

fn transfer(content: &Content) -> Option<&Transfer> {
    match content {
        Content::Transfer(transfer) => Some(transfer),
        _ => None,
    }
}

async fn send_message(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let client = input.text("clientId")?.parse();
    let message = SendMessage {
        conversation: input.id("conversationId")?,
        client: client.map_err(|_| Stop::Problem(Problem::invalid("clientId", "is no UUID")))?,
        text: input.text("text")?,
        attachments: input.ids("attachmentIds")?,
    };
    typed("MessageSent", call.domain().send_message(call.request(), message).await?)
}

async fn mark_read(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, up_to) = (input.id("conversationId")?, input.whole("upTo")?);
    typed("ReadMarked", call.domain().mark_read(call.caller(), id, up_to).await?)
}

async fn set_typing(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, typing) = (input.id("conversationId")?, input.flag("typing"));
    call.domain().set_typing(call.caller(), id, typing).await?;
    typed("TypingSet", typing)
}
