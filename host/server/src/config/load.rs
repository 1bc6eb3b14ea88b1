//! Reads the configuration from its sources.

use std::path::{Path, PathBuf};

use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
};

use super::{Config, ConfigError, FILE, place};

impl Config {
    /// Reads the file, the environment and `flags`; later ones override earlier ones.
    ///
    /// # Errors
    /// [`ConfigError`] for the first key or value that can't be used.
    pub fn load(file: Option<&Path>, flags: Vec<(&'static str, String)>) -> Result<Self, ConfigError> {
        Self::load_from(file, std::env::vars().collect(), flags)
    }

    pub(super) fn load_from(
        file: Option<&Path>,
        environment: Vec<(String, String)>,
        flags: Vec<(&'static str, String)>,
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        let path = file.map_or_else(|| PathBuf::from(FILE), Path::to_owned);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                place::check_file(&path, &text)?;
                figment = figment.merge(Toml::string(&text));
            }
            Err(source) if file.is_some() || source.kind() != std::io::ErrorKind::NotFound => {
                return Err(ConfigError::Unreadable { path, source });
            }
            Err(_) => {}
        }
        let environment = place::check_environment(environment)?;
        for (key, value) in environment.into_iter().chain(flags.into_iter().map(|(key, value)| (key.to_owned(), value)))
        {
            figment = figment.merge((key.as_str(), place::value(&key, &value)?));
        }
        let config: Self = figment.extract().map_err(|error| ConfigError::Wrong(error.to_string()))?;
        config.check()?;
        Ok(config)
    }
}
