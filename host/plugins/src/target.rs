//! What is called.

use std::{collections::BTreeSet, sync::Arc};

use vuoro_kernel::OrganisationId;

use crate::{Loaded, Permission};

/// A plugin as one organisation has it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its code and its manifest.
    pub loaded: Arc<Loaded>,
    /// The permissions that the organisation grants. Effective are manifest ∩ these ∩ the server's ceiling.
    pub granted: Arc<BTreeSet<Permission>>,
    /// The organisation's settings of the plugin: a JSON object with defaults filled in.
    pub settings: Arc<str>,
}
