//! How much a panel may hold. A panel that holds more is refused as a whole, as a failure of its plugin.

/// Blocks of a panel, those within forms and lists included.
pub const BLOCKS: usize = 100;

/// Bytes of a panel as JSON.
pub const VIEW_BYTES: usize = 64 * 1024;

/// Characters of a text of a block.
pub const TEXT_CHARS: usize = 10_000;

/// Characters of a picture inside a panel, as base64.
pub const PICTURE_CHARS: usize = 60_000;

/// Characters of a label, a title, a toast, or the value of an option.
pub const LABEL_CHARS: usize = 200;

/// Characters of a block's id.
pub const ID_CHARS: usize = 100;

/// Options, tags, rows, fields or completions of one block.
pub const ITEMS: usize = 1_000;
