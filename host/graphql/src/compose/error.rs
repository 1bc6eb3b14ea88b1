//! What is wrong with the parts of a schema.

/// Why the parts don't make a schema.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The SDL isn't valid; a report with the places.
    #[error("the schema doesn't hold together:\n{0}")]
    Invalid(String),
    /// A plugin adds something that plugins may not add.
    #[error("plugin {plugin}: {rule}")]
    Fragment {
        /// The plugin's id.
        plugin: String,
        /// The broken rule, and where.
        rule: String,
    },
    /// A field has no resolver or a resolver no field; a bug.
    #[error("schema and resolvers differ: {0}")]
    Unbound(String),
}
