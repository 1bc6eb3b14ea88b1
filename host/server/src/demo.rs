//! The demo: an organisation with people and queues, for trying things out on one's own machine.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use vuoro_domain::{CreateQueue, Domain, NewAccount, Refusal};
use vuoro_kernel::{Caller, Origin, Role, SessionId, Who};

use crate::Config;

/// The organisation's slug.
pub const SLUG: &str = "demo";
/// The password of all people in the demo.
pub const PASSWORD: &str = "vuoro-demo-password";
/// The queues.
pub const QUEUES: [&str; 2] = ["Asiakaspalvelu", "Tech Support"];
/// The people: address, full name, display name, role.
pub const PEOPLE: [(&str, &str, &str, Role); 4] = [
    ("owner@demo.example", "Demo Owner", "Owner", Role::Owner),
    ("operator@demo.example", "Demo Operator", "Operator", Role::Operator),
    ("niilo@demo.example", "Niilo Demo", "Niilo", Role::Handler),
    ("hermanni@demo.example", "Hermanni Demo", "Hermanni", Role::Handler),
];

/// Refuses to serve the demo on a public address, because everybody knows its passwords.
pub fn refuse_public(config: &Config) -> anyhow::Result<()> {
    let address: SocketAddr = config.listen.parse()?;
    if !address.ip().is_loopback() {
        bail!(
            "--demo has passwords that everybody knows, so it listens on this machine alone: use --listen 127.0.0.1:{}",
            address.port()
        );
    }
    Ok(())
}

/// Creates whatever doesn't exist yet. Call it after the GraphQL floor has set how schemas are checked.
pub async fn furnish(domain: &Domain) -> anyhow::Result<()> {
    if domain.organisation_by_slug(SLUG).await?.is_some() {
        return Ok(());
    }
    let made = async {
        make(domain).await?;
        enable_plugins(domain).await
    };
    made.await.map_err(|refusal| anyhow::anyhow!("{refusal:?}")).context("the demo can't be made")
}

/// Enables every plugin that comes with the server.
async fn enable_plugins(domain: &Domain) -> Result<(), Refusal> {
    let Some(organisation) = domain.organisation_by_slug(SLUG).await? else { return Ok(()) };
    for listed in domain.plugins_for_server(organisation.id).await? {
        domain.enable_plugin_of(organisation.id, &listed.package.manifest.id).await?;
    }
    Ok(())
}

/// Lets the shop's page, which this server serves itself, embed the widget, both by the address and by the machine's
/// name.
pub async fn embed_widget(domain: &Domain, is_secure: bool, address: SocketAddr) -> anyhow::Result<()> {
    let Some(organisation) = domain.organisation_by_slug(SLUG).await? else { return Ok(()) };
    let hosts = [address.to_string(), format!("localhost:{}", address.port())];
    let origins = hosts.iter().filter_map(|host| Origin::of_host(is_secure, host)).collect();
    let embedded = domain.let_embed_widget(organisation.id, origins).await;
    embedded.map_err(|refusal| anyhow::anyhow!("{refusal:?}")).context("the demo's widget can't be embedded")
}

async fn make(domain: &Domain) -> Result<(), Refusal> {
    let organisation = domain.create_organisation(SLUG, "Demo").await?;
    let mut members = Vec::new();
    for (email, full_name, display_name, role) in PEOPLE {
        let account = domain
            .create_account(NewAccount {
                email: email.into(),
                full_name: full_name.into(),
                display_name: display_name.into(),
                password: PASSWORD.into(),
            })
            .await?;
        let member = domain.add_member(organisation.id, account.id, role, &[]).await?;
        members.push(member);
    }
    let owner = &members[0];
    let caller = Caller {
        organisation: Some(organisation.id),
        who: Who::Member { account: owner.account, session: SessionId::new(), member: owner.id, role: owner.role },
    };
    for name in QUEUES {
        let queue = domain.create_queue(&caller, CreateQueue { name: name.into(), ..CreateQueue::default() }).await?;
        let handlers = members[2..].iter().map(|member| member.id).collect();
        domain.set_queue_handlers(&caller, queue.id, handlers).await?;
        domain.open_queue(&caller, queue.id).await?;
    }
    Ok(())
}

/// Prints what somebody who has just started the demo needs to know.
pub fn welcome(scheme: &str, address: SocketAddr) {
    println!("  console   {scheme}://{address}/console");
    println!("  shop      {scheme}://{address}/demo/shop          a page with the widget: be the customer there");
    println!("  GraphiQL  {scheme}://{address}/graphql            sign in here");
    println!("            {scheme}://{address}/o/{SLUG}/graphql     the demo organisation");
    println!("  sign in   {} and {}, password {PASSWORD}", PEOPLE[2].0, PEOPLE[3].0);
    println!("            also {} and {}", PEOPLE[1].0, PEOPLE[0].0);
    println!("Stop with Ctrl-C.");
}
