use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vuoro_kernel::{
    AccountId, Cursor, InvitationId, MemberId, OrganisationId, PictureId, QueueId, Role, SessionId, Time,
    words::NotificationKind,
};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: AccountId,
    /// The address they sign in with, in lower case.
    pub email: String,
    /// Never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// The console's language as a BCP 47 tag; none to follow the browser.
    pub locale: Option<String>,
    /// How the person is told of things.
    pub notifications: Notifications,
    /// Their picture, if they have one.
    pub picture: Option<PictureId>,
    /// When the account was made.
    pub created_at: Time,
}

/// The bytes of a person's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// PNG or JPEG.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// How a person is told of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// One for each kind, in the order of [`NotificationKind::ALL`].
    pub rules: Vec<NotificationRule>,
    /// Tell even while the console is in front.
    pub even_while_present: bool,
    /// Desktop notifications stay until clicked.
    pub keep_until_clicked: bool,
}

/// How a person is told of one kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRule {
    /// Of what.
    pub kind: NotificationKind,
    /// By sound.
    pub sound: bool,
    /// By a desktop notification.
    pub desktop: bool,
    /// By a number in the window's title.
    pub title_badge: bool,
}

impl Default for Notifications {
    /// Told of customers by every means, of peers' claims by none.
    fn default() -> Self {
        let rules = NotificationKind::ALL
            .iter()
            .map(|&kind| {
                let told = kind != NotificationKind::ClaimedByPeer;
                NotificationRule { kind, sound: told, desktop: told, title_badge: told }
            })
            .collect();
        Self { rules, even_while_present: false, keep_until_clicked: false }
    }
}

/// A place where an account is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub account: AccountId,
    /// When they signed in.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub last_used_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
    /// The user agent that signed in.
    pub user_agent: Option<String>,
}

/// A member as everybody may know them, customers included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The membership.
    pub id: MemberId,
    /// The name that customers see.
    pub display_name: Arc<str>,
}

/// An account's membership of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The membership.
    pub id: MemberId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Whose.
    pub account: AccountId,
    /// The address they sign in with.
    pub email: String,
    /// Never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// Their picture, if they have one.
    pub picture: Option<PictureId>,
    /// Since when.
    pub joined_at: Time,
}

impl Cursor for Member {
    fn cursor(&self) -> String {
        format!("{}:{}", self.id.0.simple(), self.full_name.to_lowercase())
    }
}

/// An offer to join an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// To which organisation.
    pub organisation: OrganisationId,
    /// Only this address can accept; none for a link that whoever has it can use.
    pub email: Option<String>,
    /// The role it gives.
    pub role: Role,
    /// The queues it gives.
    pub queues: Vec<QueueId>,
    /// When it was made.
    pub created_at: Time,
    /// When it can't be used any more.
    pub expires_at: Time,
    /// Who made it.
    pub created_by: Option<Agent>,
}

impl Cursor for Invitation {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}

/// What an invitation's link shows to whoever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationOffer {
    /// The organisation's name.
    pub organisation_name: String,
    /// The role it gives.
    pub role: Role,
    /// The address that must accept it.
    pub email: Option<String>,
    /// When it can't be used any more.
    pub expires_at: Time,
}
