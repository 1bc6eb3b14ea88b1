//! Resolving plugins' fields on behalf of a caller.

use std::sync::Arc;

use serde_json::Value;
use vuoro_kernel::{Caller, ConversationId, RequestContext, Who};
use vuoro_plugins::{Actor, Context, Delegate, Plugins};

use super::{FieldRequest, PluginRefusal, PluginSet, delegate::Host};
use crate::{Domain, Error, rights};

impl Domain {
    /// A plugin's values for a field of its schema, one for each parent. Members; customers for the fields that the
    /// manifest opens to them.
    ///
    /// # Errors
    /// `NotFound` when the plugin isn't enabled, `Forbidden` for customers on other fields; otherwise why the plugin
    /// gave no answer.
    pub async fn plugin_fields(
        &self,
        request: &RequestContext,
        plugin: &str,
        field: FieldRequest,
    ) -> Result<Vec<Value>, PluginRefusal> {
        let actor = actor(&request.caller)?;
        let set = self.plugins_of(&request.caller).await?;
        let plugin = set.get(plugin).ok_or(Error::NotFound)?;
        let name = format!("{}.{}", field.parent_type, field.field);
        if matches!(actor, Actor::Visitor(_)) && !plugin.manifest.fields.visitors.contains(&name) {
            return Err(Error::Forbidden.into());
        }
        let floor = self.plugin_floor()?;
        let context = Context { about: only_conversation(&field), ..Context::new(actor, request.language) };
        Ok(floor.resolve(&self.delegate(), &plugin.target, &context, &field).await?)
    }

    async fn plugins_of(&self, caller: &Caller) -> Result<Arc<PluginSet>, Error> {
        self.plugin_set(rights::called(caller)?).await
    }

    pub(in crate::plugin) fn plugin_floor(&self) -> Result<&Plugins, Error> {
        self.plugins.floor.as_ref().ok_or(Error::NotFound)
    }

    /// What plugins' calls may do in this domain.
    pub(in crate::plugin) fn delegate(&self) -> Arc<dyn Delegate> {
        // Holds the domain weakly, because the domain owns what holds it.
        self.plugins.delegate.get_or_init(|| Arc::new(Host::of(self))).clone()
    }
}

/// The conversation that a field is asked of, when it is asked of one alone.
fn only_conversation(request: &FieldRequest) -> Option<ConversationId> {
    match request.parents.as_slice() {
        [parent] if request.parent_type == "Conversation" => parent.as_str()?.parse().ok(),
        _ => None,
    }
}

/// The actor of a plugin's call for a caller of an organisation.
pub(in crate::plugin) fn actor(caller: &Caller) -> Result<Actor, Error> {
    match caller.who {
        Who::Member { .. } => rights::member(caller).map(|by| Actor::Member { id: by.member, role: by.role }),
        Who::Visitor(_) => rights::visitor(caller).map(|by| Actor::Visitor(by.visitor)),
        Who::Stranger => Err(Error::Unauthenticated),
        Who::Account { .. } => Err(Error::NotFound),
    }
}
