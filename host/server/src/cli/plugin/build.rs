//! `vuoro plugin build`: cargo builds a project's module, and this makes a package of it.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use serde_json::Value;
use vuoro_package::Manifest;
use vuoro_toolchain::{Toolchain, built, cargo, shell};

use super::text::size;

#[derive(clap::Args)]
pub(in crate::cli) struct Build {
    /// The project's folder
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    path: PathBuf,
}

/// What cargo knows of the project.
struct Project {
    /// The crate's name.
    package: String,
    /// The library's name.
    library: String,
    target: PathBuf,
    root: PathBuf,
}

impl Build {
    /// Builds the project.
    pub fn run(self) -> anyhow::Result<()> {
        let text = |name: &str| {
            let file = self.path.join(name);
            fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))
        };
        let manifest_text = text("plugin.toml").context(
            "this is no plugin's project; name its folder with --path, or make one with `vuoro plugin new NAME`",
        )?;
        // Errors in the manifest are reported before the long part.
        let manifest = Manifest::parse(&manifest_text).map_err(|error| anyhow::anyhow!("plugin.toml: {error}"))?;
        let schema = if self.path.join("schema.graphql").exists() { text("schema.graphql")? } else { String::new() };
        let project = Project::at(&self.path)?;
        let module = project.compile()?;
        let package = vuoro_package::wrap(&module, &manifest_text, &schema)?;
        let file = self.path.join("dist").join(format!("{}.wasm", manifest.id));
        put(&file, &package.bytes)?;
        let file = file.strip_prefix(".").unwrap_or(&file).display();
        say!("{file}: {} {}, {}", manifest.id, manifest.version, size(package.bytes.len()))?;
        say!("Next: vuoro plugin check {file}")?;
        say!("      vuoro plugin install {file} --org ORGANISATION")
    }
}

impl Project {
    /// Reads the project from cargo.
    fn at(folder: &Path) -> anyhow::Result<Self> {
        let manifest = folder.join("Cargo.toml");
        if !manifest.is_file() {
            bail!("{} isn't there: `vuoro plugin build` builds plugins in Rust", manifest.display());
        }
        let mut command = cargo();
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(&manifest);
        let told =
            shell::output(&mut command).context("cargo is needed to build; get it with rustup: https://rustup.rs")?;
        let told: Value = serde_json::from_str(&told).context("`cargo metadata` printed something unexpected")?;
        let whole = manifest.canonicalize()?;
        let packages = told["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let package = packages.iter().find(|package| package["manifest_path"].as_str().map(Path::new) == Some(&whole));
        let package = package.with_context(|| format!("{} names no package", manifest.display()))?;
        let is_cdylib = |target: &&Value| {
            let kinds = target["crate_types"].as_array().map(Vec::as_slice).unwrap_or_default();
            kinds.iter().any(|kind| kind == "cdylib")
        };
        let library = package["targets"].as_array().into_iter().flatten().find(is_cdylib);
        let library = library.with_context(|| {
            format!("{} makes no module; add to it: [lib] with crate-type = [\"cdylib\"]", manifest.display())
        })?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Self {
            package: text(&package["name"]),
            library: text(&library["name"]),
            // A folder beside that of the project's own tests, because another compiler may be used here.
            target: PathBuf::from(text(&told["target_directory"])).join("plugin"),
            root: PathBuf::from(text(&told["workspace_root"])),
        })
    }

    /// Builds the module. Cargo reports the progress.
    fn compile(&self) -> anyhow::Result<Vec<u8>> {
        let toolchain = Toolchain::find_or_get(&cache()?.join("vuoro/wasm-toolchain"))?;
        let mut command = cargo();
        command.args(["build", "--lib", "--package", &self.package, "--manifest-path"]);
        command.arg(self.root.join("Cargo.toml"));
        // Crates of the workspace are named from its root, which already hides its path.
        toolchain.set_up(&mut command, &self.target, &[]);
        let built_well = command.status().context("cargo can't be started; get it with rustup: https://rustup.rs")?;
        if !built_well.success() {
            bail!("the plugin doesn't compile; what is wrong stands above");
        }
        let module = built(&self.target, &self.library);
        fs::read(&module).with_context(|| format!("{} can't be read", module.display()))
    }
}

/// The user's cache folder.
fn cache() -> anyhow::Result<PathBuf> {
    let own = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = own.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    folder.context("there is no folder to keep a compiler in; set HOME")
}

/// Replaces a file at once: a concurrent reader gets the old one or the new one, never a part.
fn put(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let written = || {
        fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        let half = file.with_extension("wasm.part");
        fs::write(&half, bytes)?;
        fs::rename(&half, file)
    };
    written().with_context(|| format!("{} can't be written", file.display()))
}
