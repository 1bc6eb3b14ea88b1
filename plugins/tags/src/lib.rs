//! Tags: the organisation's own words, on conversations. The rules, apart from how they are kept: what a call may do to the
//! tree, to the rules and to a conversation's marks. Everything here is plain values in and out.

mod marks;
mod panels;
mod plugin;
mod rules;
mod service;
mod text;
mod tree;

pub use marks::{Bucket, Mark, Marks, Origin, bucket_key};
pub use rules::{NewRule, Rule, Rules, Test};
pub use text::Text;
pub use tree::{Gone, Tag, Tree};

/// Why something wasn't done. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A value of the input breaks a rule: its path within the input, and what to do about it.
    Invalid(&'static str, Text),
    /// A limit: what to do about it.
    Full(Text),
    /// There is no such tag or rule.
    NotFound,
}

/// One line without control characters, of at most so many characters; without blanks around it.
fn line<'t>(field: &'static str, text: &'t str, chars_max: usize, wrong: Text) -> Result<&'t str, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(Refusal::Invalid(field, wrong)) }
}
