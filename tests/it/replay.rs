//! What a client holds, updated by events, equals a fresh query (G5): for each mutation of the organisation's schema,
//! for a handler's and an operator's sidebar, and for the logs of conversations.

mod following;
mod held;

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::Schema;
use futures_util::StreamExt;
use serde_json::{Value, json};
use vuoro_bus::LocalBus;
use vuoro_domain::{ActivityEvent, Queue};
use vuoro_kernel::{QueueId, Role};
use vuoro_tests::{
    TestHost, guest,
    guests::guest_with,
    host::PATH,
    nodes::{Node, member_of},
    on_both_databases,
};

use following::Replay;
use held::id;

/// Mutations that change no sidebar, with the reason. They are tried too: no event may report them.
const CHANGES_NO_LIST: [(&str, &str); 15] = [
    ("startVisitor", "nobody waits yet"),
    ("setTyping", "kept nowhere; `typing` tells"),
    ("prepareAttachment", "a file shows with the message that holds it"),
    ("createInvitation", "the sidebar has members, not invitations"),
    ("revokeInvitation", "the sidebar has members, not invitations"),
    ("updateOrganisation", "the sidebar doesn't name the organisation"),
    ("enablePlugin", "the sidebar has no plugins"),
    ("disablePlugin", "the sidebar has no plugins"),
    ("upgradePlugin", "the sidebar has no plugins"),
    ("rollBackPlugin", "the sidebar has no plugins"),
    ("removePlugin", "the sidebar has no plugins"),
    ("updatePluginSettings", "the sidebar has no plugins"),
    ("setPluginConnection", "the sidebar has no plugins"),
    ("removePluginConnection", "the sidebar has no plugins"),
    ("actOnPanel", "what a plugin changes of a conversation comes by the conversation's own entries"),
];

/// The names of all mutations, from the schema as it is served.
fn mutations() -> BTreeSet<String> {
    let sdl = vuoro_graphql::sdl_organisation().expect("the schema composes");
    let schema = Schema::parse(sdl, "organisation.graphql").expect("the schema parses");
    schema.get_object("Mutation").expect("mutations").fields.keys().map(ToString::to_string).collect()
}

on_both_databases! {
    async fn a_held_sidebar_and_log_with_their_events_are_what_a_fresh_look_shows(database: Database) {
        let host = TestHost::with_plugins(database).await;
        for package in [guest("caller"), guest("stage"), guest("sample"), guest_with("sample", |text| text.replace("0.1.0", "0.2.0"))] {
            host.domain().add_plugin_package_to(host.organisation, package).await.unwrap();
        }
        let owner = host.owner().await;
        let (niilo, outi) = (host.agent("Niilo").await, host.member("Outi", Role::Operator).await);
        let (hermanni, liisa) = (host.agent("Hermanni").await, host.agent("Liisa").await);
        let (aino, onni) = (host.customer("Aino").await, host.customer("Onni").await);
        let care = owner.makes_queue("Asiakaspalvelu", true).await;
        let tech = owner.makes_queue("Tech Support", false).await;
        owner.lets_handle(&care, &[&niilo, &hermanni, &outi, &liisa]).await;
        let mut replay = Replay::begin(host, &owner, &[&niilo, &outi]).await;
        let guarded = replay.guarded.clone();
        let made = "... on QueueCreated { queue { id } }";

        // Queues.
        let new = owner.client.act(PATH, "createQueue", json!({ "name": "Uusi" }), made).await;
        let new = id(&replay.after("createQueue", "QueueCreated", new).await["queue"]["id"]);
        for (mutation, wanted) in [("openQueue", "QueueOpened"), ("closeQueue", "QueueClosed"), ("openQueue", "QueueOpened")] {
            let done = outi.does(mutation, json!({ "queueId": tech })).await;
            replay.after(mutation, wanted, done).await;
        }
        let done = niilo.does("closeQueue", json!({ "queueId": care })).await;
        replay.after("closeQueue", "QueueClosed", done).await;
        let done = niilo.does("openQueue", json!({ "queueId": care })).await;
        replay.after("openQueue", "QueueOpened", done).await;
        for change in [
            json!({ "queueId": care, "name": "Palvelu" }),
            json!({ "queueId": care, "capacity": 50 }),
            json!({ "queueId": care, "suspended": true }),
            json!({ "queueId": care, "suspended": false }),
            json!({ "queueId": care, "settings": { "attachments": "BOTH", "automaticIpAddress": true } }),
        ] {
            let done = owner.does("updateQueue", change).await;
            replay.after("updateQueue", "QueueUpdated", done).await;
        }
        for handlers in [json!([niilo.id]), json!([hermanni.id, outi.id]), json!([])] {
            let done = owner.does("setQueueHandlers", json!({ "queueId": tech, "memberIds": handlers })).await;
            replay.after("setQueueHandlers", "QueueUpdated", done).await;
        }
        for (member, queues) in [
            (&niilo, json!([guarded, care, new])),
            (&niilo, json!([guarded, tech])),
            (&niilo, json!([guarded, care, tech, new])),
            (&outi, json!([guarded, new])),
            (&outi, json!([guarded, care])),
            (&hermanni, json!([care, new])),
            (&hermanni, json!([care])),
        ] {
            let done = owner.does("setMemberQueues", json!({ "memberId": member.id, "queueIds": queues })).await;
            replay.after("setMemberQueues", "MemberUpdated", done).await;
        }
        for order in [json!([new, guarded, tech, care]), json!([care, tech, new, guarded])] {
            let done = owner.does("orderQueues", json!({ "queueIds": order })).await;
            replay.after("orderQueues", "QueuesOrdered", done).await;
        }
        // A waiting customer.
        let done = onni.does("startVisitor", json!({ "name": "Joku" })).await;
        replay.after("startVisitor", "VisitorStarted", done).await;
        let cart = json!({ "kind": "FOLDED", "key": "cart", "value": { "items": 2 } });
        let input = json!({ "queueId": care, "message": "Hei!", "metadata": [cart] });
        let done = aino.client.act(PATH, "enqueue", input, "... on Enqueued { conversation { id } }").await;
        let talk = id(&replay.after("enqueue", "Enqueued", done).await["conversation"]["id"]);
        replay.follow(&aino.client, &talk, "").await;
        replay.follow(&outi.client, &talk, "HideContent").await;
        let done = aino.does("renameVisitor", json!({ "name": "Aino A." })).await;
        replay.after("renameVisitor", "VisitorRenamed", done).await;
        let page = |page: &str| json!({ "kind": "LIVE", "key": "page", "value": page });
        let done = aino.does("updateMetadata", json!({ "conversationId": talk, "changes": [page("/a")] })).await;
        replay.after("updateMetadata", "MetadataUpdated", done).await;
        let done = aino.writes(&talk, "Onko siellä ketään?").await;
        replay.after("sendMessage", "MessageSent", done).await;
        let behind = onni.waits_in(&care).await;
        replay.settle("enqueue of another").await;
        let done = onni.does("leaveQueue", json!({ "conversationId": behind })).await;
        replay.after("leaveQueue", "QueueLeft", done).await;
        // A conversation.
        let done = niilo.claims(&care).await;
        replay.after("claim", "Claimed", done).await;
        replay.follow(&niilo.client, &talk, "HideContent").await;
        let done = niilo.writes(&talk, "Hei Aino.").await;
        replay.after("sendMessage", "MessageSent", done).await;
        let done = aino.writes(&talk, "Hei Niilo.").await;
        replay.after("sendMessage", "MessageSent", done).await;
        for (done, up_to) in [
            (niilo.does("markRead", json!({ "conversationId": talk, "upTo": 4 })).await, 4),
            (niilo.does("markRead", json!({ "conversationId": talk, "upTo": 2 })).await, 2),
            (aino.does("markRead", json!({ "conversationId": talk, "upTo": 5 })).await, 5),
        ] {
            assert_eq!(replay.after("markRead", "ReadMarked", done).await["__typename"], "ReadMarked", "{up_to}");
        }
        let done = aino.does("setTyping", json!({ "conversationId": talk, "typing": true })).await;
        replay.after("setTyping", "TypingSet", done).await;
        let done = aino.does("updateMetadata", json!({ "conversationId": talk, "changes": [page("/b")] })).await;
        replay.after("updateMetadata", "MetadataUpdated", done).await;
        let done = aino.does("renameVisitor", json!({ "name": "Aino B." })).await;
        replay.after("renameVisitor", "VisitorRenamed", done).await;
        let input = json!({ "conversationId": talk, "name": "muistio.txt", "sizeBytes": 5 });
        let prepared = "... on AttachmentPrepared { attachmentId uploadUrl }";
        let done = aino.client.act(PATH, "prepareAttachment", input, prepared).await;
        let file = replay.after("prepareAttachment", "AttachmentPrepared", done).await;
        let upload = aino.client.request(reqwest::Method::PUT, file["uploadUrl"].as_str().unwrap()).body("hello");
        assert!(upload.send().await.unwrap().status().is_success());
        replay.settle("an upload").await;
        let input = json!({ "conversationId": talk, "clientId": uuid::Uuid::new_v4(), "attachmentIds": [file["attachmentId"]] });
        let done = aino.does("sendMessage", input).await;
        replay.after("sendMessage", "MessageSent", done).await;
        // The queue under a conversation changes its name.
        let done = owner.does("updateQueue", json!({ "queueId": care, "name": "Asiakaspalvelu" })).await;
        replay.after("updateQueue", "QueueUpdated", done).await;
        // Ends of all kinds.
        let done = niilo.does("endConversation", json!({ "conversationId": talk })).await;
        replay.after("endConversation", "ConversationEnded", done).await;
        let niilos = replay.logs.pop().expect("Niilo's log");
        let done = niilo.does("hideConversation", json!({ "conversationId": talk })).await;
        replay.after("hideConversation", "ConversationHidden", done).await;
        niilos.socket.cut();
        for (agent, by_customer, hide) in [(&niilo, false, true), (&outi, true, false), (&outi, false, false)] {
            let conversation = aino.waits_in(&care).await;
            replay.settle("enqueue").await;
            let done = agent.does("claim", json!({ "queueId": care, "conversationId": conversation })).await;
            replay.after("claim", "Claimed", done).await;
            replay.follow(&aino.client, &conversation, "EndContent").await;
            let input = json!({ "conversationId": conversation, "hide": hide });
            let done = match by_customer {
                true => aino.does("endConversation", input).await,
                false => agent.does("endConversation", input).await,
            };
            replay.after("endConversation", "ConversationEnded", done).await;
        }
        // Members. Those who go leave a customer behind.
        for (agent, goes) in [(&hermanni, "removeMember"), (&liisa, "leaveOrganisation")] {
            let done = owner.does("updateMember", json!({ "memberId": agent.id, "role": "OPERATOR" })).await;
            replay.after("updateMember", "MemberUpdated", done).await;
            let conversation = onni.waits_in(&care).await;
            let done = agent.does("claim", json!({ "queueId": care, "conversationId": conversation })).await;
            replay.after("claim", "Claimed", done).await;
            replay.follow(&onni.client, &conversation, "EndContent").await;
            let done = match goes {
                "removeMember" => owner.does(goes, json!({ "memberId": agent.id })).await,
                _ => agent.client.act(PATH, goes, Value::Null, "").await,
            };
            replay.after(goes, "MemberRemoved", done).await;
            let done = niilo.does("claim", json!({ "queueId": care, "conversationId": conversation })).await;
            replay.after("claim", "Claimed", done).await;
        }
        // One's own names, which the platform's endpoint changes.
        let done = niilo.client.act("/graphql", "updateProfile", json!({ "displayName": "Nipa" }), "").await;
        assert_eq!(done["__typename"], "AccountUpdated");
        replay.settle("updateProfile").await;
        // What no sidebar has.
        let done = owner.does("updateOrganisation", json!({ "name": "Koe" })).await;
        replay.after("updateOrganisation", "OrganisationUpdated", done).await;
        let invited = "... on InvitationCreated { invitation { id } }";
        let done = owner.client.act(PATH, "createInvitation", json!({ "queueIds": [care] }), invited).await;
        let invitation = replay.after("createInvitation", "InvitationCreated", done).await["invitation"]["id"].take();
        let done = owner.does("revokeInvitation", json!({ "invitationId": invitation })).await;
        replay.after("revokeInvitation", "InvitationRevoked", done).await;
        let pressed = json!({ "plugin": "stage", "slot": "CONVERSATION_TOOLS", "conversationId": talk, "block": "say",
            "values": { "text": "Hei!" } });
        let crm = json!({ "pluginId": "caller", "name": "crm", "url": "https://crm.example" });
        for (mutation, input, wanted) in [
            ("enablePlugin", json!({ "pluginId": "sample" }), "PluginEnabled"),
            ("upgradePlugin", json!({ "pluginId": "sample", "version": "0.1.0" }), "PluginUpgraded"),
            ("rollBackPlugin", json!({ "pluginId": "sample" }), "PluginRolledBack"),
            ("disablePlugin", json!({ "pluginId": "sample" }), "PluginDisabled"),
            ("enablePlugin", json!({ "pluginId": "stage" }), "PluginEnabled"),
            ("updatePluginSettings", json!({ "pluginId": "stage", "settings": {} }), "PluginSettingsUpdated"),
            ("actOnPanel", pressed, "PanelActed"),
            ("enablePlugin", json!({ "pluginId": "caller" }), "PluginEnabled"),
            ("setPluginConnection", crm, "PluginConnectionSet"),
            ("removePluginConnection", json!({ "pluginId": "caller", "name": "crm" }), "PluginConnectionRemoved"),
            ("removePlugin", json!({ "pluginId": "sample" }), "PluginRemoved"),
        ] {
            let done = owner.does(mutation, input).await;
            replay.after(mutation, wanted, done).await;
        }
        let done = owner.does("removeQueue", json!({ "queueId": new })).await;
        replay.after("removeQueue", "QueueRemoved", done).await;

        let told: BTreeSet<_> = replay.told.keys().cloned().collect();
        assert_eq!(told, mutations(), "each mutation is tried here");
        for (mutation, times) in &replay.told {
            let reason = CHANGES_NO_LIST.iter().find(|(name, _)| name == mutation);
            match reason {
                Some((_, reason)) => assert_eq!(*times, 0, "{mutation} changed a sidebar, though {reason}"),
                // A mutation that others may do to oneself ends one's socket; see `rights`.
                None if mutation == "updateMember" => {}
                None => assert!(*times > 0, "no sidebar was told of {mutation}: name the reason"),
            }
        }
        replay.end().await;
    }

    async fn a_held_sidebar_follows_its_members_own_role(database: Database) {
        let node = Node::on(&database, std::sync::Arc::new(LocalBus::default())).await;
        let organisation = node.organisation().await;
        let owner = node.member(organisation, "Owner", Role::Owner).await;
        let niilo = node.member(organisation, "Niilo", Role::Handler).await;
        let member = member_of(&niilo);
        let own = node.queue(&owner, "Own", &[member]).await;
        let other = node.queue(&owner, "Other", &[]).await;
        let mut sidebar = node.domain.activity(&niilo).await.unwrap();
        let mut queues = BTreeMap::<QueueId, Queue>::new();
        let mut role = None;
        for (given, wanted) in [(Role::Operator, vec![own, other]), (Role::Handler, vec![own]), (Role::Owner, vec![own, other])] {
            node.domain.update_member(&owner, member, given).await.unwrap();
            // The mark: a change of a queue that is always there, told last.
            node.domain.close_queue(&owner, own).await.unwrap();
            while !(role == Some(given) && queues.get(&own).is_some_and(|queue| !queue.open)) {
                match sidebar.next().await.expect("it goes on").unwrap() {
                    ActivityEvent::Snapshot { queues: all, viewer, .. } => {
                        queues = all.into_iter().map(|queue| (queue.id, queue)).collect();
                        role = Some(viewer.role);
                    }
                    ActivityEvent::QueueChanged { queue, .. } => {
                        queues.insert(queue.id, queue);
                    }
                    ActivityEvent::QueueGone { queue } => {
                        queues.remove(&queue);
                    }
                    ActivityEvent::MemberChanged { viewer } => role = Some(viewer.role),
                    other => panic!("{other:?}"),
                }
            }
            let mut wanted = wanted;
            wanted.sort();
            // The queues of a new role follow the news of it.
            while queues.keys().copied().collect::<Vec<_>>() != wanted {
                match sidebar.next().await.expect("it goes on").unwrap() {
                    ActivityEvent::QueueChanged { queue, .. } => drop(queues.insert(queue.id, queue)),
                    ActivityEvent::QueueGone { queue } => drop(queues.remove(&queue)),
                    other => panic!("{other:?}"),
                }
            }
            node.domain.open_queue(&owner, own).await.unwrap();
            while !queues[&own].open {
                if let ActivityEvent::QueueChanged { queue, .. } = sidebar.next().await.expect("it goes on").unwrap() {
                    queues.insert(queue.id, queue);
                }
            }
        }
        // Somebody who isn't a member any more has no sidebar.
        node.domain.update_member(&owner, member, Role::Handler).await.unwrap();
        node.domain.remove_member(&owner, member).await.unwrap();
        while let Some(event) = sidebar.next().await {
            assert!(event.is_ok(), "{event:?}");
        }
        node.stop().await;
    }
}
