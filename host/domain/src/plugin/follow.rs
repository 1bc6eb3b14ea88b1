//! Following plugins' subscription fields.

use std::sync::Arc;

use async_stream::try_stream;
use futures_util::{StreamExt, stream::BoxStream};
use serde_json::Value;
use vuoro_bus::{Channel, Topic};
use vuoro_kernel::{Caller, Change, OrganisationId, RequestContext};
use vuoro_plugins::{Actor, Context};

use super::{PluginRefusal, ask::actor};
use crate::{Domain, Error, rights};

impl Domain {
    /// Follows the values of a plugin's subscription field. Members; customers for the fields that the manifest opens
    /// to them. Ends when the caller loses that right, and when the plugin is disabled.
    ///
    /// # Errors
    /// `NotFound` when the plugin isn't enabled, `Forbidden` for customers on other fields; otherwise why the plugin
    /// gave no topic.
    pub async fn follow_plugin(
        &self,
        request: &RequestContext,
        plugin: &str,
        field: &str,
        arguments: &Value,
    ) -> Result<BoxStream<'static, Result<Value, Error>>, PluginRefusal> {
        let (actor, organisation) = (actor(&request.caller)?, rights::called(&request.caller)?);
        let set = self.plugin_set(organisation).await?;
        let enabled = set.get(plugin).ok_or(Error::NotFound)?;
        let is_open = || enabled.manifest.fields.visitors.iter().any(|open| *open == format!("Subscription.{field}"));
        if matches!(actor, Actor::Visitor(_)) && !is_open() {
            return Err(Error::Forbidden.into());
        }
        let (floor, context) = (self.plugin_floor()?, Context::new(actor, request.language));
        let topic = floor.topic(&self.delegate(), &enabled.target, &context, field, arguments).await?;
        let (domain, caller, plugin): (Self, Caller, Arc<str>) = (self.clone(), request.caller, plugin.into());
        let channel = Channel { organisation, plugin: plugin.clone(), topic: topic.as_str().into() };
        let mut values = self.bus.follow(channel);
        let mut changes = self.bus.subscribe(Topic::Rights);
        Ok(try_stream! {
            loop {
                let heard = tokio::select! {
                    value = values.next() => Heard::Value(value),
                    change = changes.next() => Heard::Change(change),
                };
                match heard {
                    Heard::Change(change) => {
                        if may_switch(&change, organisation)
                            && domain.plugin_set(organisation).await?.get(&plugin).is_none()
                        {
                            return;
                        }
                    }
                    Heard::Value(value) => {
                        if !domain.still(&caller).await? {
                            return;
                        }
                        yield serde_json::from_str(&value).map_err(|error| Error::Internal(error.to_string()))?;
                    }
                }
            }
        }
        .boxed())
    }
}

/// What a follower waits for.
enum Heard {
    Value(Arc<str>),
    Change(Change),
}

/// Whether a change may have disabled a plugin of the organisation.
fn may_switch(change: &Change, here: OrganisationId) -> bool {
    match change {
        Change::Missed => true,
        Change::Plugins { organisation } => *organisation == here,
        _ => false,
    }
}
