//! Following a conversation's log from a number on: no gap, no repeat.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::time::{Instant, sleep_until};
use vuoro_bus::{Subscription, Topic};
use vuoro_kernel::{Caller, Change, ConversationId, OrganisationId};
use vuoro_store::record::Entry;

use crate::{Domain, Error, conversation::Sight, rights, tail::Watching};

/// How often a follower looks into the store by itself where the bus may lose something: what is lost there
/// shows after this time at the latest.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Entries read from the store at once.
const READ_MAX: usize = 100;

/// Whose eyes a log is read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Members: everything.
    Agent,
    /// The customer: without what isn't for them.
    Visitor,
}

/// A log being followed. It checks the right at the start only; whoever delivers its entries asks
/// [`Domain::still`] before each, and [`Domain::sight`] after one that [turns rights](Entry::turns_rights) and, while it
/// is [by queue](Sight::ByQueue), before each.
pub struct ConversationWatch {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whose eyes.
    pub class: Class,
    /// By what right, at the start.
    pub sight: Sight,
    domain: Domain,
    organisation: OrganisationId,
    cursor: i64,
    changes: Subscription,
    read: VecDeque<Arc<Entry>>,
    /// The highest number known to exist.
    newest: i64,
    /// Something may be in the store that nobody told of.
    look: bool,
    /// When to look there in any case, where the bus loses. A moment, not a time since the last change: who hears much
    /// mustn't look later.
    look_at: Instant,
    _watching: Watching,
}

impl Domain {
    /// Follows a conversation's log after number `after`. Those who may see the conversation.
    pub async fn watch_conversation(
        &self,
        caller: &Caller,
        id: ConversationId,
        after: i64,
    ) -> Result<ConversationWatch, Error> {
        let organisation = rights::called(caller)?;
        if after < 0 {
            return Err(Error::BadInput("after is 0 or the number of an entry".into()));
        }
        // Listening begins before the first look, so that nothing falls in between.
        let (watching, changes) = (self.tail.watch(id), self.bus.subscribe(Topic::Conversation(id)));
        let found = self.conversation(caller, id).await?.ok_or(Error::NotFound)?;
        if after > found.last_seq {
            return Err(Error::BadInput("after is past the end of the log".into()));
        }
        Ok(ConversationWatch {
            conversation: id,
            class: if caller.visitor().is_some() { Class::Visitor } else { Class::Agent },
            sight: Sight::of(caller, &found),
            domain: self.clone(),
            organisation,
            cursor: after,
            changes,
            read: VecDeque::new(),
            newest: found.last_seq,
            look: false,
            look_at: Instant::now() + LOOK_EVERY,
            _watching: watching,
        })
    }
}

impl ConversationWatch {
    /// The number of the last entry given out or passed over.
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// The next entry. Waits for it.
    pub async fn next(&mut self) -> Result<Arc<Entry>, Error> {
        loop {
            if let Some(entry) = self.caught_up().await? {
                return Ok(entry);
            }
            let loses = self.domain.bus.loses();
            tokio::select! {
                change = self.changes.next() => self.heard(change),
                () = sleep_until(self.look_at), if loses => {
                    self.look = true;
                    self.look_at = Instant::now() + LOOK_EVERY;
                }
            }
        }
    }

    /// The next entry if there is one already.
    pub async fn caught_up(&mut self) -> Result<Option<Arc<Entry>>, Error> {
        loop {
            while let Some(entry) = self.read.pop_front() {
                if entry.seq != self.cursor + 1 {
                    return Err(Error::Internal(format!("entry {} follows {}", entry.seq, self.cursor)));
                }
                self.cursor = entry.seq;
                if self.class == Class::Agent || entry.is_for_visitor() {
                    return Ok(Some(entry));
                }
            }
            if !self.look && self.cursor >= self.newest {
                return Ok(None);
            }
            self.read_on().await?;
        }
    }

    /// Reads what follows the cursor: from the tail when it reaches back that far, else from the store.
    async fn read_on(&mut self) -> Result<(), Error> {
        if !self.look
            && let Some(entries) = self.domain.tail.after(self.conversation, self.cursor)
            && !entries.is_empty()
        {
            self.read = entries.into();
            return Ok(());
        }
        // Taken back before the look, so that a change heard meanwhile leads to another one.
        self.look = false;
        let door = self.domain.store.door(self.organisation);
        let entries = door.entries_after(self.conversation, self.cursor, READ_MAX).await?;
        match entries.last() {
            Some(last) => {
                self.newest = self.newest.max(last.seq);
                self.look = entries.len() == READ_MAX;
            }
            None => self.newest = self.cursor,
        }
        self.read = entries.into();
        Ok(())
    }

    fn heard(&mut self, change: Change) {
        match change {
            Change::Entry { seq, .. } => self.newest = self.newest.max(seq),
            Change::Missed => self.look = true,
            _ => {}
        }
    }
}
