use serde::{Deserialize, Serialize};
use serde_json::Value;
use vuoro_kernel::{
    Time,
    words::{MetadataKind, MetadataOrigin},
};

/// One metadata value of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadatum {
    /// How it is kept and shown.
    pub kind: MetadataKind,
    /// The key.
    pub key: String,
    /// The value; `None` when the page removed the key.
    pub value: Option<Value>,
    /// The origin of the value.
    pub origin: MetadataOrigin,
    /// When it got this value.
    pub updated_at: Time,
}

/// A metadata value as stored in an entry; its time is the entry's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredMetadatum {
    pub kind: MetadataKind,
    pub key: String,
    pub value: Option<Value>,
    pub origin: MetadataOrigin,
}

/// A requested change of one metadata value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadatumChange {
    /// How it is kept and shown.
    pub kind: MetadataKind,
    /// The key.
    pub key: String,
    /// The new value; `None` removes the key.
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
