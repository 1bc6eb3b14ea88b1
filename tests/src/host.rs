//! A server in the test's own process, with its own database and a real socket.

use std::path::PathBuf;

use serde_json::json;
use vuoro_domain::{Domain, NewAccount};
use vuoro_kernel::{Clock, OrganisationId, Role};
use vuoro_package::Package;
use vuoro_server::{Config, Running, config::PluginsConfig};

use crate::{
    Client, Database,
    clocked::Clocked,
    people::{Agent, Customer},
    process,
};

/// The password of all people.
pub const PASSWORD: &str = "correct horse battery";

/// A running server with the organisation `test` and its owner.
pub struct TestHost {
    running: Option<Running>,
    clocked: Option<Clocked>,
    /// Its database.
    pub database: Database,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// The organisation `test`.
    pub organisation: OrganisationId,
}

/// The path of the organisation's endpoint.
pub const PATH: &str = "/o/test/graphql";

impl TestHost {
    /// Starts a server on a SQLite file, with the defaults.
    pub async fn start() -> Self {
        Self::on(Database::sqlite()).await
    }

    /// Starts a server on the given database, with the defaults.
    pub async fn on(database: Database) -> Self {
        Self::with(database, |_| {}).await
    }

    /// Starts a server that runs plugins.
    pub async fn with_plugins(database: Database) -> Self {
        Self::with(database, |config| config.plugins.enabled = true).await
    }

    /// Starts another server with plugins on the database of an earlier one. Clients of the earlier one need the new
    /// [`TestHost::base`].
    pub async fn again_with_plugins(database: Database) -> Self {
        let mut config = Self::config(&database);
        config.plugins.enabled = true;
        let running = vuoro_server::start(&config, false).await.expect("the server starts");
        let there = running.domain.organisation_by_slug("test").await.expect("a look").expect("the organisation");
        let base = format!("http://{}", running.address);
        Self { base, organisation: there.id, running: Some(running), clocked: None, database }
    }

    /// Starts a server that brings these packages as its own, in place of those that it was built with.
    pub async fn bringing(database: Database, packages: &[Vec<u8>]) -> Self {
        let clocked = Self::clocked_bringing(&database, packages).await;
        let made = clocked.domain.create_organisation("test", "Test").await.expect("an organisation");
        let base = format!("http://{}", clocked.address);
        Self { base, organisation: made.id, running: None, clocked: Some(clocked), database }
    }

    /// The same on the database of an earlier server. Clients of the earlier one need the new [`TestHost::base`].
    pub async fn again_bringing(database: Database, packages: &[Vec<u8>]) -> Self {
        let clocked = Self::clocked_bringing(&database, packages).await;
        let there = clocked.domain.organisation_by_slug("test").await.expect("a look").expect("the organisation");
        let base = format!("http://{}", clocked.address);
        Self { base, organisation: there.id, running: None, clocked: Some(clocked), database }
    }

    async fn clocked_bringing(database: &Database, packages: &[Vec<u8>]) -> Clocked {
        let mut config = Self::config(database);
        config.plugins.enabled = true;
        let packages = packages.iter().map(|bytes| Package::read(bytes.clone()).expect("a package")).collect();
        Clocked::start(&config, Clock::system(), Some(packages)).await
    }

    /// Starts a server with a configuration changed by `change`.
    pub async fn with(database: Database, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Self::config(&database);
        change(&mut config);
        let running = vuoro_server::start(&config, false).await.expect("the server starts");
        let made = running.domain.create_organisation("test", "Test").await.expect("an organisation");
        let scheme = if config.tls.key.as_os_str().is_empty() { "http" } else { "https" };
        let base = format!("{scheme}://{}", running.address);
        Self { base, organisation: made.id, running: Some(running), clocked: None, database }
    }

    /// Starts a server with the defaults and a clock that the test moves. Nothing sweeps except [`Domain::sweep`].
    pub async fn at(database: Database, clock: &Clock) -> Self {
        Self::at_with(database, clock, Self::config).await
    }

    /// The same with plugins. No alarm rings by itself, and no after-hook is called.
    pub async fn at_with_plugins(database: Database, clock: &Clock) -> Self {
        let config = |database: &Database| {
            let mut config = Self::config(database);
            config.plugins.enabled = true;
            config
        };
        Self::at_with(database, clock, config).await
    }

    async fn at_with(database: Database, clock: &Clock, config: impl FnOnce(&Database) -> Config) -> Self {
        let clocked = Clocked::start(&config(&database), clock.clone(), None).await;
        let made = clocked.domain.create_organisation("test", "Test").await.expect("an organisation");
        let base = format!("http://{}", clocked.address);
        Self { base, organisation: made.id, running: None, clocked: Some(clocked), database }
    }

    /// A configuration for a server on this database.
    pub fn config(database: &Database) -> Config {
        Config {
            listen: "127.0.0.1:0".into(),
            metrics_listen: "127.0.0.1:0".into(),
            data: PathBuf::from(database.folder()),
            database: database.url(),
            // Tests that need plugins enable them.
            plugins: PluginsConfig { enabled: false, checker: Some(process::path()), ..Config::default().plugins },
            ..Config::default()
        }
    }

    /// The running server.
    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("the server runs")
    }

    /// The domain behind HTTP.
    pub fn domain(&self) -> &Domain {
        match &self.clocked {
            Some(clocked) => &clocked.domain,
            None => &self.running().domain,
        }
    }

    /// An anonymous client.
    pub fn stranger(&self) -> Client {
        Client::stranger(&self.base)
    }

    /// Creates another organisation beside `test`.
    pub async fn organisation(&self, slug: &str) -> OrganisationId {
        self.domain().create_organisation(slug, slug).await.expect("an organisation").id
    }

    /// Creates a signed-in member of `test`.
    pub async fn member(&self, name: &str, role: Role) -> Agent {
        self.member_of(self.organisation, "test", name, role).await
    }

    /// Creates a signed-in member of an organisation.
    pub async fn member_of(&self, organisation: OrganisationId, slug: &str, name: &str, role: Role) -> Agent {
        let email = format!("{}@{slug}.example", name.to_lowercase());
        let new = NewAccount {
            email: email.clone(),
            full_name: format!("{name} Full"),
            display_name: name.into(),
            password: PASSWORD.into(),
        };
        let account = self.domain().create_account(new).await.expect("an account");
        let member = self.domain().add_member(organisation, account.id, role, &[]).await.expect("a member");
        let client = self.sign_in(&email).await;
        Agent { client, path: format!("/o/{slug}/graphql"), id: member.id, account: account.id, email }
    }

    /// Signs in and returns a client with the session's token.
    pub async fn sign_in(&self, email: &str) -> Client {
        let query = "mutation($input: SignInInput!) { signIn(input: $input) { __typename ... on SignedIn { token } } }";
        let variables = json!({ "input": { "email": email, "password": PASSWORD } });
        let signed_in = self.stranger().field("/graphql", query, variables).await;
        self.stranger().with_token(signed_in["token"].as_str().unwrap_or_else(|| panic!("{signed_in}")))
    }

    /// Creates a handler of `test`.
    pub async fn agent(&self, name: &str) -> Agent {
        self.member(name, Role::Handler).await
    }

    /// Creates an owner of `test`.
    pub async fn owner(&self) -> Agent {
        self.member("Owner", Role::Owner).await
    }

    /// Creates a customer of `test`.
    pub async fn customer(&self, name: &str) -> Customer {
        self.customer_of("test", name).await
    }

    /// Creates a customer of an organisation.
    pub async fn customer_of(&self, slug: &str, name: &str) -> Customer {
        let path = format!("/o/{slug}/graphql");
        let query = "mutation($input: StartVisitorInput!) { startVisitor(input: $input) { ... on VisitorStarted { token visitor { id } } } }";
        let started = self.stranger().field(&path, query, json!({ "input": { "name": name } })).await;
        let client = self.stranger().with_token(started["token"].as_str().expect("a token"));
        Customer { client, path, id: started["visitor"]["id"].as_str().expect("an id").to_owned() }
    }

    /// Drains and closes, and returns the database for another server.
    pub async fn stop(mut self) -> Database {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        if let Some(clocked) = self.clocked.take() {
            clocked.stop().await;
        }
        self.database
    }
}
