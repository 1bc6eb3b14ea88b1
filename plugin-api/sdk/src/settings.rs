//! What the organisation's operators chose for this plugin. Permission `settings`.

use serde::de::DeserializeOwned;

use crate::{Error, host};

/// The settings, by the manifest's JSON Schema, with its defaults filled in.
///
/// # Errors
/// `failed` when they are of another shape.
pub fn get<T: DeserializeOwned>() -> Result<T, Error> {
    Ok(serde_json::from_str(&host::settings::get())?)
}
