//! The blocks that panels are made of: what a plugin writes as JSON, what the host reads, and what console and widget draw.
//!
//! This is the one definition. The host reads every panel with [`View::read`]; the SDK's host in memory reads an author's panels
//! with the same function, so that a panel which passes the author's tests is one that the host shows. A new type of block is added
//! here, then in `schema/organisation/panel.graphql`; the compiler and a test of `host/graphql` name the places that then lack it.

mod block;
#[cfg(feature = "check")]
mod check;
mod input;
pub mod limits;
#[cfg(feature = "check")]
mod read;
#[cfg(all(test, feature = "check"))]
mod tests;
#[cfg(feature = "check")]
mod view;

pub use block::{
    Block, BlockRow, ButtonBlock, CalloutBlock, CalloutTone, Completion, CompletionsBlock, CopyToComposerBlock,
    FieldsBlock, FormBlock, HeadingBlock, ImageBlock, LinkBlock, ListBlock, Pair, ProgressBlock, TextBlock,
    VideoCallBlock,
};
pub use input::{
    BlockOption, BlockTag, CheckboxBlock, DateBlock, FacesBlock, InputMode, LongTextBlock, MultiSelectBlock,
    NumberBlock, OptionsBlock, Question, ScaleBlock, TagPickerBlock, TextInputBlock,
};
#[cfg(feature = "check")]
pub use view::{Acted, View, ViewError};
