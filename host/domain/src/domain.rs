//! The domain, on which every verb is a function, and the parts that they work with.

use std::{ops::Deref, sync::Arc};

use vuoro_bus::Bus;
use vuoro_kernel::{Clock, SealingKey, Time, limits::Limits};
use vuoro_store::Store;

use crate::{account, agents, attachment, callers, plugin, presence, session, tail};

/// All rules of the chat core. Cheap to clone.
#[derive(Clone)]
pub struct Domain(pub(crate) Arc<Parts>);

/// The parts that the rules work with.
pub struct Parts {
    pub(crate) store: Store,
    pub(crate) bus: Arc<dyn Bus>,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) sealing: SealingKey,
    pub(crate) files: attachment::Files,
    pub(crate) agents: agents::Agents,
    pub(crate) tail: tail::Tail,
    pub(crate) presence: presence::Presence,
    pub(crate) callers: callers::Callers,
    pub(crate) plugins: plugin::PluginHost,
    pub(crate) passwords: account::Passwords,
    pub(crate) pictures: account::PictureUploads,
    pub(crate) tries: session::Tries,
}

impl Deref for Domain {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Domain {
    /// The current time of the server.
    pub fn now(&self) -> Time {
        self.clock.now()
    }
}
