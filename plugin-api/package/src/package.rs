//! A package, read and checked.

use std::{collections::BTreeSet, fmt, str::FromStr, sync::Arc};

use sha2::{Digest as _, Sha256};
use strum::{EnumString, IntoStaticStr};

use crate::{
    MANIFEST_SECTION, Manifest, PACKAGE_BYTES_MAX, PackageError, Permission, SCHEMA_SECTION, SCRIPT_PACKAGE_BYTES_MAX,
    inspect::{Parts, inspect, validate},
};

/// The contract's interfaces are named `vuoro:plugin/` this `@0.1.…`.
const CONTRACT: &str = "vuoro:plugin/";
const CONTRACT_VERSION: &str = "@0.1.";

/// The sha256 of a package: its name. Printed as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// What a plugin offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Export {
    /// `hooks`.
    Hooks,
    /// `fields`.
    Fields,
    /// `panels`.
    Panels,
    /// `alarms`.
    Alarms,
    /// `erasures`.
    Erasures,
}

impl Export {
    /// The interface's name.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A package that keeps the rules. Cheap to clone.
#[derive(Clone)]
pub struct Package {
    /// The SHA-256 of the file, by which the package is stored and found.
    pub digest: Digest,
    /// The manifest inside it.
    pub manifest: Arc<Manifest>,
    /// What it adds to the schema; empty when nothing.
    pub sdl: Arc<str>,
    /// The interfaces that its code exports.
    pub exports: BTreeSet<Export>,
    /// The interfaces that its code imports, by their permissions.
    pub imports: BTreeSet<Permission>,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl fmt::Debug for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.manifest.id, self.manifest.version, self.digest)
    }
}

impl Package {
    /// Reads a file and checks everything that can be without running it.
    ///
    /// # Errors
    /// The first rule that it breaks, with what to do about it.
    pub fn read(bytes: impl Into<Arc<[u8]>>) -> Result<Self, PackageError> {
        let bytes = bytes.into();
        check_size(&bytes)?;
        let parts = inspect(&bytes)?;
        validate(&bytes)?;
        Self::of(bytes, parts, Manifest::parse)
    }

    /// Reads a file that was [read](Self::read) before, here or in another process. Checks that an author could
    /// make slow on purpose are left out: of every function of its code, and of the defaults of its settings.
    ///
    /// # Errors
    /// The first rule that it breaks, of those that are looked at: they may have become stricter since.
    pub fn read_checked(bytes: impl Into<Arc<[u8]>>) -> Result<Self, PackageError> {
        let bytes = bytes.into();
        check_size(&bytes)?;
        let parts = inspect(&bytes)?;
        Self::of(bytes, parts, Manifest::parse_checked)
    }

    /// What a file says of itself and its hooks, although it breaks a rule; none when not even that can be read. It offers and
    /// imports nothing and isn't to be run: it is for showing what can't be.
    pub fn glimpse(bytes: impl Into<Arc<[u8]>>) -> Option<Self> {
        let bytes = bytes.into();
        check_size(&bytes).ok()?;
        let manifest = Manifest::glimpse(&inspect(&bytes).ok()?.manifest?)?;
        Some(Self {
            digest: Digest::of(&bytes),
            manifest: manifest.into(),
            sdl: "".into(),
            exports: BTreeSet::new(),
            imports: BTreeSet::new(),
            bytes,
        })
    }

    fn of(
        bytes: Arc<[u8]>,
        parts: Parts,
        parse: impl FnOnce(&str) -> Result<Manifest, String>,
    ) -> Result<Self, PackageError> {
        let Parts { manifest, schema, imports, exports } = parts;
        let manifest = manifest.ok_or(PackageError::Section(MANIFEST_SECTION, "is missing"))?;
        let sdl = schema.ok_or(PackageError::Section(SCHEMA_SECTION, "is missing"))?;
        let manifest = parse(&manifest).map_err(PackageError::Manifest)?;
        if bytes.len() > PACKAGE_BYTES_MAX && !manifest.script {
            return Err(PackageError::TooMuch(format!(
                "it has more than {PACKAGE_BYTES_MAX} bytes; one with a script engine says `script = true`"
            )));
        }
        check_imports(&manifest, &imports)?;
        let exports = check_exports(&manifest, &sdl, &exports)?;
        let imports = imports.iter().filter_map(|import| of_contract(import)?.parse().ok()).collect();
        Ok(Self { digest: Digest::of(&bytes), manifest: manifest.into(), sdl: sdl.into(), exports, imports, bytes })
    }
}

fn check_size(bytes: &[u8]) -> Result<(), PackageError> {
    match bytes.len() > SCRIPT_PACKAGE_BYTES_MAX {
        true => Err(PackageError::TooMuch(format!("it has more than {SCRIPT_PACKAGE_BYTES_MAX} bytes"))),
        false => Ok(()),
    }
}

/// The name of an interface of the contract, from that of an import or export.
fn of_contract(name: &str) -> Option<&str> {
    let (interface, version) = name.strip_prefix(CONTRACT)?.split_at_checked(name.find('@')? - CONTRACT.len())?;
    version.starts_with(CONTRACT_VERSION).then_some(interface)
}

fn check_imports(manifest: &Manifest, imports: &BTreeSet<String>) -> Result<(), PackageError> {
    for import in imports {
        let refuse = |advice: String| Err(PackageError::Import(import.clone(), advice));
        if import.starts_with("wasi:") {
            return refuse(
                "there is no WASI here; build for wasm32-unknown-unknown, and use the interfaces of vuoro:plugin instead"
                    .into(),
            );
        }
        let Some(interface) = of_contract(import) else {
            return refuse(format!("only interfaces of vuoro:plugin{CONTRACT_VERSION}x are there"));
        };
        if interface == "types" {
            continue;
        }
        match interface.parse::<Permission>() {
            Ok(permission) if !permission.is_imported() => return refuse("there is no such interface".into()),
            Ok(permission) if manifest.permissions.contains_key(&permission) => {}
            // Its types alone come along with `hooks`, which no permission is needed for.
            Ok(Permission::Chat) if manifest.hooks != Default::default() => {}
            Ok(permission) => {
                return refuse(format!("add this to plugin.toml: [permissions.{permission}] with en = \"the reason\""));
            }
            Err(_) => return refuse("there is no such interface".into()),
        }
    }
    Ok(())
}

fn check_exports(manifest: &Manifest, sdl: &str, names: &BTreeSet<String>) -> Result<BTreeSet<Export>, PackageError> {
    let mut exports = BTreeSet::new();
    for name in names {
        let known = of_contract(name).and_then(|name| name.parse::<Export>().ok());
        exports.insert(known.ok_or_else(|| {
            PackageError::Export(format!(
                "{name} isn't known here; there are hooks, fields, panels, alarms and erasures"
            ))
        })?);
    }
    let wanted = [
        (Export::Hooks, manifest.hooks != Default::default(), "[hooks] in plugin.toml"),
        (Export::Fields, !is_blank(sdl), "schema.graphql"),
        (Export::Panels, !manifest.panels.is_empty(), "[[panels]] in plugin.toml"),
        (Export::Alarms, manifest.permissions.contains_key(&Permission::AlarmClock), "[permissions.alarm-clock]"),
    ];
    for (export, is_wanted, by) in wanted {
        if is_wanted && !exports.contains(&export) {
            return Err(PackageError::Export(format!("{by} needs the export {}", export.as_str())));
        }
    }
    Ok(exports)
}

/// Whether a schema defines nothing.
fn is_blank(sdl: &str) -> bool {
    sdl.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'))
}

#[cfg(test)]
mod tests;
