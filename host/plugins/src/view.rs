//! What a plugin shows, as the crate `vuoro-blocks` reads it; a panel that breaks a rule is a failure of its plugin.

use vuoro_blocks::ViewError;

pub use vuoro_blocks::{
    Acted, Block, BlockOption, BlockRow, BlockTag, ButtonBlock, CalloutBlock, CalloutTone, CheckboxBlock, Completion,
    CompletionsBlock, CopyToComposerBlock, DateBlock, FacesBlock, FieldsBlock, FormBlock, HeadingBlock, ImageBlock,
    InputMode, LinkBlock, ListBlock, LongTextBlock, MultiSelectBlock, NumberBlock, OptionsBlock, Pair, ProgressBlock,
    Question, ScaleBlock, TagPickerBlock, TextBlock, TextInputBlock, VideoCallBlock, View,
};

use crate::failure::{Blame, Outcome};

impl From<ViewError> for Blame {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::TooMuch(text) => Self::new(Outcome::TooMuch, text),
            ViewError::Invalid(text) => Self::bad_output(text),
        }
    }
}
