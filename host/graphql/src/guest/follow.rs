//! Subscription fields added by plugins: each value that a plugin publishes is an event.

use std::sync::Arc;

use apollo_compiler::ast::FieldDefinition;
use async_graphql::dynamic::FieldValue;
use serde_json::Value as Json;
use vuoro_domain::{CallError, Domain, PluginRefusal};
use vuoro_kernel::Caller;

use super::shape::{Shape, misfit};
use crate::{
    bind::Stop,
    compose::Contract,
    error::{Code, Failure},
};

/// A subscription field of a plugin.
pub(crate) struct Followed {
    /// The plugin's id.
    pub plugin: Arc<str>,
    /// The field's name.
    pub field: String,
    shape: Shape,
}

impl Followed {
    /// Reads the field's definition.
    ///
    /// # Errors
    /// When plugins can't give values of its type; the text is for the plugin's author.
    pub fn new(contract: &Contract, plugin: &Arc<str>, field: &FieldDefinition) -> Result<Self, String> {
        let shape = Shape::of(contract, plugin, &field.ty)?;
        Ok(Self { plugin: plugin.clone(), field: field.name.to_string(), shape })
    }

    /// Converts a published value for the engine.
    ///
    /// # Errors
    /// When it doesn't fit the field's type, or a record that it refers to can't be read.
    pub async fn value(
        &self,
        value: &Json,
        domain: &Domain,
        caller: &Caller,
        request_id: &str,
    ) -> Result<FieldValue<'static>, Failure> {
        let fitted = match self.shape.host() {
            Some(host) => self.shape.load(host, value, domain, caller).await,
            None => {
                self.shape.fit(value).map_err(|wrong| misfit(&self.plugin, "Subscription", &self.field, &wrong).into())
            }
        };
        match fitted {
            Ok(value) => Ok(value.unwrap_or(FieldValue::NULL)),
            Err(Stop::Failure(failure)) => Err(failure),
            Err(Stop::Error(error)) => Err(Failure::of(error, request_id)),
            Err(Stop::Problem(problem)) => Err(Failure::bad_input(problem.message())),
        }
    }

    /// The error that a client gets when the subscription is refused.
    pub fn failure(&self, refusal: PluginRefusal, request_id: &str) -> Failure {
        let error = match refusal {
            PluginRefusal::Error(error) => return Failure::of(error, request_id),
            PluginRefusal::Call(error) => error,
        };
        match error {
            CallError::NotAllowed => Failure::new(Code::Forbidden, "You may not follow this."),
            CallError::NotFound => Failure::not_found(),
            CallError::Refused(text) => Failure::new(Code::Forbidden, text),
            CallError::Invalid(errors) => {
                let told = errors.first().map(|error| format!("{} {}", error.field, error.message));
                Failure::bad_input(told.unwrap_or_else(|| "the arguments break a rule".into()))
            }
            CallError::Failed(_) => Failure::plugin_failed(&self.plugin, "failed", request_id),
            CallError::Unavailable(why) => Failure::plugin_failed(&self.plugin, &why.to_string(), request_id),
        }
    }
}
