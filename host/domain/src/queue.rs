//! Customer queues.

mod create;
mod handlers;
mod list;
mod open;
mod order;
mod remove;
mod settings;
mod update;

pub use create::CreateQueue;
pub use settings::QueueSettingsChange;
pub use update::UpdateQueue;

use vuoro_kernel::{QueueId, Role};
use vuoro_store::Door;

use crate::{Error, rights::AsMember};

/// Whether a member sees a queue: operators see all, handlers those they handle.
pub(crate) async fn sees(door: &Door<'_>, member: &AsMember, queue: QueueId) -> Result<bool, Error> {
    Ok(member.role >= Role::Operator || door.handles(member.member, queue).await?)
}
