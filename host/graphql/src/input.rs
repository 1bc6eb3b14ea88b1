//! Reads arguments and inputs. Their types were already checked against the schema; here their meaning is read.

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

    /// An id to look up; `None` when the text can't be an id of this noun.
    pub fn id<T: FromStr>(&self, name: &str) -> Option<T> {
        text_of(self.argument(name)?)?.parse().ok()
    }

    /// A string; `None` when it is null or absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        text_of(self.argument(name)?)
    }

    /// A value of an enum.
    pub fn word(&self, name: &str) -> Option<&str> {
        text_of(self.argument(name)?)
    }

    /// The four paging arguments of a connection.
    ///
    /// # Errors
    /// BAD_INPUT when they contradict one another.
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
    /// A value; `None` when it is null or absent.
    fn get(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| **value != Value::Null)
    }

    /// Whether a value was given, even if it is null.
    fn is_given(self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The id of an object to act on.
    ///
    /// # Errors
    /// NOT_FOUND when the text can't be such an id: "doesn't exist" and "isn't an id" look the same.
    pub fn id<T: FromStr>(self, key: &str) -> Result<T, Stop> {
        self.id_opt(key)?.ok_or_else(|| missing(key))
    }

    /// An id that may be absent.
    pub fn id_opt<T: FromStr>(self, key: &str) -> Result<Option<T>, Stop> {
        self.get(key).map(to_id).transpose()
    }

    /// A list of ids to act on.
    pub fn ids<T: FromStr>(self, key: &str) -> Result<Vec<T>, Stop> {
        match self.get(key) {
            Some(Value::List(items)) => items.iter().map(to_id).collect(),
            _ => Ok(Vec::new()),
        }
    }

    /// A string.
    pub fn text(self, key: &str) -> Result<String, Stop> {
        self.text_opt(key).ok_or_else(|| missing(key))
    }

    /// A string that may be null or absent.
    pub fn text_opt(self, key: &str) -> Option<String> {
        self.get(key).and_then(text_of).map(str::to_owned)
    }

    /// A list of strings that may be null or absent.
    pub fn texts_opt(self, key: &str) -> Option<Vec<String>> {
        match self.get(key)? {
            Value::List(items) => Some(items.iter().filter_map(text_of).map(str::to_owned).collect()),
            _ => None,
        }
    }

    /// A string for which null and absent differ.
    pub fn text_change(self, key: &str) -> Option<Option<String>> {
        self.is_given(key).then(|| self.text_opt(key))
    }

    /// A boolean; false when it is null or absent.
    pub fn flag(self, key: &str) -> bool {
        self.flag_opt(key).unwrap_or_default()
    }

    /// A boolean that may be null or absent.
    pub fn flag_opt(self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// An integer.
    pub fn whole(self, key: &str) -> Result<i64, Stop> {
        self.whole_opt(key).ok_or_else(|| missing(key))
    }

    /// An integer that may be null or absent.
    pub fn whole_opt(self, key: &str) -> Option<i64> {
        self.get(key).and_then(whole_of)
    }

    /// An integer for which null and absent differ.
    pub fn whole_change(self, key: &str) -> Option<Option<i64>> {
        self.is_given(key).then(|| self.whole_opt(key))
    }

    /// A value of an enum.
    pub fn word<T: FromStr>(self, key: &str) -> Result<T, Stop> {
        self.word_opt(key)?.ok_or_else(|| missing(key))
    }

    /// A value of an enum that may be null or absent.
    pub fn word_opt<T: FromStr>(self, key: &str) -> Result<Option<T>, Stop> {
        let word = self.get(key).and_then(text_of);
        word.map(|word| word.parse().map_err(|_| missing(key))).transpose()
    }

    /// Any JSON; `None` when it is null or absent.
    pub fn json(self, key: &str) -> Option<serde_json::Value> {
        self.get(key)?.clone().into_json().ok()
    }

    /// A nested input object; an empty one when it is null or absent.
    pub fn object(self, key: &str) -> Option<Input<'a>> {
        match self.get(key)? {
            Value::Object(fields) => Some(Input(fields)),
            _ => None,
        }
    }

    /// Nested input objects; none when the list is null or absent.
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
