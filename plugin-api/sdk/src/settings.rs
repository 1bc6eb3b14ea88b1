//! The settings that the organisation's operators chose for this plugin. Needs the permission `settings`.

use serde::de::DeserializeOwned;

use crate::{Error, host};

/// The settings, which match the manifest's JSON Schema and have its defaults filled in.
///
/// # Errors
/// `failed` when they have another shape than `T`.
pub fn get<T: DeserializeOwned>() -> Result<T, Error> {
    Ok(serde_json::from_str(&host::settings::get())?)
}
