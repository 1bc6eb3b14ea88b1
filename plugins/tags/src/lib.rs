//! Tags: labels that an organisation defines and puts on conversations. The rules are separate from storage: what a
//! call may do to the tree, to the rules and to a conversation's tags. Everything here takes and returns plain values.

mod marks;
mod panels;
mod plugin;
mod rules;
mod service;
mod text;
mod tree;

pub use marks::{Mark, Marks, Origin};
pub use rules::{NewRule, Rule, Rules, Test};
pub use text::Text;
pub use tree::{Gone, Tag, Tree};

/// Why a rule refuses. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A value of the input breaks a rule: its path within the input, and what to do about it.
    Invalid(&'static str, Text),
    /// A limit was reached; the text says what to do about it.
    Full(Text),
    /// There is no such tag or rule.
    NotFound,
}

/// The text without surrounding blanks; refused when it is empty, has control characters or more than `chars_max`
/// characters.
fn line<'t>(field: &'static str, text: &'t str, chars_max: usize, wrong: Text) -> Result<&'t str, Refusal> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    if fits { Ok(text) } else { Err(Refusal::Invalid(field, wrong)) }
}
