//! Product rule 1.5: invitations.

use std::time::Duration;

use serde_json::{Value, json};
use vuoro_domain::NewAccount;
use vuoro_kernel::{Clock, Role, Time};
use vuoro_tests::{
    Client, Database, TestHost,
    host::{PASSWORD, PATH},
    on_both_databases,
    people::{Agent, viewer},
};

const PLATFORM: &str = "/graphql";

/// The outcome of signing in.
async fn sign_in(client: &Client, email: &str, password: &str) -> String {
    client.outcome(PLATFORM, "signIn", json!({ "email": email, "password": password })).await
}

/// A signed-in account that is a member of no organisation.
async fn newcomer(host: &TestHost, email: &str) -> Client {
    let new = NewAccount {
        email: email.into(),
        full_name: "New Comer".into(),
        display_name: "New".into(),
        password: PASSWORD.into(),
    };
    host.domain().create_account(new).await.expect("an account");
    host.sign_in(email).await
}

/// Creates an invitation and returns its token.
async fn invites(agent: &Agent, input: Value) -> String {
    let made = agent.acts("createInvitation", input, "... on InvitationCreated { token }").await;
    made["token"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

on_both_databases! {
    async fn an_invitation_gives_its_role_and_queues_once(database: Database) {
        let host = TestHost::on(database).await;
        let owner = host.owner().await;
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        let offer = "query($token: String!) { invitation(token: $token) { organisationName role email } }";
        let accept = async |client: &Client, token: &str| {
            client.outcome(PLATFORM, "acceptInvitation", json!({ "token": token })).await
        };

        // Bound to an address, in any case.
        let input = json!({ "email": "Aada@Somewhere.example", "role": "OPERATOR", "queueIds": [queue] });
        let token = invites(&owner, input).await;
        let shown = host.stranger().field(PLATFORM, offer, json!({ "token": token })).await;
        assert_eq!(shown, json!({ "organisationName": "Test", "role": "OPERATOR", "email": "aada@somewhere.example" }));
        let stranger = newcomer(&host, "eero@somewhere.example").await;
        assert_eq!(accept(&host.stranger(), &token).await, "UNAUTHENTICATED");
        assert_eq!(accept(&stranger, &token).await, "InvitationForSomebodyElse");
        let aada = newcomer(&host, "AADA@somewhere.example").await;
        let selection = "... on InvitationAccepted { membership { role organisation { slug } } }";
        let accepted = aada.act(PLATFORM, "acceptInvitation", json!({ "token": token }), selection).await;
        assert_eq!(accepted["membership"], json!({ "role": "OPERATOR", "organisation": { "slug": "test" } }));
        assert_eq!(viewer(&aada, PATH).await["role"], "OPERATOR");
        let me = viewer(&aada, PATH).await["id"].clone();
        let queues = aada.data(PATH, "query($id: ID!) { member(id: $id) { queues { id } } }", json!({ "id": me })).await;
        assert_eq!(queues["member"]["queues"], json!([{ "id": queue }]));
        assert_eq!(accept(&aada, &token).await, "InvitationNotValid");
        assert_eq!(host.stranger().field(PLATFORM, offer, json!({ "token": token })).await, Value::Null);

        // A link is for anyone who has it, whether or not a member already, once.
        let link = invites(&owner, json!({})).await;
        assert_eq!(accept(&aada, &link).await, "AlreadyMember");
        assert_eq!(accept(&stranger, &link).await, "InvitationAccepted");
        assert_eq!(viewer(&stranger, PATH).await["role"], "HANDLER");
        let third = newcomer(&host, "third@somewhere.example").await;
        assert_eq!(accept(&third, &link).await, "InvitationNotValid");

        // Taken back.
        let input = json!({ "email": "third@somewhere.example" });
        let made = owner.acts("createInvitation", input, "... on InvitationCreated { token invitation { id } }").await;
        let revoke = json!({ "invitationId": made["invitation"]["id"] });
        assert_eq!(owner.outcome("revokeInvitation", revoke.clone()).await, "InvitationRevoked");
        assert_eq!(owner.outcome("revokeInvitation", revoke).await, "NOT_FOUND");
        assert_eq!(accept(&third, made["token"].as_str().unwrap()).await, "InvitationNotValid");
        assert_eq!(viewer(&third, PATH).await, Value::Null);
        let open = owner.data("{ invitations { nodes { id } } }", json!({})).await;
        assert_eq!(open["invitations"]["nodes"], json!([]));
        for wrong in ["no address", "a@b@c"] {
            assert_eq!(owner.does("createInvitation", json!({ "email": wrong })).await["field"], "email");
        }
        for wrong in ["", "vi_nothing", made["invitation"]["id"].as_str().unwrap(), third.token.as_deref().unwrap()] {
            assert_eq!(accept(&third, wrong).await, "InvitationNotValid");
        }
        host.stop().await;
    }

    async fn a_removed_or_demoted_operator_does_not_come_back_by_an_invitation_of_their_own(database: Database) {
        let host = TestHost::on(database).await;
        let owner = host.owner().await;
        let removed = host.member("Removed", Role::Operator).await;
        let demoted = host.member("Demoted", Role::Operator).await;
        let of_removed = invites(&removed, json!({ "role": "OPERATOR" })).await;
        let of_demoted = invites(&demoted, json!({ "role": "OPERATOR" })).await;
        assert_eq!(owner.outcome("removeMember", json!({ "memberId": removed.id })).await, "MemberRemoved");
        let role = json!({ "memberId": demoted.id, "role": "HANDLER" });
        assert_eq!(owner.outcome("updateMember", role).await, "MemberUpdated");

        let friend = newcomer(&host, "friend@test.example").await;
        for token in [&of_removed, &of_demoted] {
            let offer = "query($token: String!) { invitation(token: $token) { role } }";
            assert_eq!(host.stranger().field(PLATFORM, offer, json!({ "token": token })).await, Value::Null);
            let up = json!({ "token": token, "email": "again@test.example", "password": PASSWORD, "fullName": "A", "displayName": "A" });
            assert_eq!(host.stranger().outcome(PLATFORM, "signUp", up).await, "InvitationNotValid");
            for client in [&removed.client, &friend] {
                let outcome = client.outcome(PLATFORM, "acceptInvitation", json!({ "token": token })).await;
                assert_eq!(outcome, "InvitationNotValid");
            }
        }
        assert_eq!(viewer(&removed.client, PATH).await, Value::Null);
        assert_eq!(viewer(&demoted.client, PATH).await["role"], "HANDLER");
        let open = owner.data("{ invitations { nodes { id } } }", json!({})).await;
        assert_eq!(open["invitations"]["nodes"], json!([]));
        host.stop().await;
    }

    async fn an_invitation_can_be_used_once_to_sign_up(database: Database) {
        let host = TestHost::on(database).await;
        let owner = host.owner().await;
        let up = |token: &str, email: &str, password: &str| {
            json!({ "token": token, "email": email, "password": password, "fullName": "Uusi Henkilö", "displayName": "Uusi" })
        };
        let selection = "... on SignedIn { token account { fullName displayName memberships { role organisation { slug } } \
            sessions { current } } } ... on InvalidInput { field }";
        let token = invites(&owner, json!({ "role": "OPERATOR" })).await;
        let stranger = host.stranger();
        for (input, field) in [
            (up(&token, "nobody", PASSWORD), "email"),
            (up(&token, "uusi@test.example", "elevenchars"), "password"),
            (up(&token, "uusi@test.example", &"x".repeat(257)), "password"),
        ] {
            assert_eq!(stranger.act(PLATFORM, "signUp", input, selection).await["field"], field);
        }
        let taken = stranger.outcome(PLATFORM, "signUp", up(&token, "OWNER@test.example", PASSWORD)).await;
        assert_eq!(taken, "EmailTaken");
        let bound = invites(&owner, json!({ "email": "somebody@test.example" })).await;
        let other = stranger.outcome(PLATFORM, "signUp", up(&bound, "uusi@test.example", PASSWORD)).await;
        assert_eq!(other, "InvitationForSomebodyElse");

        let made = stranger.act(PLATFORM, "signUp", up(&token, "Uusi@test.example", PASSWORD), selection).await;
        assert_eq!(made["account"], json!({
            "fullName": "Uusi Henkilö",
            "displayName": "Uusi",
            "memberships": [{ "role": "OPERATOR", "organisation": { "slug": "test" } }],
            "sessions": [{ "current": true }],
        }));
        let client = stranger.with_token(made["token"].as_str().unwrap());
        assert_eq!(viewer(&client, PATH).await["role"], "OPERATOR");
        let again = stranger.outcome(PLATFORM, "signUp", up(&token, "toinen@test.example", PASSWORD)).await;
        assert_eq!(again, "InvitationNotValid");
        assert_eq!(sign_in(&stranger, "toinen@test.example", PASSWORD).await, "WrongCredentials");
        assert_eq!(sign_in(&stranger, "uusi@test.example", PASSWORD).await, "SignedIn");
        host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_can_be_used_for_14_days_and_not_a_moment_longer() {
    let clock = Clock::manual(Time(1_700_000_000_000));
    let host = TestHost::at(Database::sqlite(), &clock).await;
    let owner = host.owner().await;
    let (early, late) = (invites(&owner, json!({})).await, invites(&owner, json!({})).await);
    let offer = "query($token: String!) { invitation(token: $token) { expiresAt } }";
    let shown = host.stranger().field(PLATFORM, offer, json!({ "token": early })).await;
    assert_eq!(shown["expiresAt"], "2023-11-28T22:13:20.000Z");

    let last = Duration::from_secs(14 * 24 * 3_600) - Duration::from_millis(1);
    clock.advance(last);
    let accept = |token: &str| json!({ "token": token });
    let eero = newcomer(&host, "eero@test.example").await;
    let aada = newcomer(&host, "aada@test.example").await;
    assert_eq!(eero.outcome(PLATFORM, "acceptInvitation", accept(&early)).await, "InvitationAccepted");
    clock.advance(Duration::from_millis(1));
    assert_eq!(aada.outcome(PLATFORM, "acceptInvitation", accept(&late)).await, "InvitationNotValid");
    assert_eq!(host.stranger().field(PLATFORM, offer, accept(&late)).await, Value::Null);
    let up =
        json!({ "token": late, "email": "x@test.example", "password": PASSWORD, "fullName": "X", "displayName": "X" });
    assert_eq!(host.stranger().outcome(PLATFORM, "signUp", up).await, "InvitationNotValid");
    assert_eq!(viewer(&aada, PATH).await, Value::Null);
    // The inviter's session has ended meanwhile: 12 hours without use.
    assert_eq!(viewer(&owner.client, PATH).await, Value::Null);
    let owner = Agent { client: host.sign_in(&owner.email).await, ..owner };
    assert_eq!(owner.data("{ invitations { nodes { id } } }", json!({})).await["invitations"]["nodes"], json!([]));
    host.stop().await;
}
