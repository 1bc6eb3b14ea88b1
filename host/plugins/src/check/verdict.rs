//! What a checking process says of a package, in a few bytes.

use serde::{Deserialize, Serialize};
use vuoro_package::SettingsError;

use crate::{LoadError, failure::cut, limits};

/// What the checking process found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// It is a package, and its code is compiled and kept; or these settings may be chosen.
    Fine,
    /// These settings may not be chosen.
    Settings(SettingsError),
    /// It breaks a rule of packages.
    Refused(String),
    /// wasmtime can't compile it.
    Broken(String),
    /// It imports something that the host doesn't offer.
    Unfit(String),
    /// Its compiled code isn't found where it was to be kept.
    NotKept,
    /// The process couldn't set its limits, or couldn't read the package.
    NoLimits(String),
}

impl Verdict {
    /// As one line. The texts may quote from the package and are cut.
    pub(super) fn to_line(&self) -> String {
        let short = |text: &String| cut(text, limits::VERDICT_TEXT_BYTES).to_owned();
        let cut = match self {
            Self::Refused(text) => Self::Refused(short(text)),
            Self::Broken(text) => Self::Broken(short(text)),
            Self::Unfit(text) => Self::Unfit(short(text)),
            Self::NoLimits(text) => Self::NoLimits(short(text)),
            Self::Settings(SettingsError { path, message }) => Self::Settings(SettingsError {
                path: cut(path, limits::SETTINGS_PATH_BYTES).to_owned(),
                message: short(message),
            }),
            Self::Fine | Self::NotKept => self.clone(),
        };
        // A value of this type always is JSON.
        serde_json::to_string(&cut).unwrap_or_default()
    }

    /// Reads a line. None when it is something else: then the process didn't get that far.
    pub(super) fn from_line(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }

    pub(super) fn into_result(self) -> Result<(), LoadError> {
        match self {
            Self::Fine => Ok(()),
            Self::Refused(text) => Err(LoadError::Refused(text)),
            Self::Broken(text) => Err(LoadError::Broken(text)),
            Self::Unfit(text) => Err(LoadError::Unfit(text)),
            Self::NotKept => Err(LoadError::NotKept),
            Self::Settings(error) => Err(LoadError::Refused(error.message)),
            Self::NoLimits(text) => Err(LoadError::NoChecker(text)),
        }
    }
}

impl From<LoadError> for Verdict {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Refused(text) => Self::Refused(text),
            LoadError::Broken(text) => Self::Broken(text),
            LoadError::Unfit(text) => Self::Unfit(text),
            LoadError::NotKept => Self::NotKept,
            other => Self::NoLimits(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_one_short_line_and_reads_back() {
        for verdict in [Verdict::Fine, Verdict::Unfit("it\nimports\u{0} \"ä\"".to_owned()), Verdict::NotKept] {
            let line = verdict.to_line();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(Verdict::from_line(line.as_bytes()), Some(verdict));
        }
        // Each of these characters takes six bytes in JSON.
        let text = "\u{1}".repeat(1_000_000);
        for long in
            [Verdict::Broken(text.clone()), Verdict::Settings(SettingsError { path: text.clone(), message: text })]
        {
            let line = long.to_line();
            assert!(line.len() < limits::VERDICT_BYTES, "{}", line.len());
        }
        for other in [&b""[..], b"running 0 tests", b"{\"fine\":", b"\"nothing\""] {
            assert_eq!(Verdict::from_line(other), None);
        }
    }
}
