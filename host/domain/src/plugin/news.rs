//! After-hooks: telling plugins what happened. Each conversation's log in order, each entry at least once, from a
//! cursor in the store.
//!
//! A commit notes its conversations here, and nobody waits; a task delivers their entries. After a restart the store
//! knows which plugins are behind. Delivery to a plugin that failed is tried again later, as long as it is enabled.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::MissedTickBehavior};
use vuoro_kernel::ConversationId;
use vuoro_package::AfterHook;
use vuoro_plugins::{
    Actor, CallError, Context, LogEntry, PluginId, Unavailable,
    limits::{CAUSES, NEWS_ENTRIES},
};
use vuoro_store::record::{Author, Content, Entry};

use super::{EnabledPlugin, delegate, noted::Of};
use crate::{Domain, Error};

/// Most conversations that are delivered at the same time.
const AT_ONCE: usize = 8;
/// Most conversations of one plugin that one read of the store returns.
const BEHIND_MAX: u32 = 1_000;
/// When the store is read again after more conversations than could be noted.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(10);
/// When delivery to a failed plugin is tried again: after each failure in a row the next delay, then always the last.
const AGAIN_AFTER: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(60)];

impl Domain {
    /// Delivers entries to plugins as long as the server runs.
    pub async fn tell_plugins(&self) {
        if self.plugins.floor.is_none() {
            return;
        }
        self.note_who_is_behind().await;
        let mut telling = JoinSet::new();
        let mut look = tokio::time::interval(LOOK_AGAIN_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            while telling.len() < AT_ONCE
                && let Some((of, failures)) = self.plugins.news.take()
            {
                let domain = self.clone();
                telling.spawn(async move {
                    // Released on drop, so that a conversation doesn't stay busy when delivery stops half way.
                    let busy = Busy { domain, of };
                    let told = busy.domain.tell_all(of).await;
                    drop(busy);
                    (of, failures, told)
                });
            }
            tokio::select! {
                _ = look.tick() => if self.plugins.news.has_overflowed() {
                    self.note_who_is_behind().await;
                },
                () = self.plugins.news.more.notified() => {}
                Some(told) = telling.join_next() => match told {
                    Ok((of, failures, told)) => self.told(of, failures, told),
                    Err(error) => tracing::error!(%error, "telling plugins of a conversation broke off"),
                },
            }
        }
    }

    fn told(&self, of: Of, failures: usize, told: Result<(), Later>) {
        if told.is_err() {
            let after = AGAIN_AFTER[failures.min(AGAIN_AFTER.len() - 1)];
            let parts = Arc::downgrade(&self.0);
            tokio::spawn(async move {
                tokio::time::sleep(after).await;
                if let Some(parts) = parts.upgrade() {
                    parts.plugins.news.note(of, failures + 1);
                }
            });
        }
    }

    /// Notes the conversations whose entries in the store plugins haven't heard of.
    async fn note_who_is_behind(&self) {
        let behind = async {
            for organisation in self.store.platform().organisations_with_plugins().await? {
                let set = self.plugin_set(organisation).await?;
                for (plugin, _) in set.hooks_after() {
                    let door = self.store.door(organisation);
                    let since = plugin.installed_at();
                    let behind = door.conversations_behind(&plugin.id, since, BEHIND_MAX).await?;
                    if behind.len() >= BEHIND_MAX as usize {
                        self.plugins.news.noted.lock().overflowed = true;
                    }
                    behind.into_iter().for_each(|conversation| self.plugins.news.note((organisation, conversation), 0));
                }
            }
            Ok::<_, Error>(())
        };
        if let Err(error) = behind.await {
            tracing::error!(%error, "who of the plugins is behind can't be read; they hear of it with what comes next");
        }
    }

    /// Delivers to every plugin that listens, each from its cursor. One that fails doesn't keep the others from
    /// hearing.
    async fn tell_all(&self, of: Of) -> Result<(), Later> {
        let set = self.plugin_set(of.0).await.map_err(|_| Later)?;
        // One that can't be loaded now may be when it is tried again.
        let mut outcome = if set.misses_a_listener() { Err(Later) } else { Ok(()) };
        for (plugin, hook) in set.hooks_after() {
            match self.tell(plugin, hook, of).await {
                Ok(()) => {}
                Err(stopped) => {
                    tracing::debug!(plugin = &*plugin.id, ?stopped, "a plugin is told again later");
                    outcome = Err(Later);
                }
            }
        }
        outcome
    }

    async fn tell(
        &self,
        plugin: &EnabledPlugin,
        hook: &AfterHook,
        (organisation, conversation): Of,
    ) -> Result<(), Stopped> {
        let door = self.store.door(organisation);
        let mut stands_at = door.plugin_cursor(&plugin.id, conversation).await.map_err(Error::from)?;
        let mut after = match stands_at {
            Some(seq) => seq,
            // Entries from before the plugin was installed aren't delivered.
            None => door.last_seq_before(conversation, plugin.installed_at()).await.map_err(Error::from)?,
        };
        loop {
            let entries = door.entries_after(conversation, after, NEWS_ENTRIES).await.map_err(Error::from)?;
            let Some(last) = entries.last().map(|entry| entry.seq) else { return Ok(()) };
            for (cause, entries) in by_cause(plugin, hook, &entries) {
                self.tell_part(plugin, cause, conversation, &entries).await?;
            }
            let (id, from) = (plugin.id.clone(), stands_at);
            let moved = self.store.write::<_, crate::error::Halt, _>(move |tx| {
                let id = id.clone();
                Box::pin(
                    async move { Ok(tx.door(organisation).move_plugin_cursor(&id, conversation, from, last).await?) },
                )
            });
            if !moved.await.map_err(|_| Stopped::Store)? {
                // Another server is delivering this conversation to this plugin.
                return Ok(());
            }
            (stands_at, after) = (Some(last), last);
        }
    }

    async fn tell_part(
        &self,
        plugin: &EnabledPlugin,
        cause: Vec<PluginId>,
        conversation: ConversationId,
        entries: &[LogEntry],
    ) -> Result<(), Stopped> {
        let context = Context { cause, about: Some(conversation), ..Context::new(Actor::System, "en") };
        let floor = self.plugin_floor()?;
        match floor.after(&self.delegate(), &plugin.target, &context, conversation, entries).await {
            Ok(()) | Err(CallError::Unavailable(Unavailable::Loop | Unavailable::NoExport)) => Ok(()),
            Err(error) => Err(Stopped::Call(error)),
        }
    }
}

/// A conversation that is being delivered.
struct Busy {
    domain: Domain,
    of: Of,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.domain.plugins.news.done(self.of);
    }
}

/// Some entries aren't delivered yet.
struct Later;

/// Why delivery to a plugin stopped.
#[derive(Debug)]
#[allow(dead_code, reason = "shown in the log")]
enum Stopped {
    Store,
    Domain(Error),
    Call(CallError),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Domain(error)
    }
}

/// The entries to deliver to a plugin, grouped by their cause.
fn by_cause(plugin: &EnabledPlugin, hook: &AfterHook, entries: &[Arc<Entry>]) -> Vec<(Vec<PluginId>, Vec<LogEntry>)> {
    let mut runs: Vec<(Vec<PluginId>, Vec<LogEntry>)> = Vec::new();
    for entry in entries {
        let cause = cause(entry);
        let is_own = cause.iter().any(|cause| cause.as_str() == &*plugin.id);
        let shown = delegate::entry(entry);
        let is_asked = hook.hears_of(&shown.kind);
        if is_own || !is_asked || cause.len() >= CAUSES {
            continue;
        }
        match runs.last_mut() {
            Some((run, entries)) if *run == cause => entries.push(shown),
            _ => runs.push((cause, vec![shown])),
        }
    }
    runs
}

/// The plugins that caused an entry.
fn cause(entry: &Entry) -> Vec<PluginId> {
    match (&entry.author, &entry.content) {
        (Author::Plugin { chain }, _) => chain.iter().map(|plugin| PluginId::new(plugin)).collect(),
        (_, Content::Annotation(change)) => vec![PluginId::new(&change.plugin)],
        (_, Content::Post { plugin, .. }) => vec![PluginId::new(plugin)],
        _ => Vec::new(),
    }
}
