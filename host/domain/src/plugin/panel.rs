//! Panels of plugins: who may see which, and what they are about.

mod act;
mod list;
mod render;
mod subject;

pub use act::ActOnPanel;
pub use list::Panel;
pub use subject::Subject;
