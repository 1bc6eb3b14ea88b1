//! A plugin annotates a conversation, or replaces its annotation with the same key.

use vuoro_kernel::{
    ConversationId, Time,
    limits::{ANNOTATION_CHARS_MAX, ANNOTATIONS_MAX},
    text,
    words::Audience,
};
use vuoro_plugins::{Annotation, Statistic};
use vuoro_store::{
    WriteDoor,
    record::{self, AnnotationChange, Content, Conversation},
};

use crate::{
    Domain, Problem, Refusal,
    actor::Actor,
    conversation::takes_remarks,
    error::{Halt, Named},
};

/// Checks whether the plugin may annotate it now.
pub(crate) async fn ask(
    domain: &Domain,
    actor: &Actor,
    id: ConversationId,
    annotation: &Annotation,
) -> Result<(), Refusal> {
    let (door, now) = (domain.store.door(actor.organisation()), domain.now());
    let found = actor.finds(&door, id, now).await?;
    check_text(annotation)?;
    check(actor, &found, now)
}

/// Annotates within a write. The log has the whole annotation, so that statistics can be counted from the log alone.
pub(crate) async fn in_write(
    door: &WriteDoor<'_>,
    actor: &Actor,
    id: ConversationId,
    annotation: &Annotation,
    now: Time,
) -> Result<(), Halt> {
    let found = actor.locks(door, id, now).await?;
    check_text(annotation)?;
    check(actor, &found, now)?;
    let (plugin, author) = (actor.plugin()?, actor.author(door, &found).await?);
    let audience = if annotation.for_everyone { Audience::Everyone } else { Audience::Agents };
    let (facet, measure) = match &annotation.statistic {
        Statistic::None => (None, None),
        Statistic::Facet(word) => (Some(word.clone()), None),
        Statistic::Measure(number) => (None, Some(*number)),
    };
    let (key, text) = (annotation.key.clone(), annotation.text.clone());
    let kept = record::Annotation { plugin: plugin.to_string(), key, audience, text, facet, measure, at: now };
    door.put_annotation(id, &kept).await?;
    if door.count_annotations(id, &plugin).await? > ANNOTATIONS_MAX as i64 {
        let message = format!("is one more than the {ANNOTATIONS_MAX} that a plugin has of a conversation at most");
        return Err(Problem::invalid("key", message).into());
    }
    let content = Content::Annotation(Box::new(AnnotationChange::of(kept, false)));
    door.log(id, found.agent_id(), now, author, content).await?;
    Ok(())
}

/// An annotation is about a conversation and not part of it, so all members who see it may annotate, not only its
/// agent.
pub(super) fn check(actor: &Actor, found: &Conversation, now: Time) -> Result<(), Refusal> {
    actor.plugin()?;
    if takes_remarks(found, actor, now) { Ok(()) } else { Err(Problem::NotAllowed.into()) }
}

fn check_text(annotation: &Annotation) -> Result<(), Problem> {
    match &annotation.text {
        Some(line) => text::line(line, ANNOTATION_CHARS_MAX).map(|_| ()).named("text"),
        None => Ok(()),
    }
}
