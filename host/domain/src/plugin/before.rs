//! Before-hooks: asking plugins before something happens.

use std::time::Instant;

use serde_json::{Map, Value};
use vuoro_kernel::{OrganisationId, QueueId};
use vuoro_package::{FailureMode, Moment};
use vuoro_plugins::{CallError, Context, Decision, limits::EVENT_WALL};

use crate::{Domain, Error, Problem, Refusal, actor::Actor};

/// The result of the before-hooks.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// The event, with the plugins' changes.
    pub event: Value,
    /// The queue that it is redirected to, if any.
    pub redirect: Option<QueueId>,
}

impl Said {
    /// Applies changed properties. The floor below lets only those through that the moment allows.
    fn change(&mut self, changes: Map<String, Value>) {
        if let Value::Object(event) = &mut self.event {
            event.extend(changes);
        }
    }
}

impl Domain {
    /// Asks the plugins that have a before-hook for this moment, in the order of their ids, each with the changes of
    /// those before it. `None` when there are none; `event` isn't even built then. A plugin that acts isn't asked about
    /// its own act, nor are those that caused it.
    ///
    /// Whether the actor may act at all is checked before, so that nobody learns from a plugin's text about what isn't
    /// theirs.
    ///
    /// # Errors
    /// `PluginRefused` with the text of the plugin that refuses. For a plugin that fails, its manifest decides.
    pub(crate) async fn before(
        &self,
        actor: &Actor,
        language: &str,
        moment: Moment,
        event: impl FnOnce() -> Value,
    ) -> Result<Option<Said>, Refusal> {
        if self.plugins.floor.is_none() {
            return Ok(None);
        }
        self.before_in(actor.organisation(), actor.context(language), moment, event).await
    }

    /// Whether there is any plugin to ask.
    pub(crate) async fn has_hooks_before(&self, organisation: OrganisationId, moment: Moment) -> Result<bool, Error> {
        if self.plugins.floor.is_none() {
            return Ok(false);
        }
        Ok(!self.plugin_set(organisation).await?.hooks_before(moment).is_empty())
    }

    async fn before_in(
        &self,
        organisation: OrganisationId,
        mut context: Context,
        moment: Moment,
        event: impl FnOnce() -> Value,
    ) -> Result<Option<Said>, Refusal> {
        let set = self.plugin_set(organisation).await?;
        // One that has to be asked and isn't there to be asked refuses it, as one that fails does.
        let mut unasked = set.unasked_before(moment);
        if let Some(missing) = unasked.find(|plugin| !context.cause.iter().any(|cause| cause.as_str() == &*plugin.id)) {
            let name = missing.name.as_ref().map_or(&*missing.id, |name| name.get(&context.language));
            let message = not_asked(name, &context.language);
            return Err(Problem::PluginRefused { plugin: missing.id.to_string(), message }.into());
        }
        let mut hooks = set.hooks_before(moment);
        hooks.retain(|(plugin, _)| !context.cause.iter().any(|cause| cause.as_str() == &*plugin.id));
        if hooks.is_empty() {
            return Ok(None);
        }
        let floor = self.plugin_floor()?;
        // A paused plugin that may be skipped costs message writers nothing.
        hooks.retain(|(plugin, hook)| {
            hook.failure == FailureMode::Closed || !floor.passes_over_before(&plugin.target, &context, moment)
        });
        if hooks.is_empty() {
            return Ok(None);
        }
        let language = context.language.clone();
        let mut said = Said { event: event(), redirect: None };
        context.about = said.event["conversationId"].as_str().and_then(|id| id.parse().ok());
        let begun = Instant::now();
        for (plugin, hook) in hooks {
            context.within = Some(EVENT_WALL.saturating_sub(begun.elapsed()));
            let refuse = |message: String| Problem::PluginRefused { plugin: plugin.id.to_string(), message };
            match floor.before(&self.delegate(), &plugin.target, &context, moment, &said.event).await {
                Ok(Decision::Allow) => {}
                Ok(Decision::Change(changes)) => said.change(changes),
                Ok(Decision::Redirect(queue)) => said.redirect = Some(queue),
                Ok(Decision::Refuse(message)) | Err(CallError::Refused(message)) => return Err(refuse(message).into()),
                Err(_) if hook.failure == FailureMode::Open => {}
                Err(_) => {
                    return Err(refuse(not_asked(plugin.manifest.name.get(&language), &language)).into());
                }
            }
        }
        Ok(Some(said))
    }
}

/// What a person reads when a plugin that must be asked can't be.
fn not_asked(name: &str, language: &str) -> String {
    match language {
        "fi" => format!("{name} ei vastaa juuri nyt. Yritä myöhemmin uudelleen."),
        "sv" => format!("{name} svarar inte just nu. Försök igen senare."),
        _ => format!("{name} can't be asked right now. Try again later."),
    }
}

/// A text that a plugin may have changed. The caller checks it as if the person had written it.
pub(crate) fn changed_text(event: &Value, key: &str) -> Result<Option<String>, Error> {
    match event.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Error::BadInput(format!("a plugin gave {key} another shape"))),
    }
}
