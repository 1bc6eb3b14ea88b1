//! Reading arguments and inputs. Their types were checked against the schema before; what is read here is what
//! they mean.

use std::str::FromStr;

use async_graphql::{Name, Value, indexmap::IndexMap};
use vuoro_kernel::{PageArgs, limits::PAGE_SIZE_DEFAULT};

use crate::{
    bind::{Call, Stop},
    error::Failure,
};

impl Call<'_> {
    /// The argument `input`.
    pub fn input(&self) -> Result<Input<'_>, Stop> {
        match self.argument("input") {
            Some(Value::Object(fields)) => Ok(Input(fields)),
            _ => Err(missing("input")),
        }
    }

    /// An id to look up; none when nothing can have it.
    pub fn id<T: FromStr>(&self, name: &str) -> Option<T> {
        text_of(self.argument(name)?)?.parse().ok()
    }

    /// A text; none when it is null or not given.
    pub fn text(&self, name: &str) -> Option<&str> {
        text_of(self.argument(name)?)
    }

    /// A word of an enum.
    pub fn word(&self, name: &str) -> Option<&str> {
        text_of(self.argument(name)?)
    }

    /// The four arguments of a connection.
    ///
    /// # Errors
    /// BAD_INPUT when they make no sense together.
    pub fn page(&self) -> Result<PageArgs<String>, Stop> {
        let whole = |name| self.argument(name).and_then(whole_of);
        let cursor = |name| self.text(name).map(str::to_owned);
        let (first, last) = (whole("first"), whole("last"));
        Ok(PageArgs::new(first, cursor("after"), last, cursor("before"), PAGE_SIZE_DEFAULT)?)
    }

    fn argument(&self, name: &str) -> Option<&Value> {
        Some(self.context.args.get(name)?.as_value()).filter(|value| **value != Value::Null)
    }
}

/// An input object.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a>(&'a IndexMap<Name, Value>);

impl<'a> Input<'a> {
    /// A value; none when it is null or not given.
    fn get(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| **value != Value::Null)
    }

    /// Whether a value was given, be it null.
    fn is_given(self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The id of something to act on.
    ///
    /// # Errors
    /// NOT_FOUND when nothing can have it: "not there" and "not an id" look the same.
    pub fn id<T: FromStr>(self, key: &str) -> Result<T, Stop> {
        self.id_opt(key)?.ok_or_else(|| missing(key))
    }

    /// The same where it may be left out.
    pub fn id_opt<T: FromStr>(self, key: &str) -> Result<Option<T>, Stop> {
        self.get(key).map(to_id).transpose()
    }

    /// The ids of several things to act on.
    pub fn ids<T: FromStr>(self, key: &str) -> Result<Vec<T>, Stop> {
        match self.get(key) {
            Some(Value::List(items)) => items.iter().map(to_id).collect(),
            _ => Ok(Vec::new()),
        }
    }

    /// A text.
    pub fn text(self, key: &str) -> Result<String, Stop> {
        self.text_opt(key).ok_or_else(|| missing(key))
    }

    /// A text that may be null or left out.
    pub fn text_opt(self, key: &str) -> Option<String> {
        self.get(key).and_then(text_of).map(str::to_owned)
    }

    /// Texts that may be null or left out.
    pub fn texts_opt(self, key: &str) -> Option<Vec<String>> {
        match self.get(key)? {
            Value::List(items) => Some(items.iter().filter_map(text_of).map(str::to_owned).collect()),
            _ => None,
        }
    }

    /// A text for which null and "left out" differ.
    pub fn text_change(self, key: &str) -> Option<Option<String>> {
        self.is_given(key).then(|| self.text_opt(key))
    }

    /// A truth value; false when it is null or not given.
    pub fn flag(self, key: &str) -> bool {
        self.flag_opt(key).unwrap_or_default()
    }

    /// A truth value that may be null or left out.
    pub fn flag_opt(self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number.
    pub fn whole(self, key: &str) -> Result<i64, Stop> {
        self.whole_opt(key).ok_or_else(|| missing(key))
    }

    /// A whole number that may be null or left out.
    pub fn whole_opt(self, key: &str) -> Option<i64> {
        self.get(key).and_then(whole_of)
    }

    /// A whole number for which null and "left out" differ.
    pub fn whole_change(self, key: &str) -> Option<Option<i64>> {
        self.is_given(key).then(|| self.whole_opt(key))
    }

    /// A word of an enum.
    pub fn word<T: FromStr>(self, key: &str) -> Result<T, Stop> {
        self.word_opt(key)?.ok_or_else(|| missing(key))
    }

    /// A word of an enum that may be null or left out.
    pub fn word_opt<T: FromStr>(self, key: &str) -> Result<Option<T>, Stop> {
        let word = self.get(key).and_then(text_of);
        word.map(|word| word.parse().map_err(|_| missing(key))).transpose()
    }

    /// Any JSON; none when it is null or not given.
    pub fn json(self, key: &str) -> Option<serde_json::Value> {
        self.get(key)?.clone().into_json().ok()
    }

    /// An input object within; an empty one when it is null or not given.
    pub fn object(self, key: &str) -> Option<Input<'a>> {
        match self.get(key)? {
            Value::Object(fields) => Some(Input(fields)),
            _ => None,
        }
    }

    /// Input objects within; none when it is null or not given.
    pub fn objects(self, key: &str) -> impl Iterator<Item = Input<'a>> + use<'a> {
        let items = match self.get(key) {
            Some(Value::List(items)) => &items[..],
            _ => &[],
        };
        items.iter().filter_map(|item| match item {
            Value::Object(fields) => Some(Input(fields)),
            _ => None,
        })
    }
}

fn to_id<T: FromStr>(value: &Value) -> Result<T, Stop> {
    text_of(value).and_then(|text| text.parse().ok()).ok_or_else(|| Failure::not_found().into())
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Enum(word) => Some(word),
        _ => None,
    }
}

fn whole_of(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

fn missing(key: &str) -> Stop {
    Failure::bad_input(format!("{key} is missing or of another type")).into()
}
