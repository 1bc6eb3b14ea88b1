//! Servers and commands that share a database use the same plugins: each change of them gets a number, and each server looks
//! for numbers that it hasn't seen and reports the last one that it has applied.

use std::time::{Duration, Instant};

use vuoro_bus::Topic;
use vuoro_kernel::Change;
use vuoro_store::StoreError;

use crate::{Domain, Error};

/// How often a server looks whether others changed plugins.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Organisations that one look goes through; the rest comes with the next.
const CHANGED_MAX: u32 = 1_000;
/// How often a server says that it runs, when there is nothing else to say.
const SAY_EVERY: Duration = Duration::from_secs(5);
/// A server that wasn't heard of for so long doesn't run, as far as anybody waits for it.
const SILENT_AFTER: Duration = Duration::from_secs(15);
/// A server that wasn't heard of for so long is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3_600);
/// How long a change is waited for to be in effect.
pub const IN_EFFECT_WITHIN: Duration = Duration::from_secs(30);
/// How often a waiting caller checks.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// Where a change of plugins is in effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InEffect {
    /// On every server that runs: so many.
    Everywhere(usize),
    /// No server runs on this database; each that starts acts by it.
    NoServer,
    /// Not on every server that runs, within [`IN_EFFECT_WITHIN`].
    NotYet,
}

/// How far this server is.
#[derive(Default)]
struct Following {
    /// The last change that it acts by; none before the first look.
    seen: Option<i64>,
    /// What it said last, and when.
    said: Option<(i64, Instant)>,
}

impl Domain {
    /// Acts by the changes of plugins that other processes make, as long as the server runs.
    pub async fn follow_plugins(&self) {
        if self.plugins.floor.is_none() {
            return;
        }
        let mut following = Following::default();
        loop {
            if let Err(error) = self.look_for_changes(&mut following).await {
                tracing::warn!(%error, "what others changed of plugins can't be read; the next look tries again");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn look_for_changes(&self, following: &mut Following) -> Result<(), Error> {
        let platform = self.store.platform();
        let seen = match following.seen {
            None => {
                let generation = platform.plugin_generation().await?;
                // What was built before is of an unknown number.
                self.plugins.heard(&Change::Missed);
                generation
            }
            Some(mut seen) => {
                for (organisation, generation) in platform.plugins_changed_after(seen, CHANGED_MAX).await? {
                    let change = Change::Plugins { organisation };
                    self.plugins.heard(&change);
                    // Loaded now, so that nobody who writes waits for it.
                    self.refresh_plugins(&change).await;
                    self.bus.publish(Topic::Rights, change);
                    seen = generation;
                }
                seen
            }
        };
        following.seen = Some(seen);
        if following.said.is_none_or(|(said, at)| said != seen || at.elapsed() >= SAY_EVERY) {
            let (server, now) = (self.plugins.server, self.now());
            let say = self.store.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move { tx.platform().put_server(server, seen, now, now.minus(FORGOTTEN_AFTER)).await })
            });
            say.await?;
            following.said = Some((seen, Instant::now()));
        }
        Ok(())
    }

    /// Says that this server stops: nobody waits for it any more.
    pub async fn leave_plugins(&self) {
        if self.plugins.floor.is_none() {
            return;
        }
        let server = self.plugins.server;
        let left = self
            .store
            .write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.platform().remove_server(server).await }));
        if let Err(error) = left.await {
            tracing::debug!(%error, "that this server stops couldn't be said; others find out by its silence");
        }
    }

    /// Waits until all changes of plugins so far are in effect on every server that runs on this database. For commands, which
    /// change plugins beside a server.
    ///
    /// # Errors
    /// When the database doesn't answer.
    pub async fn plugins_in_effect(&self) -> Result<InEffect, Error> {
        let begun = Instant::now();
        let wanted = self.store.platform().plugin_generation().await?;
        loop {
            let since = self.now().minus(SILENT_AFTER);
            let servers = self.store.platform().generations_of_servers(since).await?;
            if servers.is_empty() {
                return Ok(InEffect::NoServer);
            }
            if servers.iter().all(|generation| *generation >= wanted) {
                return Ok(InEffect::Everywhere(servers.len()));
            }
            if begun.elapsed() >= IN_EFFECT_WITHIN {
                return Ok(InEffect::NotYet);
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }
}
