//! The panels of a slot.

use std::sync::Arc;

use vuoro_kernel::{Caller, Role};
use vuoro_package::{PluginRole, Slot, Texts};

use super::Subject;
use crate::{Domain, Error, plugin::EnabledPlugin, rights};

/// A panel that the caller may see.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The plugin's id.
    pub plugin: Arc<str>,
    /// The slot.
    pub slot: Slot,
    /// The plugin's title for it.
    pub title: Texts,
    /// What it is about.
    pub subject: Subject,
}

impl Panel {
    /// The plugin's panel in the slot, if it has one there for this role; the role is `None` for customers.
    pub(super) fn of(plugin: &EnabledPlugin, slot: Slot, subject: Subject, role: Option<Role>) -> Option<Self> {
        let panel = plugin.manifest.panels.iter().find(|panel| panel.slot == slot)?;
        let is_enough = match panel.role {
            Some(PluginRole::Owner) => role >= Some(Role::Owner),
            Some(PluginRole::Operator) => role >= Some(Role::Operator),
            Some(PluginRole::Handler) | None => true,
        };
        is_enough.then(|| Self { plugin: plugin.id.clone(), slot, title: panel.title.clone(), subject })
    }
}

impl Domain {
    /// The panels of a slot that the caller may see, by their plugins' ids.
    ///
    /// # Errors
    /// `Forbidden` for a slot that isn't for this kind of caller, `NotFound` when they may not see its subject.
    pub async fn panels(&self, caller: &Caller, slot: Slot, asked: Subject) -> Result<Vec<Panel>, Error> {
        let (subject, role) = self.panel_subject(caller, slot, asked).await?;
        let set = self.plugin_set(rights::called(caller)?).await?;
        Ok(set.iter().filter_map(|plugin| Panel::of(plugin, slot, subject, role)).collect())
    }
}
