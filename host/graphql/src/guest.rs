//! Fields that plugins resolve. A plugin returns JSON; a client gets exactly what the plugin's SDL promises, and a
//! value that doesn't fit fails that field only.

mod batch;
mod follow;
mod shape;

use std::sync::Arc;

use apollo_compiler::ast::FieldDefinition;
use serde_json::{Map, Value as Json};
use vuoro_domain::{CallError, Conversation, FieldRequest, Member, Organisation, PluginRefusal, Problem, Queue};

pub(crate) use batch::Batches;
pub(crate) use follow::Followed;
use shape::{Given, Misfit, Shape, misfit};

use crate::{
    bind::{Bound, Call, Property, Resolved, Stop},
    compose::Contract,
    error::Failure,
};

/// The resolver of a field that a plugin added.
///
/// # Errors
/// When plugins can't give values of the field's type.
pub(crate) fn bound(
    contract: &Contract,
    plugin: &Arc<str>,
    parent_type: &str,
    field: &FieldDefinition,
) -> Result<Bound, String> {
    let shape = Shape::of(contract, plugin, &field.ty)?;
    let is_own = contract.owners.of_type(parent_type).is_some();
    let asked = Arc::new(Asked {
        plugin: plugin.clone(),
        parent_type: parent_type.to_owned(),
        field: field.name.to_string(),
        is_property: is_own && field.arguments.is_empty(),
        is_mutation: contract
            .schema
            .schema_definition
            .mutation
            .as_ref()
            .is_some_and(|name| name.as_str() == parent_type),
        shape,
    });
    if asked.is_property && asked.shape.host().is_none() {
        return Ok(Bound::Plain(property(asked)));
    }
    Ok(Bound::Load(Box::new(move |call| {
        let asked = asked.clone();
        Box::pin(async move { asked.load(call).await })
    })))
}

fn property(asked: Arc<Asked>) -> Property {
    Box::new(move |value, scope| {
        let parent = value.downcast_ref::<Given>().ok_or_else(|| scope.internal(format!("no Given in {value:?}")))?;
        let given = parent.0.get(&asked.field).unwrap_or(&Json::Null);
        asked.shape.fit(given).map_err(|misfit| asked.misfits(&misfit).into())
    })
}

/// A field that a plugin resolves.
struct Asked {
    plugin: Arc<str>,
    parent_type: String,
    field: String,
    is_property: bool,
    is_mutation: bool,
    shape: Shape,
}

impl Asked {
    async fn load<'a>(&self, call: Call<'a>) -> Resolved<'a> {
        let given = if self.is_property {
            call.parent::<Given>()?.0.get(&self.field).cloned().unwrap_or_default()
        } else {
            self.ask(&call).await?
        };
        call.scope.count_rows(rows(&given))?;
        match self.shape.host() {
            Some(host) => self.shape.load(host, &given, call.domain(), call.caller()).await,
            None => self.shape.fit(&given).map_err(|misfit| self.misfits(&misfit).into()),
        }
    }

    /// The plugin's value for this parent.
    async fn ask(&self, call: &Call<'_>) -> Result<Json, Stop> {
        let parent = self.parent(call)?;
        let arguments = arguments(call);
        if self.is_mutation {
            // Mutations run one after another, so there is nothing to combine.
            let request = self.request(arguments, vec![parent]);
            let answer = call.domain().plugin_fields(call.request(), &self.plugin, request).await;
            let values = answer.map_err(|refusal| refused(&self.plugin, &refusal, call))?;
            return Ok(values.into_iter().next().unwrap_or_default());
        }
        let batches = &call.scope.batches;
        let key = format!("{}\n{}\n{}\n{arguments}", self.plugin, self.parent_type, self.field);
        let ask = |parents| {
            let request = self.request(arguments.clone(), parents);
            call.domain().plugin_fields(call.request(), &self.plugin, request)
        };
        batches.one(key, parent, ask).await.map_err(|refusal| refused(&self.plugin, &refusal, call))
    }

    fn request(&self, arguments: Json, parents: Vec<Json>) -> FieldRequest {
        FieldRequest { parent_type: self.parent_type.clone(), field: self.field.clone(), arguments, parents }
    }

    /// The parent as the plugin gets it: the id of a host record, or the value itself for the plugin's own types.
    fn parent(&self, call: &Call<'_>) -> Result<Json, Stop> {
        let id = match self.parent_type.as_str() {
            "Conversation" => call.parent::<Conversation>()?.id.to_string(),
            "Queue" => call.parent::<Queue>()?.id.to_string(),
            "Member" => call.parent::<Member>()?.id.to_string(),
            "Organisation" => call.parent::<Organisation>()?.id.to_string(),
            "Query" | "Mutation" => return Ok(Json::Null),
            _ => return Ok(call.parent::<Given>()?.0.clone()),
        };
        Ok(Json::String(id))
    }

    fn misfits(&self, wrong: &Misfit) -> Failure {
        misfit(&self.plugin, &self.parent_type, &self.field, wrong)
    }
}

/// What a plugin's refusal is to the client: a problem where the field's union has it, otherwise an error.
pub(crate) fn refused(plugin: &str, refusal: &PluginRefusal, call: &Call<'_>) -> Stop {
    let error = match refusal {
        PluginRefusal::Error(error) => return Stop::Error(error.clone()),
        PluginRefusal::Call(error) => error,
    };
    let id = &call.scope.context.request_id;
    match error {
        CallError::NotAllowed => Stop::Problem(Problem::NotAllowed),
        CallError::NotFound => Failure::not_found().into(),
        CallError::Invalid(errors) => match errors.first() {
            Some(error) => Stop::Problem(Problem::invalid(error.field.as_str(), &error.message)),
            None => Failure::bad_input("the input breaks a rule").into(),
        },
        CallError::Refused(text) => {
            Stop::Problem(Problem::PluginRefused { plugin: plugin.to_owned(), message: text.clone() })
        }
        CallError::Failed(_) => Failure::plugin_failed(plugin, "failed", id).into(),
        CallError::Unavailable(why) => Failure::plugin_failed(plugin, &why.to_string(), id).into(),
    }
}

fn arguments(call: &Call<'_>) -> Json {
    let of = |(name, value): (&async_graphql::Name, &async_graphql::Value)| {
        Some((name.to_string(), value.clone().into_json().ok()?))
    };
    Json::Object(call.context.args.as_index_map().iter().filter_map(of).collect::<Map<_, _>>())
}

/// The number of list rows that a value adds to the response.
fn rows(value: &Json) -> usize {
    match value {
        Json::Array(items) => items.len() + items.iter().map(rows).sum::<usize>(),
        Json::Object(fields) => fields.values().map(rows).sum(),
        _ => 0,
    }
}
