//! Floor 2: the rules. A folder is a noun, a file is a verb. Every function takes the caller first and checks their
//! right before it reads anything.

mod account;
mod activity;
mod actor;
mod agents;
mod annotation;
mod attachment;
mod callers;
mod conversation;
mod entry;
mod error;
mod events;
mod identity;
mod invitation;
mod member;
mod metadata;
mod organisation;
mod plugin;
mod presence;
mod queue;
mod rights;
mod session;
mod sweep;
mod tail;
mod visitor;

use std::{ops::Deref, sync::Arc};

pub use account::{ChangePassword, NewAccount, PictureUpload, UpdateNotifications, UpdateProfile};
pub use activity::ActivityEvent;
pub use attachment::{Download, PrepareAttachment};
pub use conversation::{Enqueue, Place, Sight};
pub use entry::{Class, ConversationWatch, SendMessage, Typing};
pub use error::{Error, Problem, Refusal};
pub use identity::Viewer;
pub use invitation::{CreateInvitation, SignUp};
pub use organisation::UpdateOrganisation;
pub use plugin::{
    ActOnPanel, CallError, EnabledPlugin, Erased, FieldError, FieldRequest, IN_EFFECT_WITHIN, InEffect,
    ListedConnection, ListedPlugin, PACKAGE_BYTES_MAX, PARENTS_A_CALL_MAX, PackageDigest, Panel, PluginCounts,
    PluginFailure, PluginLevel, PluginLine, PluginPermission, PluginRefusal, PluginSet, PluginSetup, PluginState,
    SchemaCheck, SetPluginConnection, Slot, Subject, view,
};
pub use presence::Present;
pub use queue::{CreateQueue, QueueSettingsChange, UpdateQueue};
pub use session::{SignIn, SignedIn};
pub use visitor::StartVisitor;
pub use vuoro_store::record::*;

use vuoro_bus::Bus;
use vuoro_kernel::{Clock, SealingKey, Time, limits::Limits};
use vuoro_store::Store;

/// All rules of the chat core. Cheap to clone.
#[derive(Clone)]
pub struct Domain(Arc<Parts>);

/// The parts that the rules work with.
pub struct Parts {
    store: Store,
    bus: Arc<dyn Bus>,
    clock: Clock,
    limits: Limits,
    sealing: SealingKey,
    files: attachment::Files,
    agents: agents::Agents,
    tail: tail::Tail,
    presence: presence::Presence,
    callers: callers::Callers,
    plugins: plugin::PluginHost,
    passwords: account::Passwords,
    pictures: account::PictureUploads,
    tries: session::Tries,
}

impl Deref for Domain {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

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

    /// The current time of the server.
    pub fn now(&self) -> Time {
        self.clock.now()
    }
}
