//! A plugin as it is handed over: one `.wasm` file, a component with its manifest (`plugin.toml`) and its GraphQL
//! (`schema.graphql`) in custom sections. Its name is its sha256.
//!
//! [`Package::read`] is the one way in: whatever it gives keeps the rules that don't need the code to run. What was read so
//! once is read by [`Package::read_checked`] after. [`wrap`] makes a package of what a compiler gave.

mod depth;
mod error;
mod hooks;
mod inspect;
mod manifest;
mod package;
mod parse;
mod settings;
mod texts;
mod unwrap;
mod words;
mod wrap;

pub use error::PackageError;
pub use manifest::{AfterHook, BeforeHook, Connection, FailureMode, Fields, Hooks, Limits, Manifest, Panel};
pub use package::{Digest, Export, Package};
pub use parse::is_id;
pub use settings::{SETTINGS_BYTES_MAX, SettingsError, check_by as check_settings_by};
pub use texts::Texts;
pub use unwrap::unwrap;
pub use words::{Moment, Permission, PluginRole, Slot};
pub use wrap::wrap;

/// Bytes of a package whose language compiles to machine code.
pub const PACKAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of a package that carries an engine for a script language: its manifest says `script = true`.
pub const SCRIPT_PACKAGE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes of each custom section: manifest, schema.
pub const SECTION_BYTES_MAX: usize = 64 * 1024;
/// Functions of all core modules of a component: what compiling costs grows with them.
pub const FUNCTIONS_MAX: u32 = 50_000;
/// Bytes of one function's body: some passes of a compiler take more than their share of a large one.
pub const FUNCTION_BYTES_MAX: usize = 512 * 1024;
/// Components and modules within the component, at any depth.
pub const PARTS_MAX: u32 = 64;

/// The custom section with `plugin.toml`.
pub const MANIFEST_SECTION: &str = "vuoro:manifest";
/// The custom section with `schema.graphql`; empty for a plugin without fields.
pub const SCHEMA_SECTION: &str = "vuoro:schema";
/// The contract that this crate knows: `api` in the manifest.
pub const API: &str = "0.1";
