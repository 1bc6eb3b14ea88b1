//! What keeps a file from being a package.

/// Why a file isn't a package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// It isn't WebAssembly at all.
    #[error("this isn't a .wasm file")]
    NotWasm,
    /// It is a core module.
    #[error("this is a core module and not a component; wrap it with `vuoro plugin build`")]
    CoreModule,
    /// Cut off, corrupt, or of a kind that isn't known here.
    #[error("the file is broken: {0}")]
    Broken(String),
    /// A limit.
    #[error("the plugin is too large: {0}")]
    TooMuch(String),
    /// A custom section.
    #[error("the section {0} {1}; build it with `vuoro plugin build`")]
    Section(&'static str, &'static str),
    /// The manifest.
    #[error("plugin.toml: {0}")]
    Manifest(String),
    /// An import that isn't allowed, and what to do about it.
    #[error("it imports {0}: {1}")]
    Import(String, String),
    /// An export that is missing or isn't known, and what to do about it.
    #[error("exports: {0}")]
    Export(String),
}
