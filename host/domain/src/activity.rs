//! A live view of an agent's sidebar: first a snapshot, then each change with its cause. Applying the changes to the
//! snapshot gives the same as a fresh snapshot.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_stream::try_stream;
use futures_util::stream::{BoxStream, StreamExt};
use strum::IntoStaticStr;
use tokio::time::{Instant, sleep_until};
use vuoro_bus::{Subscription, Topic};
use vuoro_kernel::{
    Caller, Change, ConversationId, MemberId, PageArgs, QueueId, Who,
    limits::{DEPARTED_LIFE, PAGE_SIZE_MAX},
    words::QueueCause,
};
use vuoro_store::{
    Whose,
    record::{Agent, Conversation, Entry, Member, Queue},
};

use crate::{
    Domain, Error,
    conversation::is_listed,
    entry::LOOK_EVERY,
    rights::{self, AsMember},
};

/// Most conversations in a snapshot; an agent with more sees the newest.
const SNAPSHOT_CONVERSATIONS_MAX: usize = 500;

/// An event of the sidebar, by the name of its type in the schema.
#[derive(Clone, Debug, IntoStaticStr)]
pub enum ActivityEvent {
    /// Everything that the sidebar shows.
    #[strum(serialize = "ActivitySnapshot")]
    Snapshot {
        /// The queues, in the order of the sidebar.
        queues: Vec<Queue>,
        /// The conversations, newest request first.
        conversations: Vec<Conversation>,
        /// The caller.
        viewer: Member,
    },
    /// A queue was added or changed.
    QueueChanged {
        /// The queue as it is now.
        queue: Queue,
        /// Why it changed.
        cause: QueueCause,
        /// The member who changed it, when a member did.
        actor: Option<Agent>,
    },
    /// A queue left the sidebar.
    QueueGone {
        /// The queue.
        queue: QueueId,
    },
    /// A conversation was added or changed.
    ConversationChanged {
        /// The conversation as it is now.
        conversation: Conversation,
        /// The entry that changed it, when an entry did.
        entry: Option<Arc<Entry>>,
    },
    /// A conversation left the list.
    ConversationGone {
        /// The conversation.
        conversation: ConversationId,
    },
    /// The caller's own role or names changed.
    MemberChanged {
        /// The member as they are now.
        viewer: Member,
    },
}

impl Domain {
    /// Follows the caller's sidebar. Members; the stream ends when the caller is no longer a member.
    ///
    /// # Errors
    /// For callers who aren't members.
    pub async fn activity(&self, caller: &Caller) -> Result<BoxStream<'static, Result<ActivityEvent, Error>>, Error> {
        let by = rights::member(caller)?;
        let account = caller.account().ok_or(Error::Unauthenticated)?;
        // Subscribes before the snapshot is read, so that nothing is missed in between.
        let mut changes = Changes {
            member: self.bus.subscribe(Topic::Member(by.member)),
            queues: self.bus.subscribe(Topic::Queues(by.organisation)),
            account: self.bus.subscribe(Topic::Account(account)),
            loses: self.bus.loses(),
            look_at: Instant::now() + LOOK_EVERY,
        };
        let (shown, names) = (HashSet::new(), HashMap::new());
        let mut sidebar = Sidebar { domain: self.clone(), by, caller: *caller, shown, names };
        let first = sidebar.snapshot().await?;
        Ok(try_stream! {
            yield first;
            loop {
                let change = changes.next().await;
                if !sidebar.may_go_on().await? {
                    return;
                }
                for event in sidebar.events(change).await? {
                    yield event;
                }
            }
        }
        .boxed())
    }
}

struct Changes {
    member: Subscription,
    queues: Subscription,
    account: Subscription,
    loses: bool,
    /// When to read everything again, on a bus that may lose changes. It is a fixed moment and not a time since the
    /// last change, because otherwise frequent changes would postpone it.
    look_at: Instant,
}

impl Changes {
    async fn next(&mut self) -> Change {
        tokio::select! {
            change = self.member.next() => change,
            change = self.queues.next() => change,
            change = self.account.next() => change,
            // An occasional fresh snapshot makes up for whatever was lost.
            () = sleep_until(self.look_at), if self.loses => {
                self.look_at = Instant::now() + LOOK_EVERY;
                Change::Missed
            }
        }
    }
}

struct Sidebar {
    domain: Domain,
    by: AsMember,
    caller: Caller,
    shown: HashSet<QueueId>,
    /// The names of the listed conversations' queues as they were sent.
    names: HashMap<QueueId, String>,
}

impl Sidebar {
    async fn may_go_on(&mut self) -> Result<bool, Error> {
        if self.domain.still(&self.caller).await? {
            return Ok(true);
        }
        // A change of role doesn't end the stream: the member still has a sidebar, perhaps with other queues.
        let Some(member) = self.domain.store.door(self.by.organisation).member(self.by.member).await? else {
            return Ok(false);
        };
        self.by.role = member.role;
        if let Who::Member { role, .. } = &mut self.caller.who {
            *role = member.role;
        }
        self.domain.still(&self.caller).await
    }

    async fn events(&mut self, change: Change) -> Result<Vec<ActivityEvent>, Error> {
        match change {
            Change::Entry { conversation, seq, .. } => Ok(vec![self.conversation(conversation, seq).await?]),
            Change::Queue { queue, cause, actor, .. } => self.queue(queue, cause, actor).await,
            Change::Member { .. } | Change::Account { .. } => self.own().await,
            Change::Missed => Ok(vec![self.snapshot().await?]),
            _ => Ok(Vec::new()),
        }
    }

    async fn snapshot(&mut self) -> Result<ActivityEvent, Error> {
        let door = self.domain.store.door(self.by.organisation);
        let viewer = door.member(self.by.member).await?.ok_or(Error::NotFound)?;
        let queues = door.all_queues(self.by.handled_by()).await?;
        let conversations = self.listed().await?;
        self.names = conversations.iter().map(|it| (it.queue, it.queue_name.clone())).collect();
        self.shown = queues.iter().map(|queue| queue.id).collect();
        Ok(ActivityEvent::Snapshot { queues, conversations, viewer })
    }

    /// The caller's active conversations and departed customers, newest request first.
    async fn listed(&self) -> Result<Vec<Conversation>, Error> {
        let door = self.domain.store.door(self.by.organisation);
        let whose = Whose::Agent(self.by.member, self.domain.now().minus(DEPARTED_LIFE));
        let mut conversations: Vec<Conversation> = Vec::new();
        let mut args = PageArgs::first(PAGE_SIZE_MAX);
        while conversations.len() < SNAPSHOT_CONVERSATIONS_MAX {
            let page = door.conversations(whose, &args).await?;
            args.after = page.rows.last().map(vuoro_kernel::Cursor::cursor);
            conversations.extend(page.rows);
            if !page.has_next {
                break;
            }
        }
        Ok(conversations)
    }

    async fn conversation(&mut self, id: ConversationId, seq: i64) -> Result<ActivityEvent, Error> {
        let door = self.domain.store.door(self.by.organisation);
        let found = door.conversation(id).await?;
        let listed = found.filter(|found| {
            found.agent_id() == Some(self.by.member) && is_listed(&found.standing(), self.domain.now())
        });
        let Some(conversation) = listed else { return Ok(ActivityEvent::ConversationGone { conversation: id }) };
        // An older name is not replaced here: the queue's own change updates the other conversations that have it.
        self.names.entry(conversation.queue).or_insert_with(|| conversation.queue_name.clone());
        let entry = match self.domain.tail.get(id, seq) {
            Some(entry) => Some(entry),
            None => door.entries_after(id, seq - 1, 1).await?.into_iter().next(),
        };
        Ok(ActivityEvent::ConversationChanged { conversation, entry })
    }

    async fn queue(
        &mut self,
        id: QueueId,
        cause: QueueCause,
        actor: Option<MemberId>,
    ) -> Result<Vec<ActivityEvent>, Error> {
        let domain = self.domain.clone();
        let door = domain.store.door(self.by.organisation);
        let visible = crate::queue::sees(&door, &self.by, id).await?;
        let found = if visible || self.names.contains_key(&id) { door.queue(id).await? } else { None };
        let mut events = match &found {
            Some(queue) => self.renamed(queue).await?,
            None => Vec::new(),
        };
        let Some(queue) = found.filter(|_| visible) else {
            events.extend(self.shown.remove(&id).then_some(ActivityEvent::QueueGone { queue: id }));
            return Ok(events);
        };
        self.shown.insert(id);
        let cause = match cause {
            QueueCause::ClaimedByPeer if actor == Some(self.by.member) => QueueCause::ClaimedBySelf,
            other => other,
        };
        let actor = match actor {
            Some(actor) => door.agent(actor).await?,
            None => None,
        };
        events.push(ActivityEvent::QueueChanged { queue, cause, actor });
        Ok(events)
    }

    /// A queue's name is also shown in its conversations.
    async fn renamed(&mut self, queue: &Queue) -> Result<Vec<ActivityEvent>, Error> {
        match self.names.get_mut(&queue.id) {
            Some(name) if *name != queue.name => queue.name.clone_into(name),
            _ => return Ok(Vec::new()),
        }
        let of_it = self.listed().await?.into_iter().filter(|conversation| conversation.queue == queue.id);
        Ok(of_it.map(|conversation| ActivityEvent::ConversationChanged { conversation, entry: None }).collect())
    }

    /// The caller's own role, names or queues changed: sends what differs in the sidebar.
    async fn own(&mut self) -> Result<Vec<ActivityEvent>, Error> {
        let door = self.domain.store.door(self.by.organisation);
        let viewer = door.member(self.by.member).await?.ok_or(Error::NotFound)?;
        let queues = door.all_queues(self.by.handled_by()).await?;
        let now: HashSet<QueueId> = queues.iter().map(|queue| queue.id).collect();
        let mut events = vec![ActivityEvent::MemberChanged { viewer }];
        events.extend(self.shown.difference(&now).map(|&queue| ActivityEvent::QueueGone { queue }));
        events.extend(
            queues
                .into_iter()
                .filter(|queue| !self.shown.contains(&queue.id))
                .map(|queue| ActivityEvent::QueueChanged { queue, cause: QueueCause::Edited, actor: None }),
        );
        self.shown = now;
        Ok(events)
    }
}
