//! Product rules, section 1: organisations, people, rights.

use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_tests::{
    TestHost, eventually,
    host::PATH,
    on_both_databases,
    people::{Agent, viewer},
};

const PLATFORM: &str = "/graphql";

/// The members as an operator sees them: id, role, ids of queues.
async fn members(operator: &Agent) -> Value {
    operator.data("{ members(first: 100) { nodes { id role queues { id } } } }", json!({})).await
}

on_both_databases! {
    async fn the_last_owner_stays_one(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, oona) = (host.owner().await, host.member("Oona", Role::Operator).await);
        let before = members(&owner).await;
        for role in ["HANDLER", "OPERATOR"] {
            assert_eq!(owner.outcome("updateMember", json!({ "memberId": owner.id, "role": role })).await, "LastOwner");
        }
        assert_eq!(owner.outcome("removeMember", json!({ "memberId": owner.id })).await, "LastOwner");
        assert_eq!(owner.outcome("leaveOrganisation", Value::Null).await, "LastOwner");
        // Only an owner removes an owner, and an operator isn't told how many there are.
        assert_eq!(oona.outcome("removeMember", json!({ "memberId": owner.id })).await, "NotAllowed");
        assert_eq!(members(&owner).await, before);

        assert_eq!(owner.outcome("updateMember", json!({ "memberId": oona.id, "role": "OWNER" })).await, "MemberUpdated");
        eventually("Oona is an owner", async || viewer(&oona.client, PATH).await["role"] == "OWNER").await;
        assert_eq!(owner.outcome("leaveOrganisation", Value::Null).await, "MemberRemoved");
        eventually("the first owner is gone", async || viewer(&owner.client, PATH).await == Value::Null).await;
        assert_eq!(oona.outcome("leaveOrganisation", Value::Null).await, "LastOwner");
        host.stop().await;
    }

    async fn handlers_are_assigned_from_either_side(database: Database) {
        let host = TestHost::on(database).await;
        let other = host.organisation("other").await;
        let owner = host.owner().await;
        let (niilo, hermanni) = (host.agent("Niilo").await, host.agent("Hermanni").await);
        let outsider = host.member_of(other, "other", "Outside", Role::Owner).await;
        let foreign = outsider.makes_queue("Vieras", true).await;
        let (service, support) = (owner.makes_queue("Asiakaspalvelu", true).await, owner.makes_queue("Tech", true).await);

        owner.lets_handle(&service, &[&niilo, &hermanni]).await;
        let set = owner.outcome("setMemberQueues", json!({ "memberId": niilo.id, "queueIds": [support, service] })).await;
        assert_eq!(set, "MemberUpdated");
        let both = || json!([{ "id": service }, { "id": support }]);
        let queues = json!({ "queues": { "nodes": both() } });
        assert_eq!(niilo.data("{ queues { nodes { id } } }", json!({})).await, queues);
        assert_eq!(hermanni.data("{ queues { nodes { id } } }", json!({})).await["queues"]["nodes"], json!([{ "id": service }]));
        let seen = "query($id: ID!) { queue(id: $id) { handlers { displayName } } }";
        let handlers = owner.data(seen, json!({ "id": service })).await;
        assert_eq!(handlers["queue"]["handlers"], json!([{ "displayName": "Hermanni" }, { "displayName": "Niilo" }]));
        // In place of those before, from either side.
        owner.lets_handle(&service, &[&hermanni]).await;
        let own = "query($id: ID!) { member(id: $id) { queues { id } } }";
        assert_eq!(niilo.data(own, json!({ "id": niilo.id })).await["member"]["queues"], json!([{ "id": support }]));

        let before = members(&owner).await;
        let wrong = owner.does("setMemberQueues", json!({ "memberId": niilo.id, "queueIds": [service, foreign] })).await;
        assert_eq!((&wrong["__typename"], &wrong["field"]), (&json!("InvalidInput"), &json!("queueIds")));
        let wrong = owner.does("setQueueHandlers", json!({ "queueId": service, "memberIds": [niilo.id, outsider.id] })).await;
        assert_eq!((&wrong["__typename"], &wrong["field"]), (&json!("InvalidInput"), &json!("memberIds")));
        assert_eq!(members(&owner).await, before);
        host.stop().await;
    }

    async fn a_removed_member_loses_queues_customers_and_access(database: Database) {
        let host = TestHost::on(database).await;
        let other = host.organisation("other").await;
        let (owner, niilo, hermanni) = (host.owner().await, host.agent("Niilo").await, host.agent("Hermanni").await);
        host.domain().add_member(other, niilo.account, Role::Handler, &[]).await.unwrap();
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo, &hermanni]).await;
        let aino = host.customer("Aino").await;
        let served = aino.waits_in(&queue).await;
        let ended = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, served);
        assert_eq!(niilo.gets_customer(&queue).await, ended);
        niilo.does("endConversation", json!({ "conversationId": ended })).await;
        let onni = host.customer("Onni").await;
        let behind = onni.waits_in(&queue).await;
        let mut activity = niilo.socket().await;
        activity.subscribe("subscription { activity { __typename } }", json!({})).await;
        activity.event().await;

        assert_eq!(owner.outcome("removeMember", json!({ "memberId": niilo.id })).await, "MemberRemoved");
        assert_eq!(activity.closes().await.code, 4403);
        eventually("Niilo is nobody here", async || viewer(&niilo.client, PATH).await == Value::Null).await;
        assert_eq!(niilo.client.refusal(PATH, "{ queues { nodes { id } } }", json!({})).await, "NOT_FOUND");
        assert_eq!(niilo.outcome("claim", json!({ "queueId": queue })).await, "NOT_FOUND");
        let message = json!({ "conversationId": served, "clientId": uuid::Uuid::new_v4(), "text": "vielä" });
        assert_eq!(niilo.outcome("sendMessage", message).await, "NOT_FOUND");
        // The session itself goes on elsewhere.
        assert_eq!(viewer(&niilo.client, "/o/other/graphql").await["role"], "HANDLER");

        // The customer is first in line again, the departed one stays departed, and the log says why.
        let seen = "query($id: ID!) { conversation(id: $id) { state place agent { id } \
            entries(last: 1) { nodes { author { ... on HostAuthor { rule } } content { __typename } } } } }";
        let now = aino.data(seen, json!({ "id": served })).await;
        assert_eq!(now["conversation"], json!({
            "state": "WAITING", "place": 1, "agent": null,
            "entries": { "nodes": [{ "author": { "rule": "member-removed" }, "content": { "__typename": "RequeueContent" } }] },
        }));
        assert_eq!(aino.data(seen, json!({ "id": ended })).await["conversation"]["state"], "ENDED");
        assert_eq!(onni.data(seen, json!({ "id": behind })).await["conversation"]["place"], 2);
        assert_eq!(hermanni.gets_customer(&queue).await, served);

        // A member who comes back begins without queues.
        host.domain().add_member(host.organisation, niilo.account, Role::Handler, &[]).await.unwrap();
        eventually("Niilo is back", async || viewer(&niilo.client, PATH).await["id"] == json!(niilo.id)).await;
        assert_eq!(niilo.data("{ queues { nodes { id } } }", json!({})).await["queues"]["nodes"], json!([]));
        host.stop().await;
    }

    async fn customers_see_the_display_name_and_never_the_full_name_or_address(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let profile = json!({ "fullName": "Salainen Sukunimi", "displayName": "Niilo N." });
        assert_eq!(niilo.client.outcome(PLATFORM, "updateProfile", profile).await, "AccountUpdated");
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let aino = host.customer("Aino").await;
        let conversation = aino.waits_in(&queue).await;
        let mut socket = aino.socket().await;
        let follow = "subscription($id: ID!) { conversation(id: $id) { author { __typename ... on Agent { id displayName } } \
            content { __typename ... on ClaimContent { agent { displayName } } } } }";
        socket.subscribe(follow, json!({ "id": conversation })).await;
        niilo.gets_customer(&queue).await;
        niilo.writes(&conversation, "Hei!").await;
        niilo.does("markRead", json!({ "conversationId": conversation, "upTo": 1 })).await;
        let mut said = String::new();
        for _ in 0..4 {
            said += &socket.event().await.to_string();
        }
        let all = "query($id: ID!) { viewer { ... on Visitor { name conversations { nodes { agent { id displayName } } } } } \
            conversation(id: $id) { id state queueName customerName agent { id displayName } metadata { key } hidden endedBy \
            entries { nodes { seq at author { __typename ... on Agent { id displayName } ... on VisitorAuthor { name } } \
            content { __typename ... on MessageContent { text } ... on ClaimContent { agent { displayName } } } } } } }";
        said += &aino.data(all, json!({ "id": conversation })).await.to_string();
        niilo.does("endConversation", json!({ "conversationId": conversation })).await;
        said += &socket.event().await.to_string();
        said += &aino.data(all, json!({ "id": conversation })).await.to_string();
        assert!(said.contains("Niilo N.") && said.contains("ClaimContent"), "{said}");
        assert!(!said.contains("Sukunimi") && !said.contains("Full") && !said.contains("@test.example"), "{said}");
        // Their own fields of a member are for members.
        let member = "query($id: ID!) { member(id: $id) { fullName email } }";
        assert_eq!(aino.client.refusal(PATH, member, json!({ "id": niilo.id })).await, "FORBIDDEN");
        assert_eq!(aino.client.refusal(PATH, "{ members { nodes { email } } }", json!({})).await, "FORBIDDEN");
        host.stop().await;
    }
}

/// The rights of roles: a mutation, its input, and how it ends for handlers, operators and owners.
type Right = (&'static str, Value, [&'static str; 3]);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_may_do_what_the_rules_give_it_and_nothing_else() {
    const OPERATORS: [&str; 3] = ["FORBIDDEN", "done", "done"];
    const OWNERS: [&str; 3] = ["FORBIDDEN", "NotAllowed", "done"];
    let host = TestHost::start().await;
    let owner = host.owner().await;
    let actors = [host.agent("Handler").await, host.member("Operator", Role::Operator).await, owner.clone()];
    let target = host.agent("Target").await;
    let peer = host.member("Peer", Role::Owner).await;
    let (own, foreign) = (owner.makes_queue("Own", false).await, owner.makes_queue("Foreign", false).await);
    owner.lets_handle(&own, &[&actors[0], &actors[1], &actors[2]]).await;

    for (n, actor) in actors.iter().enumerate() {
        let empty = owner.makes_queue("Empty", false).await;
        let made = owner.acts("createInvitation", json!({}), "... on InvitationCreated { invitation { id } }").await;
        let rights: Vec<Right> = vec![
            ("updateOrganisation", json!({ "name": "Test" }), OPERATORS),
            ("createInvitation", json!({ "role": "HANDLER" }), OPERATORS),
            ("createInvitation", json!({ "role": "OPERATOR" }), OPERATORS),
            ("createInvitation", json!({ "role": "OWNER" }), OWNERS),
            ("revokeInvitation", json!({ "invitationId": made["invitation"]["id"] }), OPERATORS),
            ("updateMember", json!({ "memberId": target.id, "role": "OPERATOR" }), OPERATORS),
            ("updateMember", json!({ "memberId": target.id, "role": "OWNER" }), OWNERS),
            ("updateMember", json!({ "memberId": target.id, "role": "HANDLER" }), OPERATORS),
            ("updateMember", json!({ "memberId": peer.id, "role": "HANDLER" }), OWNERS),
            ("updateMember", json!({ "memberId": peer.id, "role": "OWNER" }), OWNERS),
            ("removeMember", json!({ "memberId": peer.id }), OWNERS),
            ("removeMember", json!({ "memberId": target.id }), OPERATORS),
            ("setMemberQueues", json!({ "memberId": actor.id, "queueIds": [own] }), OPERATORS),
            ("createQueue", json!({ "name": "Uusi" }), OPERATORS),
            (
                "updateQueue",
                json!({ "queueId": own, "name": "Oma", "settings": { "attachments": "NOBODY" } }),
                OPERATORS,
            ),
            ("setQueueHandlers", json!({ "queueId": empty, "memberIds": [] }), OPERATORS),
            ("orderQueues", json!({ "queueIds": [] }), OPERATORS),
            ("removeQueue", json!({ "queueId": empty }), OPERATORS),
            ("openQueue", json!({ "queueId": own }), ["done", "done", "done"]),
            ("claim", json!({ "queueId": own }), ["QueueEmpty", "QueueEmpty", "QueueEmpty"]),
            ("closeQueue", json!({ "queueId": own }), ["done", "done", "done"]),
            ("openQueue", json!({ "queueId": foreign }), ["NOT_FOUND", "done", "done"]),
            ("claim", json!({ "queueId": foreign }), ["NOT_FOUND", "NotAllowed", "NotAllowed"]),
            ("closeQueue", json!({ "queueId": foreign }), ["NOT_FOUND", "done", "done"]),
            ("enqueue", json!({ "queueId": own }), ["FORBIDDEN"; 3]),
            ("renameVisitor", json!({ "name": "x" }), ["FORBIDDEN"; 3]),
        ];
        for (mutation, input, wanted) in rights {
            let outcome = actor.outcome(mutation, input.clone()).await;
            let is_refusal = outcome.chars().all(|c| c.is_ascii_uppercase() || c == '_') || outcome == "NotAllowed";
            let fits = match wanted[n] {
                // An order that names no queue is refused as input, after the right was checked.
                "done" => !is_refusal && (outcome != "InvalidInput" || mutation == "orderQueues"),
                wanted => outcome == wanted,
            };
            assert!(fits, "{:?}: {mutation} {input} ends with {outcome}, not {}", actor.email, wanted[n]);
            // A removed member comes back under the same id for the next case.
            if mutation == "removeMember" && outcome == "MemberRemoved" {
                let (back, role) =
                    if input["memberId"] == json!(peer.id) { (&peer, Role::Owner) } else { (&target, Role::Handler) };
                let again = host.domain().add_member(host.organisation, back.account, role, &[]).await.unwrap();
                assert_eq!(again.id, back.id);
            }
        }
        // Handlers see the queues they handle, and nothing of members, invitations, settings or history.
        let sees = if n == 0 { "FORBIDDEN" } else { "" };
        for query in [
            "{ members { nodes { id } } }",
            "{ invitations { nodes { id } } }",
            "{ conversations(list: ALL) { nodes { id } } }",
        ] {
            let answer = actor.client.ask(PATH, query, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default(), sees, "{query}");
        }
        let queue = "query($own: ID!, $foreign: ID!, $member: ID!) { own: queue(id: $own) { settings { attachments } handlers { id } } \
            foreign: queue(id: $foreign) { id } member(id: $member) { fullName } }";
        let seen = actor.data(queue, json!({ "own": own, "foreign": foreign, "member": target.id })).await;
        for hidden in [&seen["own"]["settings"], &seen["own"]["handlers"], &seen["foreign"], &seen["member"]] {
            assert_eq!(hidden.is_null(), n == 0, "{seen}");
        }
    }
    host.stop().await;
}
