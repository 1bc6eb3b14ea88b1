//! Rendering a panel.

use vuoro_kernel::RequestContext;
use vuoro_plugins::{
    CallError, Context,
    view::{Block, CalloutBlock, CalloutTone, View},
};

use super::Panel;
use crate::{
    Domain, Error,
    plugin::{PluginRefusal, ask::actor},
    rights,
};

impl Domain {
    /// What a panel shows now; `None` when it shows nothing. The caller's right is checked again, because a panel may
    /// be older than a change of rights.
    ///
    /// # Errors
    /// When the plugin fails or is paused. A refusal for the person is returned as a view.
    pub async fn render_panel(&self, request: &RequestContext, panel: &Panel) -> Result<Option<View>, PluginRefusal> {
        let (subject, role) = self.panel_subject(&request.caller, panel.slot, panel.subject).await?;
        let set = self.plugin_set(rights::called(&request.caller)?).await?;
        let plugin = set.get(&panel.plugin).ok_or(Error::NotFound)?;
        Panel::of(plugin, panel.slot, subject, role).ok_or(Error::Forbidden)?;
        let context =
            Context { about: subject.conversation, ..Context::new(actor(&request.caller)?, request.language) };
        let (floor, delegate) = (self.plugin_floor()?, self.delegate());
        match floor.render(&delegate, &plugin.target, &context, panel.slot, &subject.to_json()).await {
            Ok(view) => Ok(view),
            Err(CallError::NotFound | CallError::NotAllowed) => Ok(None),
            Err(CallError::Refused(text)) => Ok(Some(told(text))),
            Err(CallError::Invalid(errors)) => {
                Ok(errors.into_iter().next().map(|error| told(format!("{}: {}", error.field, error.message))))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A view of what a plugin tells the person instead of a view.
fn told(text: String) -> View {
    View { title: None, blocks: vec![Block::Callout(CalloutBlock { tone: CalloutTone::Warning, text })] }
}
