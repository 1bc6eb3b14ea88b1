//! For tests: an organisation with people, on a database of its own and a clock that the test moves.

use std::{net::IpAddr, sync::Arc, time::Duration};

use vuoro_bus::LocalBus;
use vuoro_kernel::{
    Caller, Clock, MemberId, OrganisationId, QueueId, RequestContext, Role, SealingKey, SessionId, Time, Token, Who,
    limits::Limits,
};
use vuoro_store::{
    Store, files,
    record::{Account, Organisation},
};
use vuoro_test_database::Database;

use crate::{
    CreateQueue, Domain, Problem, QueueSettingsChange, Refusal, Setup, SignIn, SignedIn, StartVisitor,
    account::NewAccount,
};

/// The password of all people in these tests.
pub(crate) const PASSWORD: &str = "sanasota ja sauna";
/// The address of all clients in these tests.
pub(crate) const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

/// A request of a caller from [`ADDRESS`].
pub(crate) fn asks(caller: &Caller) -> RequestContext {
    RequestContext { address: ADDRESS, user_agent: Some("test".into()), ..RequestContext::inside(*caller) }
}

pub(crate) struct House {
    pub domain: Domain,
    pub clock: Clock,
    pub organisation: Organisation,
    pub database: Database,
}

/// A person signed in at an organisation.
pub(crate) struct Somebody {
    pub caller: Caller,
    pub account: Account,
    pub token: Token,
}

impl Somebody {
    pub fn member(&self) -> MemberId {
        match self.caller.who {
            Who::Member { member, .. } => member,
            other => panic!("{other:?} is no member"),
        }
    }

    pub fn session(&self) -> SessionId {
        self.caller.session().unwrap()
    }
}

impl House {
    pub async fn new() -> Self {
        Self::with_bus(Arc::new(LocalBus::default())).await
    }

    pub async fn with_bus(bus: Arc<dyn vuoro_bus::Bus>) -> Self {
        let database = Database::named().await;
        let store = Store::open(&database.config()).await.unwrap();
        let files = files::folder(&database.folder().join("files")).unwrap();
        let clock = Clock::manual(Time(1_700_000_000_000));
        let sealing = SealingKey::new(&[7; 32]);
        let domain = Domain::new(Setup {
            store,
            bus,
            clock: clock.clone(),
            limits: Limits::default(),
            files,
            plugins: None,
            sealing,
        });
        let organisation = domain.create_organisation("one", "Yksi Oy").await.unwrap();
        Self { domain, clock, organisation, database }
    }

    pub async fn organisation(&self, slug: &str) -> OrganisationId {
        self.domain.create_organisation(slug, slug).await.unwrap().id
    }

    /// An account `name@vuoro.example` that belongs to no organisation.
    pub async fn account(&self, name: &str) -> Account {
        let new = NewAccount {
            email: format!("{name}@vuoro.example"),
            full_name: name.into(),
            display_name: format!("{name} N."),
            password: PASSWORD.into(),
        };
        self.domain.create_account(new).await.unwrap()
    }

    /// A new account that is a member of the organisation and signed in.
    pub async fn member(&self, name: &str, role: Role) -> Somebody {
        self.member_of(self.organisation.id, name, role).await
    }

    pub async fn member_of(&self, organisation: OrganisationId, name: &str, role: Role) -> Somebody {
        let account = self.account(name).await;
        self.domain.add_member(organisation, account.id, role, &[]).await.unwrap();
        self.at(organisation, self.sign_in(name, PASSWORD).await.unwrap()).await
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Result<SignedIn, Refusal> {
        let email = format!("{name}@vuoro.example");
        let input = SignIn { email, password: password.into() };
        self.domain.sign_in(&asks(&Caller::stranger(None)), input).await
    }

    /// A signed-in person as the caller of an organisation's endpoint.
    pub async fn at(&self, organisation: OrganisationId, signed_in: SignedIn) -> Somebody {
        let caller = self.caller(Some(organisation), &signed_in.token).await;
        Somebody { caller, account: signed_in.account, token: signed_in.token }
    }

    pub async fn caller(&self, organisation: Option<OrganisationId>, token: &Token) -> Caller {
        self.domain.caller(organisation, Some(token.reveal())).await.unwrap()
    }

    /// Waits until the token opens this caller, after the news of a change has arrived.
    pub async fn caller_becomes(
        &self,
        organisation: Option<OrganisationId>,
        token: &Token,
        wanted: impl Fn(&Who) -> bool,
    ) {
        let opens = async || wanted(&self.caller(organisation, token).await.who);
        eventually("the token opens something else", opens).await;
    }

    pub async fn queue(&self, operator: &Somebody, name: &str) -> QueueId {
        let input = CreateQueue { name: name.into(), capacity: None, settings: QueueSettingsChange::default() };
        self.domain.create_queue(&operator.caller, input).await.unwrap().id
    }

    pub async fn visitor(&self) -> (Caller, Token) {
        let stranger = Caller::stranger(Some(self.organisation.id));
        let (_, token) = self.domain.start_visitor(&stranger, StartVisitor::default()).await.unwrap();
        (self.caller(Some(self.organisation.id), &token).await, token)
    }
}

/// Waits for something that happens in the background.
pub(crate) async fn eventually(what: &str, happened: impl AsyncFn() -> bool) {
    for _ in 0..1_000 {
        if happened().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("not within 5 s: {what}");
}

/// The problem that a call ended with.
pub(crate) fn problem<T>(result: Result<T, Refusal>) -> Problem {
    match result {
        Err(Refusal::Problem(problem)) => problem,
        Err(other) => panic!("no problem but {other:?}"),
        Ok(_) => panic!("no problem"),
    }
}

/// The error that a call ended with, as text.
pub(crate) fn error<T>(result: Result<T, Refusal>) -> String {
    match result {
        Err(Refusal::Error(error)) => error.to_string(),
        Err(other) => panic!("no error but {other:?}"),
        Ok(_) => panic!("no error"),
    }
}

/// The field that a call refused.
pub(crate) fn refused_field<T>(result: Result<T, Refusal>) -> String {
    match problem(result) {
        Problem::InvalidInput { field, .. } => field,
        other => panic!("{other:?}"),
    }
}
