//! `vuoro plugin new`: a project that builds wherever there is cargo. The SDK and the contract, which aren't on
//! crates.io, are carried in this binary and written into the project.

mod files;
mod lock;
mod name;
mod sdk;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::ValueEnum;
use rust_embed::RustEmbed;

use files::{put, text_of};
use name::Name;

#[derive(clap::Args)]
pub(in crate::cli) struct New {
    /// Its id, and the folder that is made: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter
    name: String,
    /// What it begins with
    #[arg(long, value_enum)]
    template: Template,
    /// The plugin-api/sdk of a checkout, in place of a copy of it within the project
    #[arg(long, value_name = "PATH")]
    sdk: Option<PathBuf>,
}

/// The template of a project: the folder of this name in `plugin-api/templates`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Template {
    /// A say before messages are sent, and news of those that were
    Hook,
    /// A form in the tools beside a conversation
    Panel,
    /// Fields and a mutation in the GraphQL schema
    Fields,
}

#[derive(RustEmbed)]
#[folder = "../../plugin-api/templates"]
struct Templates;

/// The path of the SDK in the templates' manifests.
const SDK_PATH: &str = "vuoro/sdk";

impl New {
    /// Creates the project.
    pub fn run(self) -> anyhow::Result<()> {
        let name = Name::read(&self.name)?;
        let sdk = self.sdk.as_deref().map(sdk::checkout).transpose()?;
        let folder = Path::new(&self.name);
        if folder.symlink_metadata().is_ok() {
            bail!("{} is there already; take another name, or another folder to work in", folder.display());
        }
        let template = self.template.to_possible_value().context("a template has a name")?;
        let written = write(folder, template.get_name(), &name, sdk.as_deref());
        if let Err(error) = written {
            // Half a project would only be in the way.
            let _ = fs::remove_dir_all(folder);
            return Err(error);
        }
        say!("Made {}. Next:", folder.display())?;
        say!("  cd {}", folder.display())?;
        say!("  cargo test            # its rules, on a host in memory")?;
        say!("  vuoro plugin build    # one .wasm file, for `vuoro plugin install`")
    }
}

fn write(folder: &Path, template: &str, name: &Name, sdk: Option<&str>) -> anyhow::Result<()> {
    for path in Templates::iter() {
        let Some(place) = path.strip_prefix(template).and_then(|rest| rest.strip_prefix('/')) else { continue };
        if is_made(place) {
            continue;
        }
        let mut text = name.put_into(&text_of::<Templates>(&path)?);
        if let (Some(sdk), "Cargo.toml") = (sdk, place) {
            text = text.replace(&format!("\"{SDK_PATH}\""), &toml::Value::from(sdk).to_string());
        }
        put(&folder.join(place), &text)?;
    }
    if sdk.is_none() {
        sdk::copy(&folder.join("vuoro"))?;
    }
    put(&folder.join("Cargo.lock"), &lock::of_project(&name.kebab)?)
}

/// Whether a path is a build product that an author left in a template's folder.
fn is_made(place: &str) -> bool {
    place == "Cargo.lock" || ["target/", "dist/", "vuoro/"].iter().any(|folder| place.starts_with(folder))
}
