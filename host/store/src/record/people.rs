use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vuoro_kernel::{
    AccountId, Cursor, InvitationId, MemberId, OrganisationId, PictureId, QueueId, Role, SessionId, Time,
    words::NotificationKind,
};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The account's id.
    pub id: AccountId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The full name; never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// The console's language as a BCP 47 tag; `None` to follow the browser.
    pub locale: Option<String>,
    /// The notification settings.
    pub notifications: Notifications,
    /// The id of their picture, if they have one.
    pub picture: Option<PictureId>,
    /// The time of creation.
    pub created_at: Time,
}

/// The bytes of a person's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// PNG or JPEG.
    pub content_type: String,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// A person's notification settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// One rule for each kind, in the order of [`NotificationKind::ALL`].
    pub rules: Vec<NotificationRule>,
    /// Notify even while the console is in the foreground.
    pub even_while_present: bool,
    /// Desktop notifications stay until they are clicked.
    pub keep_until_clicked: bool,
}

/// How a person is notified of one kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRule {
    /// The kind of event.
    pub kind: NotificationKind,
    /// Whether a sound is played.
    pub sound: bool,
    /// Whether a desktop notification is shown.
    pub desktop: bool,
    /// Whether a number is shown in the window's title.
    pub title_badge: bool,
}

impl Default for Notifications {
    /// The defaults: every means for customers, none for claims by peers.
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

/// A session of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// The account.
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

/// A member's public face, as everybody may see it, including customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The membership's id.
    pub id: MemberId,
    /// The name that customers see.
    pub display_name: Arc<str>,
}

/// An account's membership in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The membership's id.
    pub id: MemberId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The account.
    pub account: AccountId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The full name; never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// The role.
    pub role: Role,
    /// The id of their picture, if they have one.
    pub picture: Option<PictureId>,
    /// When they joined.
    pub joined_at: Time,
}

impl Cursor for Member {
    fn cursor(&self) -> String {
        format!("{}:{}", self.id.0.simple(), self.full_name.to_lowercase())
    }
}

/// An invitation to join an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The only address that can accept it; `None` for anyone with the link.
    pub email: Option<String>,
    /// The role that the new member gets.
    pub role: Role,
    /// The queues that the new member handles.
    pub queues: Vec<QueueId>,
    /// The time of creation.
    pub created_at: Time,
    /// When it expires.
    pub expires_at: Time,
    /// The member who made it.
    pub created_by: Option<Agent>,
}

impl Cursor for Invitation {
    fn cursor(&self) -> String {
        self.id.0.simple().to_string()
    }
}

/// What an invitation's link shows to anyone who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationOffer {
    /// The organisation's name.
    pub organisation_name: String,
    /// The role that the new member gets.
    pub role: Role,
    /// The only address that can accept it; `None` for anyone with the link.
    pub email: Option<String>,
    /// When it expires.
    pub expires_at: Time,
}
