//! All access to data. A [`Door`] belongs to one organisation, and each of its statements names that organisation, so
//! that an id of another one finds nothing. Changes need a write door, which only a [`Tx`](crate::Tx) gives.
//!
//! SECURITY.md, G9.

mod account;
mod agent;
mod annotation;
mod attachment;
mod conversation;
mod entry;
mod invitation;
mod member;
mod metadata;
mod organisation;
mod page;
mod plugin;
mod plugin_alarm;
mod plugin_connection;
mod plugin_cursor;
mod plugin_value;
mod queue;
mod queue_event;
mod scoped_value;
mod server;
mod session;
mod visitor;

use std::ops::Deref;

use vuoro_kernel::OrganisationId;

pub use account::NewAccount;
pub use attachment::{Announced, Held, Holdings, NewAttachment, Uploaded};
pub use conversation::{NewConversation, Whose};
pub use invitation::{NewInvitation, UsableInvitation};
pub use queue::NewQueue;
pub use session::{FoundSession, NewSession};
pub use visitor::NewVisitor;

use crate::{row::Conn, tx::Tx};

/// Reads one organisation's data.
#[derive(Clone, Copy)]
pub struct Door<'c> {
    pub(crate) organisation: OrganisationId,
    pub(crate) conn: Conn<'c>,
}

impl Door<'_> {
    /// The organisation.
    pub fn organisation_id(&self) -> OrganisationId {
        self.organisation
    }
}

/// Changes one organisation's data, and reads it as this transaction sees it.
#[derive(Clone, Copy)]
pub struct WriteDoor<'t> {
    pub(crate) door: Door<'t>,
    pub(crate) tx: &'t Tx,
}

/// Reads what belongs to no organisation.
#[derive(Clone, Copy)]
pub struct Platform<'c> {
    pub(crate) conn: Conn<'c>,
}

/// Changes what belongs to no organisation.
#[derive(Clone, Copy)]
pub struct WritePlatform<'t> {
    pub(crate) platform: Platform<'t>,
    pub(crate) tx: &'t Tx,
}

impl<'t> Deref for WriteDoor<'t> {
    type Target = Door<'t>;

    fn deref(&self) -> &Door<'t> {
        &self.door
    }
}

impl<'t> Deref for WritePlatform<'t> {
    type Target = Platform<'t>;

    fn deref(&self) -> &Platform<'t> {
        &self.platform
    }
}

impl Tx {
    /// Access to one organisation's data, for changes.
    pub fn door(&self, organisation: OrganisationId) -> WriteDoor<'_> {
        WriteDoor { door: Door { organisation, conn: self.conn() }, tx: self }
    }

    /// Access to data that belongs to no organisation, for changes.
    pub fn platform(&self) -> WritePlatform<'_> {
        WritePlatform { platform: Platform { conn: self.conn() }, tx: self }
    }
}
