//! What a component consists of, read without running it.

use std::collections::BTreeSet;

use wasmparser::{ComponentTypeRef, Encoding, Parser, Payload, Validator};

use crate::{
    FUNCTION_BYTES_MAX, FUNCTIONS_MAX, MANIFEST_SECTION, PARTS_MAX, PackageError, SCHEMA_SECTION, SECTION_BYTES_MAX,
};

/// What a component consists of.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub manifest: Option<String>,
    pub schema: Option<String>,
    /// The names of its imports.
    pub imports: BTreeSet<String>,
    /// The names of its exports.
    pub exports: BTreeSet<String>,
}

/// Reads a component from end to end, without looking into its functions.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Parts, PackageError> {
    if !bytes.starts_with(b"\0asm") {
        return Err(PackageError::NotWasm);
    }
    if Parser::is_core_wasm(bytes) {
        return Err(PackageError::CoreModule);
    }
    let mut parts = Parts::default();
    let (mut depth, mut count, mut functions) = (0_u32, 0_u32, 0_u32);
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(broken)? {
            Payload::Version { encoding, .. } => {
                depth += 1;
                count += 1;
                if depth == 1 && encoding != Encoding::Component {
                    return Err(PackageError::CoreModule);
                }
                if count > PARTS_MAX {
                    return Err(PackageError::TooMuch(format!("it has more than {PARTS_MAX} modules and components")));
                }
            }
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::FunctionSection(section) => {
                functions = functions.saturating_add(section.count());
                if functions > FUNCTIONS_MAX {
                    return Err(PackageError::TooMuch(format!("it has more than {FUNCTIONS_MAX} functions")));
                }
            }
            Payload::CodeSectionEntry(body) if body.range().len() > FUNCTION_BYTES_MAX => {
                return Err(PackageError::TooMuch(format!("a function is larger than {FUNCTION_BYTES_MAX} bytes")));
            }
            Payload::CustomSection(section) if depth == 1 => match section.name() {
                MANIFEST_SECTION => keep(&mut parts.manifest, MANIFEST_SECTION, section.data())?,
                SCHEMA_SECTION => keep(&mut parts.schema, SCHEMA_SECTION, section.data())?,
                _ => {}
            },
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    let import = import.map_err(broken)?;
                    if !matches!(import.ty, ComponentTypeRef::Instance(_)) {
                        return Err(PackageError::Import(
                            import.name.name.to_owned(),
                            "only interfaces are imported".into(),
                        ));
                    }
                    parts.imports.insert(import.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    parts.exports.insert(export.map_err(broken)?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// Checks every function of a component. Takes its time with a large one.
pub(crate) fn validate(bytes: &[u8]) -> Result<(), PackageError> {
    Validator::new().validate_all(bytes).map(|_| ()).map_err(broken)
}

fn broken(error: wasmparser::BinaryReaderError) -> PackageError {
    PackageError::Broken(error.to_string())
}

fn keep(place: &mut Option<String>, name: &'static str, data: &[u8]) -> Result<(), PackageError> {
    if data.len() > SECTION_BYTES_MAX {
        return Err(PackageError::TooMuch(format!("its section {name} is larger than {SECTION_BYTES_MAX} bytes")));
    }
    let text = std::str::from_utf8(data).map_err(|_| PackageError::Section(name, "isn't UTF-8"))?;
    match place.replace(text.to_owned()) {
        Some(_) => Err(PackageError::Section(name, "is there twice")),
        None => Ok(()),
    }
}
