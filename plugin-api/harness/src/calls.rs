//! What a plugin can be asked, on somebody's behalf.

use std::sync::Arc;

use serde_json::Value;
use vuoro_kernel::ConversationId;
use vuoro_package::{Moment, Slot};
use vuoro_plugins::{
    CallError, Context, Decision, Delegate, FieldRequest, LogEntry,
    view::{Acted, View},
};

use crate::{Harness, Person, limits};

/// Asks a plugin on somebody's behalf.
pub struct Calls<'h> {
    harness: &'h Harness,
    context: Context,
}

impl Harness {
    /// Asks on somebody's behalf, who reads English.
    pub fn call(&self, person: &Person) -> Calls<'_> {
        Calls { harness: self, context: Context::new(person.actor, "en") }
    }

    /// Tells the plugin what a conversation's log says after the entry `after`: of the kinds that its manifest names, as
    /// the server does.
    ///
    /// # Errors
    /// The plugin's; the same news would come again.
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

impl Calls<'_> {
    /// They read `fi`, `en` or `sv`.
    #[must_use]
    pub fn reading(mut self, language: &str) -> Self {
        self.context.language = language.into();
        self
    }

    /// A field of `Query`.
    ///
    /// # Errors
    /// What the person is told, or why the plugin gave no answer.
    pub async fn query(&self, field: &str, arguments: Value) -> Result<Value, CallError> {
        self.root("Query", field, arguments).await
    }

    /// A field of `Mutation`, with its one argument `input`.
    ///
    /// # Errors
    /// What the person is told, or why the plugin gave no answer.
    pub async fn mutation(&self, field: &str, input: Value) -> Result<Value, CallError> {
        self.root("Mutation", field, serde_json::json!({ "input": input })).await
    }

    async fn root(&self, parent_type: &str, field: &str, arguments: Value) -> Result<Value, CallError> {
        let values = self.resolve(parent_type, field, arguments, vec![Value::Null]).await?;
        Ok(values.into_iter().next().unwrap_or_default())
    }

    /// A field of another type, of all these parents in one call: an id for a type of the host, the value itself for one of the
    /// plugin's own. A value each, in their order.
    ///
    /// # Errors
    /// What the person is told, or why the plugin gave no answer.
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
    /// Why they may not follow it, or why the plugin gave no answer.
    pub async fn topic(&self, field: &str, arguments: &Value) -> Result<String, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.topic(&self.delegate(), target, &self.context, field, arguments).await
    }

    /// Before something happens; the event as the contract says.
    ///
    /// # Errors
    /// Why the plugin gave no decision.
    pub async fn before(&self, moment: Moment, event: &Value) -> Result<Decision, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.before(&self.delegate(), target, &self.context, moment, event).await
    }

    /// After something happened: these entries, whatever the conversation's log says. [`Harness::hears`] tells what it says.
    ///
    /// # Errors
    /// The plugin's; the same news would come again.
    pub async fn after(&self, conversation: ConversationId, entries: &[LogEntry]) -> Result<(), CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.after(&self.delegate(), target, &self.context, conversation, entries).await
    }

    /// What stands in a slot; none when nothing does. The subject is `{ conversationId?, queueId? }`.
    ///
    /// # Errors
    /// What the person is told, or why the plugin gave no answer.
    pub async fn render(&self, slot: Slot, subject: &Value) -> Result<Option<View>, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.render(&self.delegate(), target, &self.context, slot, subject).await
    }

    /// They press a button or send a form: `{ "block": id, "values": { … } }`.
    ///
    /// # Errors
    /// What the person is told, or why the plugin gave no answer.
    pub async fn act(&self, slot: Slot, subject: &Value, input: &Value) -> Result<Acted, CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.act(&self.delegate(), target, &self.context, slot, subject, input).await
    }

    /// An alarm rings. [`Harness::passes`] rings those that are set.
    ///
    /// # Errors
    /// The plugin's; the alarm would ring again.
    pub async fn ring(&self, key: &str, payload: &Value) -> Result<(), CallError> {
        let Harness { floor, target, .. } = self.harness;
        floor.ring(&self.delegate(), target, &self.context, key, payload).await
    }

    fn delegate(&self) -> Arc<dyn Delegate> {
        self.harness.host.delegate()
    }
}
