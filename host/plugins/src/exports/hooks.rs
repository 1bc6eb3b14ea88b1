//! `hooks`: called before something happens, to decide about it, and after it happened.

use std::sync::Arc;

use serde_json::{Map, Value};
use vuoro_kernel::{ConversationId, QueueId};
use wasmtime::Store;

use crate::{
    CallError, Context, Delegate, LogEntry, Moment, Permission, Plugins, Target, Unavailable,
    bindings::{chat, types, with_hooks::exports::vuoro::plugin::hooks},
    call::{Ask, for_people},
    failure::Blame,
    limits::{self, Kind},
    loaded::Exports,
    output::Room,
    record::Went,
    state::State,
};

/// What a before-hook decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It happens unchanged.
    Allow,
    /// It happens with these properties changed; they are among those that the moment allows. The domain checks their
    /// values.
    Change(Map<String, Value>),
    /// It doesn't happen; the text is for the person.
    Refuse(String),
    /// It happens in this queue instead. The domain checks whether the queue exists.
    Redirect(QueueId),
}

impl Plugins {
    /// Calls the before-hook. The plugin can't change anything through the host.
    pub async fn before(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        moment: Moment,
        event: &Value,
    ) -> Result<Decision, CallError> {
        self.call(delegate, target, context, Before { moment, event: event.to_string() }).await
    }

    /// Whether the plugin is paused and its hook before this moment would be skipped now. The skip is counted.
    ///
    /// For callers that go on without it, which then needn't build the event.
    pub fn passes_over_before(&self, target: &Target, context: &Context, moment: Moment) -> bool {
        let (organisation, plugin, now) = (target.organisation, &target.loaded.plugin, self.inner.clock.now());
        let rests = self.inner.breakers.turns_away(organisation, plugin, part(moment), context.customer(), now);
        if rests {
            self.inner.records.of(organisation, plugin).count(Went::Skipped);
        }
        rests
    }

    /// Delivers entries of a conversation's log. More than [`limits::NEWS_ENTRIES`] are [`Unavailable::TooMuch`]:
    /// deliver them in parts.
    pub async fn after(
        &self,
        delegate: &Arc<dyn Delegate>,
        target: &Target,
        context: &Context,
        conversation: ConversationId,
        entries: &[LogEntry],
    ) -> Result<(), CallError> {
        if entries.len() > limits::NEWS_ENTRIES {
            return Err(CallError::Unavailable(Unavailable::TooMuch));
        }
        let entries = entries.iter().cloned().map(Into::into).collect();
        let news = hooks::News { conversation: conversation.to_string(), entries };
        self.call(delegate, target, context, After(news)).await
    }
}

struct Before {
    moment: Moment,
    event: String,
}

impl Ask for Before {
    type Raw = hooks::Decision;
    type Answer = Decision;
    const EXPORT: &'static str = "hooks.before";
    const KIND: Kind = Kind::Before;
    const NEEDS: Option<Permission> = Some(Permission::HooksBefore);

    fn part(&self) -> &'static str {
        part(self.moment)
    }

    fn is_offered(exports: &Exports) -> bool {
        exports.hooks.is_some()
    }

    fn in_bytes(&self) -> usize {
        self.event.len()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<hooks::Decision, types::Error>> {
        let pre = exports.hooks.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_hooks().call_before(store, context, self.moment.into(), &self.event).await
    }

    fn read(&self, raw: hooks::Decision, mut room: Room) -> Result<Decision, Blame> {
        match raw {
            hooks::Decision::Allow => Ok(Decision::Allow),
            hooks::Decision::Refuse(text) => {
                room.count(&text);
                Ok(Decision::Refuse(for_people(&text)))
            }
            hooks::Decision::Change(text) => {
                let Value::Object(changes) = room.json("the change", &text)? else {
                    return Err(Blame::bad_output("the change is not an object"));
                };
                let allowed = changeable(self.moment);
                match changes.keys().find(|key| !allowed.contains(&key.as_str())) {
                    Some(key) => Err(Blame::bad_output(format!("a plugin can't change `{key}` at this moment"))),
                    None => Ok(Decision::Change(changes)),
                }
            }
            hooks::Decision::Redirect(queue) => {
                if !matches!(self.moment, Moment::Enqueue | Moment::Transfer) {
                    return Err(Blame::bad_output("nothing can be redirected at this moment"));
                }
                let queue = queue.parse().map_err(|_| Blame::bad_output("what it redirects to is not a queue's id"))?;
                Ok(Decision::Redirect(queue))
            }
        }
    }
}

/// What rests when the hook of a moment fails too often: a plugin that can't take what customers write may still be asked
/// The part that is paused when a moment's hook fails too often: a plugin that can't handle what customers write may
/// still be called when conversations end.
fn part(moment: Moment) -> &'static str {
    match moment {
        Moment::Enqueue => "hooks.before.enqueue",
        Moment::Claim => "hooks.before.claim",
        Moment::Send => "hooks.before.send",
        Moment::Transfer => "hooks.before.transfer",
        Moment::End => "hooks.before.end",
    }
}

/// The properties of an event that a plugin may change.
fn changeable(moment: Moment) -> &'static [&'static str] {
    match moment {
        Moment::Enqueue => &["name", "message", "metadata"],
        Moment::Send => &["text"],
        Moment::Claim | Moment::Transfer | Moment::End => &[],
    }
}

struct After(hooks::News);

impl Ask for After {
    type Raw = ();
    type Answer = ();
    const EXPORT: &'static str = "hooks.after";
    const KIND: Kind = Kind::Background;
    const NEEDS: Option<Permission> = Some(Permission::HooksAfter);

    fn is_offered(exports: &Exports) -> bool {
        exports.hooks.is_some()
    }

    fn in_bytes(&self) -> usize {
        let entry = |entry: &chat::Entry| entry.kind.len() + entry.author.len() + entry.content.len();
        self.0.conversation.len() + self.0.entries.iter().map(entry).sum::<usize>()
    }

    async fn ask(
        &self,
        exports: &Exports,
        store: &mut Store<State>,
        context: &types::Context,
    ) -> wasmtime::Result<Result<(), types::Error>> {
        let pre = exports.hooks.as_ref().ok_or_else(super::no_export)?;
        let plugin = pre.instantiate_async(&mut *store).await?;
        plugin.vuoro_plugin_hooks().call_after(store, context, &self.0).await
    }

    fn read(&self, (): (), _: Room) -> Result<(), Blame> {
        Ok(())
    }
}
