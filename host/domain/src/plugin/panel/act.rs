//! Actions in a panel: a button pressed or a form submitted.

use serde_json::{Map, Value, json};
use vuoro_kernel::RequestContext;
use vuoro_package::Slot;
use vuoro_plugins::{Context, limits::BLOCK_ID_CHARS, view::Acted};

use super::{Panel, Subject};
use crate::{
    Domain, Error,
    plugin::{PluginRefusal, ask::actor},
    rights,
};

/// Most bytes of a form's values as JSON.
const VALUES_BYTES_MAX: usize = 32 * 1024;

/// The input of [`Domain::act_on_panel`].
#[derive(Clone, Debug)]
pub struct ActOnPanel {
    /// The id of the panel's plugin.
    pub plugin: String,
    /// The panel's slot.
    pub slot: Slot,
    /// What the panel is about.
    pub subject: Subject,
    /// The id of the button, form or tag picker.
    pub block: String,
    /// The values by the inputs' ids, or those that the button carries.
    pub values: Map<String, Value>,
}

impl Domain {
    /// Tells a plugin what a person did in its panel, and returns the panel and the result. Everyone who may see the
    /// panel.
    ///
    /// # Errors
    /// `NotFound` when the caller may not see the panel, `BadInput` for too many values; otherwise why the plugin gave
    /// no answer.
    pub async fn act_on_panel(
        &self,
        request: &RequestContext,
        did: ActOnPanel,
    ) -> Result<(Panel, Acted), PluginRefusal> {
        let (subject, role) = self.panel_subject(&request.caller, did.slot, did.subject).await?;
        let set = self.plugin_set(rights::called(&request.caller)?).await?;
        let plugin = set.get(&did.plugin).ok_or(Error::NotFound)?;
        let panel = Panel::of(plugin, did.slot, subject, role).ok_or(Error::NotFound)?;
        if did.block.is_empty() || did.block.chars().count() > BLOCK_ID_CHARS {
            return Err(Error::BadInput(format!("block has 1 to {BLOCK_ID_CHARS} characters")).into());
        }
        let input = json!({ "block": did.block, "values": did.values });
        if input.to_string().len() > VALUES_BYTES_MAX {
            return Err(Error::BadInput(format!("values have {VALUES_BYTES_MAX} bytes at most")).into());
        }
        let context =
            Context { about: subject.conversation, ..Context::new(actor(&request.caller)?, request.language) };
        let (floor, delegate) = (self.plugin_floor()?, self.delegate());
        let acted = floor.act(&delegate, &plugin.target, &context, did.slot, &subject.to_json(), &input).await?;
        Ok((panel, acted))
    }
}
