use serde::{Deserialize, Serialize};
use serde_json::Value;
use vuoro_kernel::{
    Time,
    words::{MetadataKind, MetadataOrigin},
};

/// One thing known about a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadatum {
    /// How it is kept and shown.
    pub kind: MetadataKind,
    /// Its name.
    pub key: String,
    /// None when the page took the key away.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: MetadataOrigin,
    /// Since when it has this value.
    pub updated_at: Time,
}

/// A metadatum as an entry holds it; the time is the entry's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredMetadatum {
    pub kind: MetadataKind,
    pub key: String,
    pub value: Option<Value>,
    pub origin: MetadataOrigin,
}

/// A wanted change of one metadatum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadatumChange {
    /// How it is kept and shown.
    pub kind: MetadataKind,
    /// Its name.
    pub key: String,
    /// None takes the key away.
    pub value: Option<Value>,
}

impl From<&Metadatum> for StoredMetadatum {
    fn from(metadatum: &Metadatum) -> Self {
        let Metadatum { kind, key, value, origin, updated_at: _ } = metadatum;
        Self { kind: *kind, key: key.clone(), value: value.clone(), origin: *origin }
    }
}

impl StoredMetadatum {
    pub(crate) fn at(self, updated_at: Time) -> Metadatum {
        Metadatum { kind: self.kind, key: self.key, value: self.value, origin: self.origin, updated_at }
    }
}
