//! Pressing a button of a panel, or sending its form.

use serde_json::{Map, Value, json};
use vuoro_kernel::Caller;
use vuoro_package::Slot;
use vuoro_plugins::{Context, limits::PANEL_ID_CHARS, view::Acted};

use super::{Panel, Subject};
use crate::{
    Domain, Error,
    plugin::{PluginRefusal, ask::actor},
    rights,
};

/// Bytes of a form's values as JSON.
const VALUES_BYTES_MAX: usize = 32 * 1024;

/// What a person did in a panel.
#[derive(Clone, Debug)]
pub struct ActOnPanel {
    /// Whose panel.
    pub plugin: String,
    /// Where it stands.
    pub slot: Slot,
    /// What it is about.
    pub subject: Subject,
    /// The id of the button, form or tag picker.
    pub block: String,
    /// The values by the ids of the inputs, or what the button carries.
    pub values: Map<String, Value>,
}

impl Domain {
    /// Tells a plugin what a person did in its panel, and gives the panel and what follows. Whoever may see the panel.
    pub async fn act_on_panel(
        &self,
        caller: &Caller,
        language: &str,
        did: ActOnPanel,
    ) -> Result<(Panel, Acted), PluginRefusal> {
        let (subject, role) = self.panel_subject(caller, did.slot, did.subject).await?;
        let set = self.plugin_set(rights::called(caller)?).await?;
        let plugin = set.get(&did.plugin).ok_or(Error::NotFound)?;
        let panel = Panel::of(plugin, did.slot, subject, role).ok_or(Error::NotFound)?;
        if did.block.is_empty() || did.block.chars().count() > PANEL_ID_CHARS {
            return Err(Error::BadInput(format!("block has 1 to {PANEL_ID_CHARS} characters")).into());
        }
        let input = json!({ "block": did.block, "values": did.values });
        if input.to_string().len() > VALUES_BYTES_MAX {
            return Err(Error::BadInput(format!("values have {VALUES_BYTES_MAX} bytes at most")).into());
        }
        let context = Context { about: subject.conversation, ..Context::new(actor(caller)?, language) };
        let (floor, delegate) = (self.plugin_floor()?, self.delegate());
        let acted = floor.act(&delegate, &plugin.target, &context, did.slot, &subject.to_json(), &input).await?;
        Ok((panel, acted))
    }
}
