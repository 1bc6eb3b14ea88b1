//! The work of the guest `echo` of the tests, as a plugin of extism: reads a request of JSON, gives its argument back for each parent.

use extism_pdk::{FnResult, plugin_fn};
use serde_json::Value;

/// Answers a field.
#[plugin_fn]
pub fn resolve(request: String) -> FnResult<String> {
    let request: Value = serde_json::from_str(&request)?;
    let value = &request["arguments"]["value"];
    let parents = request["parents"].as_array().map_or(0, Vec::len);
    Ok(serde_json::to_string(&vec![value; parents])?)
}
