//! Accounts: people who sign in.

mod change_password;
mod create;
mod email;
mod notifications;
mod password;
mod picture;
mod picture_uploads;
mod profile;
mod read;
mod turns;

#[cfg(test)]
mod tests;

pub use change_password::ChangePassword;
pub use create::NewAccount;
pub use notifications::UpdateNotifications;
pub use picture::PictureUpload;
pub use profile::UpdateProfile;

pub(crate) use create::Person;
pub(crate) use email::address;
pub(crate) use password::Passwords;
pub(crate) use picture_uploads::PictureUploads;
