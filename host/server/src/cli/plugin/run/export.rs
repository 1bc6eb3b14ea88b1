//! The calls that a plugin can be asked for.

use clap::ValueEnum;

/// What a plugin can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Export {
    /// Before something happens
    #[value(name = "hooks.before")]
    Before,
    /// After something happened
    #[value(name = "hooks.after")]
    After,
    /// A field of the schema
    #[value(name = "fields.resolve")]
    Resolve,
    /// A subscription's topic
    #[value(name = "fields.topic")]
    Topic,
    /// What a panel shows
    #[value(name = "panels.render")]
    Render,
    /// A button or a form of a panel
    #[value(name = "panels.act")]
    Act,
    /// An alarm
    #[value(name = "alarms.ring")]
    Ring,
    /// Something was erased
    #[value(name = "erasures.forget")]
    Forget,
}
