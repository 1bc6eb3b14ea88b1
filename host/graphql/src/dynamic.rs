//! Builds async-graphql's schema from a checked schema and its resolvers. Fails when a field has no resolver or a
//! resolver has no field.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use apollo_compiler::{
    ast::{self, Directive, EnumValueDefinition, FieldDefinition, InputValueDefinition, Type},
    schema::{EnumType, ExtendedType, InputObjectType, InterfaceType, ObjectType, ScalarType, UnionType},
};
use async_graphql::{
    Error as Raised, PathSegment, QueryPathNode, QueryPathSegment, ValidationMode,
    dynamic::{
        Enum, EnumItem, Field, FieldFuture, FieldValue, InputObject, InputValue, Interface, InterfaceField, Object,
        ResolverContext, Scalar, Schema, Subscription, SubscriptionField, SubscriptionFieldFuture, TypeRef, Union,
    },
};
use vuoro_domain::{Domain, Problem};

use crate::{
    bind::{Binder, Bound, Call, Leaf, Resolved, Stop},
    compose::{ComposeError, Contract},
    error::{Code, Failure},
    guest,
    live::NextEvent,
    scope::Scope,
    variables::constant,
};

/// The message of an error whose text is kept in the request's scope. Clients never see it.
pub(crate) const SAID_ELSEWHERE: &str = "\0";

/// A plan nests at most a selection set and an inline fragment for each level; reaching this limit would be a bug.
const RECURSION_MAX: usize = 100;

/// The schema as async-graphql runs it.
pub(crate) struct Built {
    pub schema: Schema,
    pub plain: HashSet<(String, String)>,
    /// The fields of `Subscription` that plugins added, by name.
    pub followed: HashMap<String, Arc<guest::Followed>>,
}

/// Builds the schema.
///
/// # Errors
/// When fields and resolvers don't match.
pub(crate) fn build(contract: &Contract, binder: Binder, domain: Option<Domain>) -> Result<Built, ComposeError> {
    let names = &contract.schema.schema_definition;
    let root = |name: &Option<apollo_compiler::schema::ComponentName>| name.as_ref().map(|name| name.to_string());
    let (query, mutation, subscription) = (root(&names.query), root(&names.mutation), root(&names.subscription));
    let query = query.ok_or_else(|| ComposeError::Invalid("no query type".into()))?;
    let mut builder = Schema::build(&query, mutation.as_deref(), subscription.as_deref())
        .validation_mode(ValidationMode::Fast)
        .limit_recursive_depth(RECURSION_MAX)
        .disable_suggestions();
    if let Some(domain) = domain {
        builder = builder.data(domain);
    }
    let mut maker = Maker { contract, binder, plain: HashSet::new(), followed: HashMap::new(), unbound: Vec::new() };
    for (name, def) in contract.schema.types.iter().filter(|(_, def)| !def.is_built_in()) {
        builder = match def {
            ExtendedType::Scalar(def) => builder.register(scalar(def)),
            ExtendedType::Object(def) if Some(name.as_str()) == subscription.as_deref() => {
                builder.register(maker.subscription(def))
            }
            ExtendedType::Object(def) => builder.register(maker.object(def)),
            ExtendedType::Interface(def) => builder.register(maker.interface(def)),
            ExtendedType::Union(def) => builder.register(union(def)),
            ExtendedType::Enum(def) => builder.register(enumeration(def)),
            ExtendedType::InputObject(def) => builder.register(maker.input(def)),
        };
    }
    let Maker { binder, plain, followed, mut unbound, .. } = maker;
    unbound.extend(binder.bound.into_keys().map(|(on, field)| format!("{on}.{field} has a resolver and no field")));
    if !unbound.is_empty() {
        return Err(ComposeError::Unbound(unbound.join("; ")));
    }
    let schema = builder.finish().map_err(|error| ComposeError::Invalid(error.0))?;
    Ok(Built { schema, plain, followed })
}

struct Maker<'c> {
    contract: &'c Contract,
    binder: Binder,
    plain: HashSet<(String, String)>,
    followed: HashMap<String, Arc<guest::Followed>>,
    unbound: Vec<String>,
}

macro_rules! described {
    ($made:expr, $def:expr) => {{
        let (made, def) = ($made, $def);
        match &def.description {
            Some(text) => made.description(text.to_string()),
            None => made,
        }
    }};
}

macro_rules! deprecated {
    ($made:expr, $def:expr) => {{
        let (made, def) = ($made, $def);
        match def.directives.get("deprecated") {
            Some(directive) => made.deprecation(reason(directive).as_deref()),
            None => made,
        }
    }};
}

fn reason(directive: &Directive) -> Option<String> {
    match &**directive.specified_argument_by_name("reason")? {
        ast::Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

impl Maker<'_> {
    fn object(&mut self, def: &ObjectType) -> Object {
        let mut object = described!(Object::new(def.name.as_str()), def);
        let is_problem = def.implements_interfaces.iter().any(|name| name.name == "Problem");
        for name in &def.implements_interfaces {
            object = object.implement(name.as_str());
        }
        for field in def.fields.values() {
            let key = (def.name.to_string(), field.name.to_string());
            let bound = match self.binder.bound.remove(&key) {
                Some(bound) => bound,
                None if let Some(plugin) = self.contract.owners.of_field(&key.0, &key.1) => {
                    match guest::bound(self.contract, plugin, &key.0, field) {
                        Ok(bound) => bound,
                        Err(text) => {
                            self.unbound.push(text);
                            continue;
                        }
                    }
                }
                None if is_problem => Bound::Plain(Box::new(problem_property(&field.name))),
                None => {
                    self.unbound.push(format!("{}.{} has no resolver", key.0, key.1));
                    continue;
                }
            };
            if matches!(bound, Bound::Plain(_)) {
                if !field.arguments.is_empty() {
                    self.unbound.push(format!("{}.{} has arguments that its property ignores", key.0, key.1));
                }
                self.plain.insert(key);
            }
            let made = Field::new(field.name.as_str(), type_ref(&field.ty), self.resolver(field, bound));
            let made = deprecated!(described!(made, field), field);
            object = object.field(field.arguments.iter().fold(made, |made, def| made.argument(self.input_value(def))));
        }
        object
    }

    fn resolver(
        &self,
        field: &FieldDefinition,
        bound: Bound,
    ) -> impl for<'a> Fn(ResolverContext<'a>) -> FieldFuture<'a> + Send + Sync + use<> {
        let type_name = field.ty.inner_named_type();
        let union = self.contract.schema.get_union(type_name);
        let members = union.map(|union| union.members.iter().map(|name| name.to_string()).collect());
        let members: Arc<HashSet<String>> = Arc::new(members.unwrap_or_default());
        move |context| match &bound {
            Bound::Plain(property) | Bound::Personal(property) => {
                let scope = scope(&context);
                match property(context.parent_value, scope) {
                    Ok(value) => FieldFuture::Value(value),
                    Err(stop) => {
                        let error = raise(&context, settle(stop, scope, &HashSet::new()).err());
                        FieldFuture::Future(Box::pin(async { Err(error) }))
                    }
                }
            }
            Bound::Load(load) => {
                let scope = scope(&context);
                let (path, pos) = (context.ctx.path_node, context.ctx.item.pos);
                let members = members.clone();
                let loading = load(Call { context, scope });
                FieldFuture::Future(Box::pin(async move {
                    let settled = match loading.await {
                        Ok(value) => Ok(value),
                        Err(stop) => settle(stop, scope, &members),
                    };
                    settled.map_err(|failure| {
                        let path = path.as_ref().map(path_of).unwrap_or_default();
                        scope.failures.lock().push(Failure { path, ..failure.at(Some(pos)) });
                        Raised::new(SAID_ELSEWHERE)
                    })
                }))
            }
            Bound::Events => FieldFuture::Value(None),
        }
    }

    fn subscription(&mut self, def: &ObjectType) -> Subscription {
        let mut subscription = described!(Subscription::new(def.name.as_str()), def);
        for field in def.fields.values() {
            let key = (def.name.to_string(), field.name.to_string());
            match (self.binder.bound.remove(&key), self.contract.owners.of_field(&key.0, &key.1)) {
                (Some(Bound::Events), _) => {}
                (None, Some(plugin)) => match guest::Followed::new(self.contract, plugin, field) {
                    Ok(followed) => {
                        self.followed.insert(key.1, Arc::new(followed));
                    }
                    Err(text) => self.unbound.push(text),
                },
                _ => self.unbound.push(format!("{}.{} has no resolver", key.0, key.1)),
            }
            let made = SubscriptionField::new(field.name.as_str(), type_ref(&field.ty), events);
            let made = deprecated!(described!(made, field), field);
            let made = field.arguments.iter().fold(made, |made, def| made.argument(self.input_value(def)));
            subscription = subscription.field(made);
        }
        subscription
    }

    fn interface(&self, def: &InterfaceType) -> Interface {
        let mut interface = described!(Interface::new(def.name.as_str()), def);
        for name in &def.implements_interfaces {
            interface = interface.implement(name.as_str());
        }
        for field in def.fields.values() {
            let made = InterfaceField::new(field.name.as_str(), type_ref(&field.ty));
            let made = deprecated!(described!(made, field), field);
            let made = field.arguments.iter().fold(made, |made, def| made.argument(self.input_value(def)));
            interface = interface.field(made);
        }
        interface
    }

    fn input(&self, def: &InputObjectType) -> InputObject {
        let object = described!(InputObject::new(def.name.as_str()), def);
        def.fields.values().fold(object, |object, field| object.field(self.input_value(field)))
    }

    fn input_value(&self, def: &InputValueDefinition) -> InputValue {
        let value = described!(InputValue::new(def.name.as_str(), type_ref(&def.ty)), def);
        match &def.default_value {
            Some(default) => value.default_value(constant(self.contract, default, &def.ty)),
            None => value,
        }
    }
}

fn scalar(def: &ScalarType) -> Scalar {
    described!(Scalar::new(def.name.as_str()), def)
}

fn union(def: &UnionType) -> Union {
    let union = described!(Union::new(def.name.as_str()), def);
    def.members.iter().fold(union, |union, member| union.possible_type(member.as_str()))
}

fn enumeration(def: &EnumType) -> Enum {
    let item = |value: &EnumValueDefinition| deprecated!(described!(EnumItem::new(value.value.as_str()), value), value);
    def.values.values().fold(described!(Enum::new(def.name.as_str()), def), |made, value| made.item(item(value)))
}

fn type_ref(ty: &Type) -> TypeRef {
    match ty {
        Type::Named(name) => TypeRef::named(name.as_str()),
        Type::NonNullNamed(name) => TypeRef::named_nn(name.as_str()),
        Type::List(item) => TypeRef::List(Box::new(type_ref(item))),
        Type::NonNullList(item) => TypeRef::NonNull(Box::new(TypeRef::List(Box::new(type_ref(item))))),
    }
}

/// Resolves a field of a problem by its name in the schema.
fn problem_property(field: &str) -> impl for<'a> Fn(&'a FieldValue<'a>, &Scope) -> Resolved<'a> + use<> {
    let field = field.to_owned();
    move |value, scope| {
        let problem = value.downcast_ref::<Problem>();
        let leaf = match (field.as_str(), problem) {
            ("message", Some(problem)) => problem.message().leaf(),
            ("field", Some(Problem::InvalidInput { field, .. })) => field.leaf(),
            (
                "maxBytes",
                Some(Problem::AttachmentTooLarge { max_bytes } | Problem::UploadQuotaReached { max_bytes }),
            ) => max_bytes.leaf(),
            ("plugin", Some(Problem::PluginRefused { plugin, .. })) => plugin.leaf(),
            ("retryAfterMs", Some(Problem::TooManyAttempts { retry_after_ms })) => retry_after_ms.leaf(),
            _ => return Err(Stop::Failure(scope.internal(format!("no {field} in {value:?}")))),
        };
        Ok(leaf.map(FieldValue::value))
    }
}

fn scope<'a>(context: &ResolverContext<'a>) -> &'a Scope {
    context.ctx.data_unchecked::<Arc<Scope>>()
}

/// A problem becomes the member of the mutation's union; where the union lacks it, it becomes an error.
fn settle<'a>(stop: Stop, scope: &Scope, members: &HashSet<String>) -> Result<Option<FieldValue<'a>>, Failure> {
    match stop {
        Stop::Problem(problem) if members.contains(problem.type_name()) => {
            let name = problem.type_name();
            Ok(Some(FieldValue::owned_any(problem).with_type(name)))
        }
        Stop::Problem(problem @ Problem::InvalidInput { .. }) => Err(Failure::bad_input(problem.message())),
        Stop::Problem(problem @ Problem::NotAllowed) => Err(Failure::new(Code::Forbidden, problem.message())),
        Stop::Problem(problem) => Err(scope.internal(format!("{} is no outcome here", problem.type_name()))),
        Stop::Error(error) => Err(Failure::of(error, &scope.context.request_id)),
        Stop::Failure(failure) => Err(failure),
    }
}

/// The source of every subscription: the events that its runner puts in, one after another.
fn events(context: ResolverContext<'_>) -> SubscriptionFieldFuture<'_> {
    let events = scope(&context).next_event.as_ref().map(NextEvent::events);
    SubscriptionFieldFuture::new(async move { events.ok_or_else(|| Raised::new("a subscription without events")) })
}

fn raise(context: &ResolverContext<'_>, failure: Option<Failure>) -> Raised {
    if let Some(failure) = failure {
        let path = context.ctx.path_node.as_ref().map(path_of).unwrap_or_default();
        let failure = Failure { path, ..failure.at(Some(context.ctx.item.pos)) };
        scope(context).failures.lock().push(failure);
    }
    Raised::new(SAID_ELSEWHERE)
}

fn path_of(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path = Vec::new();
    let mut next = Some(node);
    while let Some(node) = next {
        path.push(match node.segment {
            QueryPathSegment::Index(at) => PathSegment::Index(at),
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
        });
        next = node.parent;
    }
    path.reverse();
    path
}
