//! A short-lived cache of members' public faces (name and picture), because every message of an agent carries the name.

mod faces;

use std::time::{Duration, Instant};

use vuoro_store::record::Agent;

pub(crate) use faces::Agents;
use faces::FACES_MAX;

use crate::{Domain, Error, rights::AsMember};

/// How long a face is cached, and so how late a new name can appear on messages.
const FRESH: Duration = Duration::from_secs(5);

impl Domain {
    /// The public face of a calling member.
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
