//! Making a package.

use wasm_encoder::{ComponentSection, CustomSection, Encode};
use wit_component::ComponentEncoder;

use crate::{MANIFEST_SECTION, Package, PackageError, SCHEMA_SECTION};

/// Makes a package of what a compiler gave: a core module that carries its bindings (as `wit-bindgen` leaves them), or a
/// component already. What comes out has been read back and keeps every rule.
///
/// # Errors
/// When the module can't become a component, or the package breaks a rule.
pub fn wrap(module: &[u8], manifest: &str, schema: &str) -> Result<Package, PackageError> {
    let mut bytes = match wasmparser::Parser::is_component(module) {
        true => module.to_vec(),
        false => component(module).map_err(|error| PackageError::Broken(format!("{error:#}")))?,
    };
    for (name, text) in [(MANIFEST_SECTION, manifest), (SCHEMA_SECTION, schema)] {
        let section = CustomSection { name: name.into(), data: text.as_bytes().into() };
        bytes.push(ComponentSection::id(&section));
        section.encode(&mut bytes);
    }
    Package::read(bytes)
}

fn component(module: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    if !wasmparser::Parser::is_core_wasm(module) {
        return Err("this isn't a .wasm file".into());
    }
    Ok(ComponentEncoder::default().validate(true).module(module)?.encode()?)
}
