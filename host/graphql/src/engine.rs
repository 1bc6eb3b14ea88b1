//! Prepares and runs operations, independent of what their resolvers do.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{
    Request as EngineRequest, Response, Value, Variables, dynamic::Schema, parser::types::OperationType,
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use strum::IntoStaticStr;
use vuoro_domain::Domain;

use crate::{
    answer,
    bind::Binder,
    compose::{self, ComposeError, Contract, Fragment},
    documents::Documents,
    dynamic::{self, SAID_ELSEWHERE},
    error::{Code, Failure, Rejected},
    guest,
    plan::Plan,
    scope::{Context, Scope},
    variables,
};

/// Who may query the schema itself. Everyone may ask for `__typename`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introspection {
    /// Signed-in accounts; at an organisation's endpoint, its members.
    SignedIn,
    /// Everyone, as in development.
    Everybody,
}

/// A request with the parameters of GraphQL over HTTP.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The document.
    pub query: String,
    /// The name of the operation to run, where the document has several.
    #[serde(default)]
    pub operation_name: Option<String>,
    /// The values of its variables.
    #[serde(default)]
    pub variables: Option<Map<String, Json>>,
    /// Not used. It is read so that a value of the wrong type is refused.
    #[serde(default)]
    pub extensions: Option<Map<String, Json>>,
}

/// The kind of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// Reads.
    Query,
    /// Changes, field by field in order.
    Mutation,
    /// Subscribes to events.
    Subscription,
}

/// A request that may be run: it is within all limits, valid against the schema, and its variables are read.
#[derive(Debug)]
pub struct Prepared {
    /// The kind of its operation.
    pub kind: Kind,
    /// The operation's name in the document.
    pub operation_name: Option<Arc<str>>,
    pub(crate) plan: Arc<Plan>,
    pub(crate) variables: Variables,
}

/// A schema with its resolvers and its cached documents.
pub(crate) struct Engine {
    pub contract: Contract,
    pub schema: Schema,
    plain: HashSet<(String, String)>,
    /// The fields of `Subscription` that plugins added, by name.
    pub followed: HashMap<String, Arc<guest::Followed>>,
    documents: Documents,
    introspection: Introspection,
}

impl Engine {
    /// Composes the schema and binds the resolvers, which find the domain in the schema's data.
    ///
    /// # Errors
    /// When the SDL isn't valid or a field has no resolver.
    pub fn new(
        files: &[(&str, &str)],
        fragments: &[Fragment],
        binder: Binder,
        introspection: Introspection,
        domain: Option<Domain>,
    ) -> Result<Self, ComposeError> {
        let contract = compose::compose(files, fragments)?;
        let dynamic::Built { schema, plain, followed } = dynamic::build(&contract, binder, domain)?;
        Ok(Self { contract, schema, plain, followed, documents: Documents::default(), introspection })
    }

    /// Checks and plans a request without running anything.
    ///
    /// # Errors
    /// The errors of the request as a whole (GraphQL specification, section 7.1.2).
    pub fn prepare(&self, request: Request, context: &Context) -> Result<Prepared, Rejected> {
        let document = self.documents.get(&self.contract, &request.query)?;
        let operation = document.operation(request.operation_name.as_deref())?;
        if document.asks_for_schema(operation) && !self.shows_schema(context) {
            return Err(Failure::new(Code::Forbidden, "The schema is shown to those who are signed in here.").into());
        }
        let variables = variables::coerce(&self.contract, operation, request.variables.unwrap_or_default())?;
        let is_plain = |on: &str, field: &str| self.plain.contains(&(on.to_owned(), field.to_owned()));
        let plan = document.plan(&self.contract, operation, &variables, &is_plain)?;
        plan.check_rows(&variables)?;
        let kind = match plan.kind() {
            OperationType::Query => Kind::Query,
            OperationType::Mutation => Kind::Mutation,
            OperationType::Subscription => Kind::Subscription,
        };
        let operation_name = operation.name.as_ref().map(|name| Arc::from(name.as_str()));
        Ok(Prepared { kind, operation_name, plan, variables })
    }

    fn shows_schema(&self, context: &Context) -> bool {
        let caller = &context.caller;
        match (self.introspection, caller.organisation) {
            (Introspection::Everybody, _) => true,
            (Introspection::SignedIn, None) => caller.account().is_some(),
            (Introspection::SignedIn, Some(_)) => caller.role().is_some(),
        }
    }

    /// Runs a query or mutation.
    pub async fn run(&self, plan: &Plan, variables: Variables, scope: &Arc<Scope>) -> Bytes {
        let response = self.schema.execute(self.request(plan, variables, scope)).await;
        self.finish(plan, scope, response)
    }

    /// The response of an operation that failed as a whole while it ran.
    pub fn failed(&self, plan: &Plan, failure: Failure) -> Bytes {
        answer::write(&self.contract, plan, Value::Null, &[failure])
    }

    /// The request that async-graphql runs.
    pub fn request(&self, plan: &Plan, variables: Variables, scope: &Arc<Scope>) -> EngineRequest {
        let mut request = EngineRequest::new("").variables(variables).data(scope.clone());
        request.set_parsed_query(plan.document.clone());
        request
    }

    /// Writes the response, with the errors that the scope collected.
    pub fn finish(&self, plan: &Plan, scope: &Scope, response: Response) -> Bytes {
        let mut failures = std::mem::take(&mut *scope.failures.lock());
        // An error that none of our resolvers raised is a bug: a value that doesn't fit its type.
        for error in response.errors.into_iter().filter(|error| error.message != SAID_ELSEWHERE) {
            let failure = scope.internal(&error);
            failures.push(Failure { path: error.path, locations: error.locations, ..failure });
        }
        answer::write(&self.contract, plan, response.data, &failures)
    }
}

#[cfg(test)]
mod tests;
