//! Domains without HTTP, of which several can share one database, and a bus that loses, repeats and delays changes as a
//! network would.

use std::sync::{Arc, Mutex};

use rand::RngExt;
use vuoro_bus::{Bus, Channel, Following, LocalBus, Subscription, Topic};
use vuoro_domain::{CreateQueue, Domain, Enqueue, Entry, NewAccount, SendMessage, Setup, SignIn, StartVisitor};
use vuoro_kernel::{
    Caller, Change, ClientId, Clock, ConversationId, MemberId, OrganisationId, QueueId, RequestContext, Role,
    SealingKey, Who, limits::Limits,
};
use vuoro_store::{Store, files};

use crate::{Database, host::PASSWORD};

/// One server's domain.
pub struct Node {
    /// The domain.
    pub domain: Domain,
    store: Store,
}

/// A conversation in progress with its two parties.
#[derive(Clone, Copy, Debug)]
pub struct Talk {
    /// The conversation.
    pub conversation: ConversationId,
    /// The queue it was claimed from.
    pub queue: QueueId,
    /// The agent who claimed it; the only handler of the queue.
    pub agent: Caller,
    /// The agent's membership.
    pub member: MemberId,
    /// The customer.
    pub customer: Caller,
}

impl Node {
    /// Opens a domain on a database; it learns of others' changes by `bus` only.
    pub async fn on(database: &Database, bus: Arc<dyn Bus>) -> Self {
        let store = Store::open(&database.config()).await.expect("the database opens");
        let files = files::folder(&database.folder().join("files")).expect("a folder for files");
        let setup = Setup {
            store: store.clone(),
            bus,
            clock: Clock::system(),
            limits: Limits::default(),
            sealing: SealingKey::new(&SealingKey::generate()),
            files,
            plugins: None,
        };
        Self { domain: Domain::new(setup), store }
    }

    /// The organisation `test`.
    pub async fn organisation(&self) -> OrganisationId {
        self.domain.create_organisation("test", "Test").await.expect("an organisation").id
    }

    /// A signed-in member.
    pub async fn member(&self, organisation: OrganisationId, name: &str, role: Role) -> Caller {
        let email = format!("{}@test.example", name.to_lowercase());
        let new = NewAccount {
            email: email.clone(),
            full_name: format!("{name} Full"),
            display_name: name.into(),
            password: PASSWORD.into(),
        };
        let account = self.domain.create_account(new).await.expect("an account");
        self.domain.add_member(organisation, account.id, role, &[]).await.expect("a member");
        let input = SignIn { email, password: PASSWORD.into() };
        let request = RequestContext::inside(Caller::stranger(None));
        let signed_in = self.domain.sign_in(&request, input).await.expect("a session");
        self.domain.caller(Some(organisation), Some(signed_in.token.reveal())).await.expect("a caller")
    }

    /// A customer.
    pub async fn customer(&self, organisation: OrganisationId) -> Caller {
        let stranger = Caller::stranger(Some(organisation));
        let (visitor, _) = self.domain.start_visitor(&stranger, StartVisitor::default()).await.expect("a visitor");
        Caller { organisation: Some(organisation), who: Who::Visitor(visitor.id) }
    }

    /// An open queue with these handlers. The caller is an operator.
    pub async fn queue(&self, operator: &Caller, name: &str, handlers: &[MemberId]) -> QueueId {
        let input = CreateQueue { name: name.into(), ..CreateQueue::default() };
        let queue = self.domain.create_queue(operator, input).await.expect("a queue").id;
        self.domain.open_queue(operator, queue).await.expect("it opens");
        self.domain.set_queue_handlers(operator, queue, handlers.to_vec()).await.expect("handlers");
        queue
    }

    /// Lets a customer join a queue.
    pub async fn enqueue(&self, customer: &Caller, queue: QueueId) -> ConversationId {
        let input = Enqueue { queue, name: None, message: None, metadata: vec![] };
        self.domain.enqueue(&RequestContext::inside(*customer), input).await.expect("the queue is open").id
    }

    /// An organisation with a queue in which an agent serves a customer.
    pub async fn talk(&self) -> Talk {
        let organisation = self.organisation().await;
        let owner = self.member(organisation, "Owner", Role::Owner).await;
        let agent = self.member(organisation, "Niilo", Role::Handler).await;
        let member = member_of(&agent);
        let queue = self.queue(&owner, "Asiakaspalvelu", &[member]).await;
        self.serve(organisation, agent, queue).await
    }

    /// Another customer of the same agent.
    pub async fn another(&self, talk: &Talk) -> Talk {
        self.serve(talk.agent.organisation.expect("of an organisation"), talk.agent, talk.queue).await
    }

    async fn serve(&self, organisation: OrganisationId, agent: Caller, queue: QueueId) -> Talk {
        let customer = self.customer(organisation).await;
        let conversation = self.enqueue(&customer, queue).await;
        let claimed =
            self.domain.claim(&RequestContext::inside(agent), queue, Some(conversation)).await.expect("it waits");
        Talk { conversation: claimed.id, queue, agent, member: member_of(&agent), customer }
    }

    /// Sends a message.
    pub async fn write(&self, caller: &Caller, conversation: ConversationId, text: &str) -> Arc<Entry> {
        let client = ClientId(uuid::Uuid::new_v4());
        let message = SendMessage { conversation, client, text: text.into(), attachments: vec![] };
        self.domain.send_message(&RequestContext::inside(*caller), message).await.expect("the message is taken")
    }

    /// Closes the database.
    pub async fn stop(self) {
        self.store.close().await;
    }
}

/// The membership of a caller who is a member.
pub fn member_of(caller: &Caller) -> MemberId {
    match caller.who {
        Who::Member { member, .. } => member,
        other => panic!("{other:?} is no member"),
    }
}

/// What happens to one change on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It arrives.
    Delivered,
    /// It doesn't arrive.
    Lost,
    /// It arrives twice.
    Repeated,
    /// It arrives after the next one.
    Late,
}

/// Decides what happens to each change.
type Rule = dyn Fn(Topic, &Change) -> Fate + Send + Sync;

/// A bus that may lose, repeat and reorder, as its rule says.
pub struct Unreliable {
    bus: LocalBus,
    late: Mutex<Vec<(Topic, Change)>>,
    rule: Box<Rule>,
}

impl Unreliable {
    /// A bus with a rule for each change.
    pub fn by(rule: impl Fn(Topic, &Change) -> Fate + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { bus: LocalBus::default(), late: Mutex::default(), rule: Box::new(rule) })
    }

    /// A bus that loses, repeats and delays 10 % each.
    pub fn by_chance() -> Arc<Self> {
        Self::by(|_, _| match rand::rng().random_range(0..10) {
            0 => Fate::Lost,
            1 => Fate::Repeated,
            2 => Fate::Late,
            _ => Fate::Delivered,
        })
    }
}

impl Bus for Unreliable {
    fn publish(&self, topic: Topic, change: Change) {
        let fate = (self.rule)(topic, &change);
        let mut late = self.late.lock().expect("nobody panics here");
        if fate == Fate::Late {
            late.push((topic, change));
            return;
        }
        for _ in 0..match fate {
            Fate::Delivered => 1,
            Fate::Repeated => 2,
            Fate::Lost | Fate::Late => 0,
        } {
            self.bus.publish(topic, change);
        }
        late.drain(..).rev().for_each(|(topic, change)| self.bus.publish(topic, change));
    }

    fn subscribe(&self, topic: Topic) -> Subscription {
        self.bus.subscribe(topic)
    }

    fn hand_out(&self, channel: &Channel, value: Arc<str>) {
        self.bus.hand_out(channel, value);
    }

    fn follow(&self, channel: Channel) -> Following {
        self.bus.follow(channel)
    }

    fn loses(&self) -> bool {
        true
    }
}
