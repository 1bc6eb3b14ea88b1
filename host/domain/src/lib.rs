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
mod domain;
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
mod setup;
mod sweep;
mod tail;
mod visitor;

pub use account::{ChangePassword, NewAccount, PictureUpload, UpdateNotifications, UpdateProfile};
pub use activity::ActivityEvent;
pub use attachment::{Download, PrepareAttachment};
pub use conversation::{Enqueue, Place, Sight};
pub use domain::{Domain, Parts};
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
pub use setup::Setup;
pub use visitor::StartVisitor;
pub use vuoro_store::record::*;
