//! Invitations to join an organisation.

mod accept;
mod create;
mod list;
mod revoke;
mod sign_up;

#[cfg(test)]
mod tests;

pub use create::CreateInvitation;
pub use sign_up::SignUp;

pub(crate) use revoke::revoke_beyond;
