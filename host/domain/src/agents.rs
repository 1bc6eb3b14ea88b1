//! The public faces of members, remembered for a moment: every message an agent writes bears the name.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use vuoro_kernel::MemberId;
use vuoro_store::record::Agent;

use crate::{Domain, Error, rights::AsMember};

/// A new name shows on messages after this time at the latest.
const FRESH: Duration = Duration::from_secs(5);
/// Faces remembered; more begin anew.
const FACES_MAX: usize = 10_000;

#[derive(Default)]
pub(crate) struct Agents(Mutex<HashMap<MemberId, (Instant, Agent)>>);

impl Domain {
    /// The public face of a member who calls.
    pub(crate) async fn agent(&self, member: AsMember) -> Result<Agent, Error> {
        let remembered = self.agents.0.lock().get(&member.member).cloned();
        if let Some((since, agent)) = remembered
            && since.elapsed() < FRESH
        {
            return Ok(agent);
        }
        let agent = self.store.door(member.organisation).agent(member.member).await?.ok_or(Error::NotFound)?;
        let mut faces = self.agents.0.lock();
        if faces.len() >= FACES_MAX {
            faces.clear();
        }
        faces.insert(member.member, (Instant::now(), agent.clone()));
        Ok(agent)
    }
}
