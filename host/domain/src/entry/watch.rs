//! Following a conversation's log from a number on, without gaps and repeats.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::time::{Instant, sleep_until};
use vuoro_bus::{Subscription, Topic};
use vuoro_kernel::{Caller, Change, ConversationId, OrganisationId};
use vuoro_store::record::Entry;

use crate::{Domain, Error, conversation::Sight, rights, tail::Watching};

/// How often a follower reads the store by itself when the bus may lose changes: a lost change shows after this time at
/// the latest.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Most entries read from the store at once.
const READ_MAX: usize = 100;

/// Which entries a reader of the log gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Members: all entries.
    Agent,
    /// The customer: without the entries that are for agents only.
    Visitor,
}

/// A log that is being followed. It checks the caller's right only at the start; code that delivers its entries must
/// ask [`Domain::still`] before each, and [`Domain::sight`] after an entry that [turns rights](Entry::turns_rights)
/// and, while the right is [by queue](Sight::ByQueue), before each.
pub struct ConversationWatch {
    /// The conversation.
    pub conversation: ConversationId,
    /// Which entries the reader gets.
    pub class: Class,
    /// The caller's right at the start.
    pub sight: Sight,
    domain: Domain,
    organisation: OrganisationId,
    cursor: i64,
    changes: Subscription,
    read: VecDeque<Arc<Entry>>,
    /// The highest number known to exist.
    newest: i64,
    /// The store may have entries that nobody told of.
    look: bool,
    /// When to read the store in any case, on a bus that may lose changes. It is a fixed moment and not a time since
    /// the last change, because otherwise frequent changes would postpone it.
    look_at: Instant,
    _watching: Watching,
}

impl Domain {
    /// Follows a conversation's log after number `after`. Everyone who may see the conversation.
    ///
    /// # Errors
    /// `NotFound` when the caller may not see the conversation, `BadInput` for a negative number.
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
        // Subscribes before the first read, so that nothing is missed in between.
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
    /// The number of the last entry returned or skipped.
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// Waits for the next entry.
    ///
    /// # Errors
    /// Only when the database fails.
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

    /// The next entry, if there is one already.
    ///
    /// # Errors
    /// Only when the database fails.
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

    /// Reads the entries after the cursor: from the tail when it goes back that far, otherwise from the store.
    async fn read_on(&mut self) -> Result<(), Error> {
        if !self.look
            && let Some(entries) = self.domain.tail.after(self.conversation, self.cursor)
            && !entries.is_empty()
        {
            self.read = entries.into();
            return Ok(());
        }
        // Reset before the read, so that a change that arrives meanwhile leads to another read.
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
