//! The whole floor, with guests that misbehave.

mod answers;
mod changes;
mod code;
mod compiled;
mod deeds;
mod guest;
mod handles;
mod hostile;
mod imports;
mod resting;
pub(crate) mod scene;
mod script;
mod usage;
