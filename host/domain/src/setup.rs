//! Builds the domain.

use std::sync::Arc;

use vuoro_bus::Bus;
use vuoro_kernel::{Clock, SealingKey, limits::Limits};
use vuoro_store::Store;

use crate::{
    Domain, Parts, account, agents, attachment, callers, events,
    plugin::{self, PluginSetup},
    presence, session, tail,
};

/// What the server gives to build a [`Domain`].
pub struct Setup {
    /// The database.
    pub store: Store,
    /// Publishes changes to subscribers.
    pub bus: Arc<dyn Bus>,
    /// The clock.
    pub clock: Clock,
    /// The limits that the configuration may change.
    pub limits: Limits,
    /// The key for secrets that must be readable later. It isn't kept in the database.
    pub sealing: SealingKey,
    /// The store of attachments' bytes.
    pub files: vuoro_store::files::Folder,
    /// Runs plugins; `None` for a server without them.
    pub plugins: Option<PluginSetup>,
}

impl Domain {
    /// Builds the domain. Needs a tokio runtime.
    pub fn new(setup: Setup) -> Self {
        let Setup { store, bus, clock, limits, sealing, files, plugins } = setup;
        let domain = Self(Arc::new(Parts {
            store,
            bus,
            clock,
            limits,
            sealing,
            files: attachment::Files::new(files),
            agents: agents::Agents::default(),
            tail: tail::Tail::default(),
            presence: presence::Presence::default(),
            callers: callers::Callers::default(),
            plugins: plugin::PluginHost::new(plugins),
            passwords: account::Passwords::default(),
            pictures: account::PictureUploads::default(),
            tries: session::Tries::default(),
        }));
        events::listen(&domain);
        domain
    }
}
