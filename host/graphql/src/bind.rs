//! Binds a resolver to every field by type and field name. Objects are backed by records of the domain: a property is
//! read from its record in place, and nothing is converted to JSON on the way.

use std::{any::Any, collections::BTreeMap, marker::PhantomData, sync::Arc};

use async_graphql::{
    Name, Value,
    dynamic::{FieldValue, ResolverContext},
};
use futures_util::future::BoxFuture;
use vuoro_domain::{Domain, Error, Problem, Refusal};
use vuoro_kernel::{Cursor, Page, PageError};

use crate::{error::Failure, scope::Scope};

/// A field's value, borrowed from its record or owned; `None` is null.
pub(crate) type Resolved<'a> = Result<Option<FieldValue<'a>>, Stop>;

/// Why a resolver gives no value.
pub(crate) enum Stop {
    /// An expected outcome, which becomes a member of the mutation's union.
    Problem(Problem),
    /// The domain refused or failed.
    Error(Error),
    /// The request can't be answered as it was written.
    Failure(Failure),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Problem(problem) => Self::Problem(problem),
            Refusal::Error(error) => Self::Error(error),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<PageError> for Stop {
    fn from(error: PageError) -> Self {
        Self::Failure(error.into())
    }
}

/// The arguments of a resolver: the field, its parent and the request.
pub(crate) struct Call<'a> {
    pub context: ResolverContext<'a>,
    pub scope: &'a Scope,
}

impl<'a> Call<'a> {
    /// The domain, which applies the rules.
    pub fn domain(&self) -> &'a Domain {
        self.context.ctx.data_unchecked::<Domain>()
    }

    /// The record behind the object that the field belongs to.
    ///
    /// # Errors
    /// When the object has another type of record, which is a bug.
    pub fn parent<T: Any>(&self) -> Result<&'a T, Stop> {
        record(self.context.parent_value, self.scope)
    }
}

fn record<'a, T: Any>(value: &'a FieldValue<'a>, scope: &Scope) -> Result<&'a T, Stop> {
    let found = value.downcast_ref::<T>();
    found.ok_or_else(|| Stop::Failure(scope.internal(format!("no {} in {value:?}", std::any::type_name::<T>()))))
}

pub(crate) type Property = Box<dyn for<'a> Fn(&'a FieldValue<'a>, &Scope) -> Resolved<'a> + Send + Sync>;
pub(crate) type Load = Box<dyn for<'a> Fn(Call<'a>) -> BoxFuture<'a, Resolved<'a>> + Send + Sync>;

/// How a field gets its value.
pub(crate) enum Bound {
    /// From the record alone: the same for everyone who may see the record.
    Plain(Property),
    /// From the record and the caller.
    Personal(Property),
    /// By asking the domain. On a field of `Mutation`, problems become members of its union.
    Load(Load),
    /// A field of `Subscription`: its events come one after another from the request's [`NextEvent`](crate::live::NextEvent).
    Events,
}

/// The resolvers of one endpoint.
#[derive(Default)]
pub(crate) struct Binder {
    pub bound: BTreeMap<(String, String), Bound>,
}

impl Binder {
    /// Starts binding the fields of a type whose records are `T`.
    pub fn object<T: Any + Send + Sync>(&mut self, type_name: &'static str) -> Object<'_, T> {
        Object { binder: self, type_name, record: PhantomData }
    }

    /// Binds a field to a function that asks the domain.
    pub fn load<F>(&mut self, type_name: &str, field: &str, load: F)
    where
        F: for<'a> Fn(Call<'a>) -> BoxFuture<'a, Resolved<'a>> + Send + Sync + 'static,
    {
        self.bind(type_name, field, Bound::Load(Box::new(load)));
    }

    /// Binds a field of `Subscription`.
    pub fn events(&mut self, field: &str) {
        self.bind("Subscription", field, Bound::Events);
    }

    /// Binds `{name}Connection` and `{name}Edge` for pages of `T`.
    pub fn connection<T: Any + Send + Sync + Cursor>(&mut self, name: &'static str) {
        for field in ["edges", "nodes"] {
            let rows: Property =
                Box::new(|value, scope| Ok(Some(borrowed_list(&record::<Page<T>>(value, scope)?.rows))));
            self.bind(&format!("{name}Connection"), field, Bound::Plain(rows));
        }
        let info: Property = Box::new(|value, scope| {
            let page = record::<Page<T>>(value, scope)?;
            Ok(Some(FieldValue::owned_any(PageInfo {
                has_next: page.has_next,
                has_previous: page.has_previous,
                start: page.rows.first().map(Cursor::cursor),
                end: page.rows.last().map(Cursor::cursor),
            })))
        });
        self.bind(&format!("{name}Connection"), "pageInfo", Bound::Plain(info));
        let cursor: Property =
            Box::new(|value, scope| Ok(record::<T>(value, scope)?.cursor().leaf().map(FieldValue::value)));
        self.bind(&format!("{name}Edge"), "cursor", Bound::Plain(cursor));
        let node: Property = Box::new(|value, scope| Ok(Some(FieldValue::borrowed_any(record::<T>(value, scope)?))));
        self.bind(&format!("{name}Edge"), "node", Bound::Plain(node));
    }

    fn bind(&mut self, type_name: &str, field: &str, bound: Bound) {
        let before = self.bound.insert((type_name.to_owned(), field.to_owned()), bound);
        assert!(before.is_none(), "{type_name}.{field} is bound twice");
    }
}

/// Binds the fields of one type.
pub(crate) struct Object<'b, T> {
    binder: &'b mut Binder,
    type_name: &'static str,
    record: PhantomData<T>,
}

impl<T: Any + Send + Sync> Object<'_, T> {
    fn bind(self, field: &str, bound: Bound) -> Self {
        self.binder.bind(self.type_name, field, bound);
        self
    }

    /// A scalar or enum read from the record.
    pub fn get(self, field: &str, read: impl Fn(&T) -> Option<Value> + Send + Sync + 'static) -> Self {
        let property: Property = Box::new(move |value, scope| Ok(read(record(value, scope)?).map(FieldValue::value)));
        self.bind(field, Bound::Plain(property))
    }

    /// A scalar that also depends on the organisation's path, which is the same for everyone who can ask.
    pub fn get_at(self, field: &str, read: impl Fn(&T, &str) -> Option<Value> + Send + Sync + 'static) -> Self {
        let property: Property = Box::new(move |value, scope| {
            let slug = scope.context.slug.as_deref().unwrap_or_default();
            Ok(read(record(value, scope)?, slug).map(FieldValue::value))
        });
        self.bind(field, Bound::Plain(property))
    }

    /// A scalar that also depends on the caller.
    pub fn get_for(self, field: &str, read: impl Fn(&T, &Scope) -> Option<Value> + Send + Sync + 'static) -> Self {
        let property: Property =
            Box::new(move |value, scope| Ok(read(record(value, scope)?, scope).map(FieldValue::value)));
        self.bind(field, Bound::Personal(property))
    }

    /// An object within the record.
    pub fn one<U: Any + Send + Sync>(
        self,
        field: &str,
        read: impl for<'v> Fn(&'v T) -> Option<&'v U> + Send + Sync + 'static,
    ) -> Self {
        let property: Property = Box::new(move |value, scope| {
            let inner = read(record(value, scope)?);
            Ok(inner.map(|inner| FieldValue::borrowed_any(inner)))
        });
        self.bind(field, Bound::Plain(property))
    }

    /// The record itself, for a payload whose only field it is.
    pub fn itself(self, field: &str) -> Self {
        self.one(field, |record| Some(record))
    }

    /// A list of objects within the record.
    pub fn many<U: Any + Send + Sync>(
        self,
        field: &str,
        read: impl for<'v> Fn(&'v T) -> &'v [U] + Send + Sync + 'static,
    ) -> Self {
        let property: Property = Box::new(move |value, scope| Ok(Some(borrowed_list(read(record(value, scope)?)))));
        self.bind(field, Bound::Plain(property))
    }

    /// A member of a union.
    pub fn pick(self, field: &str, read: impl for<'v> Fn(&'v T) -> FieldValue<'v> + Send + Sync + 'static) -> Self {
        let property: Property = Box::new(move |value, scope| Ok(Some(read(record(value, scope)?))));
        self.bind(field, Bound::Plain(property))
    }

    /// A list of members of a union, each chosen by `member`.
    pub fn pick_many<U: Any + Send + Sync>(
        self,
        field: &str,
        read: impl for<'v> Fn(&'v T) -> &'v [U] + Send + Sync + 'static,
        member: impl for<'v> Fn(&'v U) -> FieldValue<'v> + Send + Sync + 'static,
    ) -> Self {
        let property: Property = Box::new(move |value, scope| {
            let rows = read(record(value, scope)?);
            Ok(Some(FieldValue::list(rows.iter().map(&member))))
        });
        self.bind(field, Bound::Plain(property))
    }

    /// A field whose value a function asks the domain for.
    pub fn load<F>(self, field: &str, load: F) -> Self
    where
        F: for<'a> Fn(Call<'a>) -> BoxFuture<'a, Resolved<'a>> + Send + Sync + 'static,
    {
        self.bind(field, Bound::Load(Box::new(load)))
    }
}

fn borrowed_list<U: Any + Send + Sync>(rows: &[U]) -> FieldValue<'_> {
    FieldValue::list(rows.iter().map(|row| FieldValue::borrowed_any(row)))
}

/// Describes a page; the record behind `PageInfo`.
pub(crate) struct PageInfo {
    pub has_next: bool,
    pub has_previous: bool,
    pub start: Option<String>,
    pub end: Option<String>,
}

/// A type that becomes a scalar or an enum; `None` becomes null.
pub(crate) trait Leaf {
    fn leaf(&self) -> Option<Value>;
}

impl<L: Leaf> Leaf for Option<L> {
    fn leaf(&self) -> Option<Value> {
        self.as_ref()?.leaf()
    }
}

impl<L: Leaf + ?Sized> Leaf for &L {
    fn leaf(&self) -> Option<Value> {
        (**self).leaf()
    }
}

impl Leaf for str {
    fn leaf(&self) -> Option<Value> {
        Some(Value::String(self.to_owned()))
    }
}

impl Leaf for String {
    fn leaf(&self) -> Option<Value> {
        self.as_str().leaf()
    }
}

impl Leaf for Arc<str> {
    fn leaf(&self) -> Option<Value> {
        (**self).leaf()
    }
}

impl Leaf for Vec<String> {
    fn leaf(&self) -> Option<Value> {
        Some(Value::List(self.iter().filter_map(Leaf::leaf).collect()))
    }
}

impl Leaf for bool {
    fn leaf(&self) -> Option<Value> {
        Some(Value::Boolean(*self))
    }
}

impl Leaf for i32 {
    fn leaf(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl Leaf for i64 {
    fn leaf(&self) -> Option<Value> {
        Some(Value::from(*self))
    }
}

impl Leaf for f64 {
    fn leaf(&self) -> Option<Value> {
        // Never NaN or infinite, which JSON has no word for.
        async_graphql::Number::from_f64(*self).map(Value::Number)
    }
}

impl Leaf for serde_json::Value {
    fn leaf(&self) -> Option<Value> {
        Value::from_json(self.clone()).ok()
    }
}

macro_rules! printed {
    ($($type:ty),+ $(,)?) => {$(
        impl Leaf for $type {
            fn leaf(&self) -> Option<Value> {
                Some(Value::String(self.to_string()))
            }
        }
    )+};
}

printed!(
    vuoro_kernel::Time,
    vuoro_kernel::AccountId,
    vuoro_kernel::AttachmentId,
    vuoro_kernel::ClientId,
    vuoro_kernel::ConversationId,
    vuoro_kernel::InvitationId,
    vuoro_kernel::MemberId,
    vuoro_kernel::OrganisationId,
    vuoro_kernel::QueueEventId,
    vuoro_kernel::QueueId,
    vuoro_kernel::SessionId,
    vuoro_kernel::VisitorId,
);

macro_rules! words {
    ($($type:ty),+ $(,)?) => {$(
        impl Leaf for $type {
            fn leaf(&self) -> Option<Value> {
                Some(Value::Enum(Name::new(self.as_str())))
            }
        }
    )+};
}

words!(
    vuoro_kernel::Role,
    vuoro_kernel::words::Audience,
    vuoro_kernel::words::AttachmentPolicy,
    vuoro_kernel::words::ConversationState,
    vuoro_kernel::words::MetadataKind,
    vuoro_kernel::words::MetadataOrigin,
    vuoro_kernel::words::NotificationKind,
    vuoro_kernel::words::Party,
    vuoro_kernel::words::QueueCause,
    vuoro_kernel::words::QueueEventKind,
    vuoro_kernel::words::QueueState,
    vuoro_kernel::words::SecureMetadataPolicy,
    vuoro_domain::view::CalloutTone,
    vuoro_domain::view::InputMode,
);
