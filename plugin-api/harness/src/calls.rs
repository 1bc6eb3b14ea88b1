//! The calls that can be made to a plugin, on behalf of a person.

use std::sync::Arc;

use serde_json::Value;
use vuoro_kernel::ConversationId;
use vuoro_package::{Moment, Slot};
use vuoro_plugins::{
    CallError, Context, Decision, Delegate, Erased, FieldRequest, LogEntry, Owner,
    view::{Acted, View},
};

use crate::{Harness, Person, limits};

/// Calls a plugin on behalf of a person.
pub struct Calls<'h> {
    harness: &'h Harness,
    context: Context,
}

impl Harness {
    /// Calls on behalf of this person, in English unless [`Calls::reading`] says otherwise.
    pub fn call(&self, person: &Person) -> Calls<'_> {
        Calls { harness: self, context: Context::new(person.actor, "en") }
    }

    /// Delivers the entries of a conversation's log after the entry `after`, as the server does: only the kinds that
    /// the manifest names.
    ///
    /// # Errors
    /// The plugin's; the server would deliver the same entries again.
    pub async fn hears(&self, conversation: ConversationId, after: u64) -> Result<(), CallError> {
        let Some(hook) = &self.target.loaded.manifest.hooks.after else { return Ok(()) };
        let is_news = |entry: &LogEntry| entry.seq > after && hook.hears_of(&entry.kind);
        let news: Vec<_> = self.host.log(conversation).into_iter().filter(is_news).collect();
        for part in news.chunks(limits::NEWS_ENTRIES) {
            self.call(&Person::system()).after(conversation, part).await?;
        }
        Ok(())
    }
}

impl Harness {
    /// Erases a conversation, customer or member, with the plugin's keys of it, and tells the plugin if it hears of
    /// erasures, as the server does.
    ///
    /// # Errors
    /// The plugin's; the server would tell it again.
    pub async fn erases(&self, erased: Erased) -> Result<(), CallError> {
        match erased {
            Erased::Conversation(id) => self.host.erase(Owner::Conversation(id)),
            Erased::Visitor(id) => self.host.erase(Owner::Visitor(id)),
            Erased::Member(_) => {}
        }
        if !self.target.loaded.hears_of_erasures() {
            return Ok(());
        }
        self.call(&Person::system()).forget(erased).await
    }
}

impl Calls<'_> {
    /// The language that the person reads: `fi`, `en` or `sv`.
    #[must_use]
    pub fn reading(mut self, language: &str) -> Self {
        self.context.language = language.into();
        self
    }

    /// Resolves a field of `Query`.
    ///
    /// # Errors
    /// The refusal that the person is told, or why the plugin gave no answer.
    pub async fn query(&self, field: &str, arguments: Value) -> Result<Value, CallError> {
        self.root("Query", field, arguments).await
    }

    /// Resolves a field of `Mutation` with its one argument `input`.
    ///
    /// # Errors
    /// The refusal that the person is told, or why the plugin gave no answer.
    pub async fn mutation(&self, field: &str, input: Value) -> Result<Value, CallError> {
        self.root("Mutation", field, serde_json::json!({ "input": input })).await
    }

    async fn root(&self, parent_type: &str, field: &str, arguments: Value) -> Result<Value, CallError> {
        let values = self.resolve(parent_type, field, arguments, vec![Value::Null]).await?;
        Ok(values.into_iter().next().unwrap_or_default())
    }

    /// Resolves a field of another type for all these parents in one call: each parent is an id for a type of the host,
    /// or the value itself for a type of the plugin's own. Returns one value for each parent, in their order.
    ///
    /// # Errors
    /// The refusal that the person is told, or why the plugin gave no answer.
    pub async fn resolve(
        &self,
        parent_type: &str,
        field: &str,
        arguments: Value,
        parents: Vec<Value>,
    ) -> Result<Vec<Value>, CallError> {
        let (parent_type, field) = (parent_type.to_owned(), field.to_owned());
        let request = FieldRequest { parent_type, field, arguments, parents };
        let Harness { floor, target, .. } = self.harness;
        floor.resolve(&self.delegate(), target, &self.context, &request).await
    }

    /// The topic of a subscription field.
    ///
    /// # Errors
    /// Why the person may not subscribe to it, or why the plugin gave no answer.
    pub async fn topic(&self, field: &str, arguments: &Value) -> Result<String, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.topic(&self.delegate(), target, &self.context, field, arguments).await
    }

    /// Calls the hook before something happens. The event has the contract's shape.
    ///
    /// # Errors
    /// Why the plugin gave no decision.
    pub async fn before(&self, moment: Moment, event: &Value) -> Result<Decision, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.before(&self.delegate(), target, &self.context, moment, event).await
    }

    /// Calls the hook after something happened with these entries, whatever the conversation's log says.
    /// [`Harness::hears`] delivers the log.
    ///
    /// # Errors
    /// The plugin's; the server would deliver the same entries again.
    pub async fn after(&self, conversation: ConversationId, entries: &[LogEntry]) -> Result<(), CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.after(&self.delegate(), target, &self.context, conversation, entries).await
    }

    /// Renders the panel of a slot; `None` when the plugin shows nothing there. The subject is `{ conversationId?,
    /// queueId? }`.
    ///
    /// # Errors
    /// The refusal that the person is told, or why the plugin gave no answer.
    pub async fn render(&self, slot: Slot, subject: &Value) -> Result<Option<View>, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.render(&self.delegate(), target, &self.context, slot, subject).await
    }

    /// The person presses a button or submits a form: `{ "block": id, "values": { … } }`.
    ///
    /// # Errors
    /// The refusal that the person is told, or why the plugin gave no answer.
    pub async fn act(&self, slot: Slot, subject: &Value, input: &Value) -> Result<Acted, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.act(&self.delegate(), target, &self.context, slot, subject, input).await
    }

    /// Tells the plugin what was erased. [`Harness::erases`] erases it too.
    ///
    /// # Errors
    /// The plugin's; the server would tell it again.
    pub async fn forget(&self, erased: Erased) -> Result<(), CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.forget(&self.delegate(), target, erased).await
    }

    /// Rings an alarm. [`Harness::passes`] rings those that are set.
    ///
    /// # Errors
    /// The plugin's; the server would ring the alarm again.
    pub async fn ring(&self, key: &str, payload: &Value) -> Result<(), CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.ring(&self.delegate(), target, &self.context, key, payload).await
    }

    fn delegate(&self) -> Arc<dyn Delegate> {
        self.harness.host.delegate()
    }
}
