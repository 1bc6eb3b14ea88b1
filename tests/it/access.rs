//! Access coverage: every field of the schema is requested by every kind of stranger. The list of fields is made from
//! the schema itself, so that a new field without a path here fails the test (G9).

use std::collections::BTreeSet;

use apollo_compiler::{Schema, schema::ExtendedType};
use serde_json::{Value, json};
use vuoro_kernel::Role;
use vuoro_tests::{
    Client, Database, TestHost,
    host::PATH,
    people::{Agent, Customer},
    socket::Socket,
};

/// A text that is in everything of the organisation under test and nowhere else.
const CANARY: &str = "kanarialintu";

/// One organisation full of canaries.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
    conversation: String,
    waiting: String,
    attachment: String,
    invitation: String,
}

async fn scene() -> Scene {
    let host = TestHost::on(Database::sqlite()).await;
    let (owner, niilo) = (host.owner().await, host.agent(CANARY).await);
    owner.does("updateOrganisation", json!({ "name": CANARY })).await;
    let queue = owner.makes_queue(CANARY, true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let aino = host.customer(CANARY).await;
    let conversation = aino.waits_in(&queue).await;
    aino.writes(&conversation, CANARY).await;
    let change = json!({ "kind": "LIVE", "key": CANARY, "value": CANARY });
    aino.does("updateMetadata", json!({ "conversationId": conversation, "changes": [change] })).await;
    assert_eq!(niilo.gets_customer(&queue).await, conversation);
    niilo.does("markRead", json!({ "conversationId": conversation, "upTo": 2 })).await;
    let attachment = attach(&niilo, &conversation).await;
    let waiting = aino.waits_in(&queue).await;
    let query = "mutation($input: CreateInvitationInput!) { createInvitation(input: $input) { ... on InvitationCreated { invitation { id } } } }";
    let made =
        owner.client.field(&owner.path, query, json!({ "input": { "email": format!("{CANARY}@test.example") } })).await;
    let invitation = made["invitation"]["id"].as_str().unwrap().to_owned();
    Scene { host, owner, niilo, aino, queue, conversation, waiting, attachment, invitation }
}

/// A small text file, uploaded and sent.
async fn attach(agent: &Agent, conversation: &str) -> String {
    let query = "mutation($input: PrepareAttachmentInput!) { prepareAttachment(input: $input) { ... on AttachmentPrepared { attachmentId uploadUrl } } }";
    let input = json!({ "conversationId": conversation, "name": format!("{CANARY}.txt"), "sizeBytes": CANARY.len() });
    let prepared = agent.client.field(&agent.path, query, json!({ "input": input })).await;
    let (id, url) = (prepared["attachmentId"].as_str().unwrap(), prepared["uploadUrl"].as_str().unwrap());
    let uploaded = agent.client.request(reqwest::Method::PUT, url).body(CANARY).send().await.unwrap();
    assert!(uploaded.status().is_success(), "{uploaded:?}");
    let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": [id] });
    assert_eq!(agent.does("sendMessage", input).await["__typename"], "MessageSent");
    id.to_owned()
}

impl Scene {
    /// How to reach each type: an operation in which `FIELD` is replaced by each of the type's fields. A type that only
    /// a mutation's outcome has is reached by that mutation.
    fn path(&self, type_name: &str) -> Option<String> {
        let Self { queue, conversation, waiting, invitation, .. } = self;
        let member = self.niilo.id;
        let within_queue = |inner: &str| format!("{{ queue(id: \"{queue}\") {{ {inner} }} }}");
        let within = |inner: &str| format!("{{ conversation(id: \"{conversation}\") {{ {inner} }} }}");
        let content =
            |name: &str| within(&format!("entries {{ nodes {{ content {{ ... on {name} {{ FIELD }} }} }} }}"));
        let author = |name: &str| within(&format!("entries {{ nodes {{ author {{ ... on {name} {{ FIELD }} }} }} }}"));
        let panels = |inner: &str| {
            format!("{{ panels(slot: CONVERSATION_TOOLS, conversationId: \"{conversation}\") {{ {inner} }} }}")
        };
        let block = |name: &str, inner: &str| panels(&format!("view {{ blocks {{ ... on {name} {{ {inner} }} }} }}"));
        Some(
            match type_name {
                "Organisation" => "{ organisation { FIELD } }".into(),
                "Member" => format!("{{ member(id: \"{member}\") {{ FIELD }} }}"),
                "MemberConnection" => "{ members { FIELD } }".into(),
                "MemberEdge" => "{ members { edges { FIELD } } }".into(),
                "Agent" => within("agent { FIELD }"),
                "Invitation" => "{ invitations { nodes { FIELD } } }".into(),
                "InvitationConnection" => "{ invitations { FIELD } }".into(),
                "InvitationEdge" => "{ invitations { edges { FIELD } } }".into(),
                "Queue" => within_queue("FIELD"),
                "QueueSettings" => within_queue("settings { FIELD }"),
                "QueueConnection" => "{ queues { FIELD } }".into(),
                "QueueEdge" => "{ queues { edges { FIELD } } }".into(),
                "QueueEvent" => within_queue("events { nodes { FIELD } }"),
                "QueueEventConnection" => within_queue("events { FIELD }"),
                "QueueEventEdge" => within_queue("events { edges { FIELD } }"),
                "PageInfo" => "{ members { pageInfo { FIELD } } }".into(),
                "Conversation" => within("FIELD"),
                "ConversationConnection" => "{ conversations(list: ALL) { FIELD } }".into(),
                "ConversationEdge" => "{ conversations(list: ALL) { edges { FIELD } } }".into(),
                "Entry" => within("entries { nodes { FIELD } }"),
                "EntryConnection" => within("entries { FIELD }"),
                "EntryEdge" => within("entries { edges { FIELD } }"),
                "Metadatum" => within("metadata { FIELD }"),
                "Attachment" => {
                    within("entries { nodes { content { ... on MessageContent { attachments { FIELD } } } } }")
                }
                "Plugin" => "{ plugins { FIELD } }".into(),
                "PluginPermission" => "{ plugins { permissions { FIELD } } }".into(),
                "PluginConnection" => "{ plugins { connections { FIELD } } }".into(),
                "PluginUpgrade" => "{ plugins { waiting { FIELD } } }".into(),
                "PluginFailure" => "{ plugins { failures { FIELD } } }".into(),
                "PluginLine" => "{ plugins { log { FIELD } } }".into(),
                "PluginCalls" => "{ plugins { calls { FIELD } } }".into(),
                "Panel" => panels("FIELD"),
                "PanelError" => self.mutation("actOnPanel", "... on PanelInvalid { errors { FIELD } }"),
                "PanelView" => panels("view { FIELD }"),
                "BlockField" => block("FieldsBlock", "fields { FIELD }"),
                "BlockOption" => block("SelectBlock", "options { FIELD }"),
                "BlockTag" => block("TagPickerBlock", "tags { FIELD }"),
                "BlockRow" => block("ListBlock", "rows { FIELD }"),
                "Completion" => block("CompletionsBlock", "items { FIELD }"),
                name if name.ends_with("Block") => block(name, "FIELD"),
                name if name.ends_with("Content") => content(name),
                name if name.ends_with("Author") => author(name),
                "ActivitySnapshot"
                | "QueueChanged"
                | "QueueGone"
                | "ConversationChanged"
                | "ConversationGone"
                | "MemberChanged" => format!("subscription {{ activity {{ ... on {type_name} {{ FIELD }} }} }}"),
                "Place" => format!("subscription {{ place(conversationId: \"{waiting}\") {{ FIELD }} }}"),
                "Typing" => format!("subscription {{ typing(conversationId: \"{conversation}\") {{ FIELD }} }}"),
                _ => {
                    let (mutation, _) =
                        self.mutations().into_iter().find(|(_, input)| input.outcomes.contains(&type_name))?;
                    self.mutation(mutation, &format!("... on {type_name} {{ FIELD }}"))
                }
            }
            .replace("INVITATION", invitation),
        )
    }

    /// Every mutation with an input that would have an effect, and the outcomes that show data.
    fn mutations(&self) -> Vec<(&'static str, Tried)> {
        let Self { queue, conversation, waiting, invitation, .. } = self;
        let member = self.niilo.id;
        let tried = |input: String, outcomes: &'static [&'static str]| Tried { input: Some(input), outcomes };
        let in_conversation = format!("conversationId: \"{conversation}\"");
        let in_queue = format!("queueId: \"{queue}\"");
        let client = uuid::Uuid::new_v4();
        vec![
            ("updateOrganisation", tried("name: \"x\"".into(), &["OrganisationUpdated"])),
            ("updateMember", tried(format!("memberId: \"{member}\", role: OWNER"), &["MemberUpdated"])),
            ("removeMember", tried(format!("memberId: \"{member}\""), &["MemberRemoved"])),
            ("leaveOrganisation", Tried { input: None, outcomes: &["MemberRemoved"] }),
            ("setMemberQueues", tried(format!("memberId: \"{member}\", queueIds: []"), &["MemberUpdated"])),
            ("createInvitation", tried("role: HANDLER".into(), &["InvitationCreated"])),
            ("revokeInvitation", tried(format!("invitationId: \"{invitation}\""), &["InvitationRevoked"])),
            ("createQueue", tried("name: \"x\"".into(), &["QueueCreated"])),
            ("updateQueue", tried(format!("{in_queue}, name: \"x\""), &["QueueUpdated"])),
            ("removeQueue", tried(in_queue.clone(), &["QueueRemoved"])),
            ("orderQueues", tried(format!("queueIds: [\"{queue}\"]"), &["QueuesOrdered"])),
            ("setQueueHandlers", tried(format!("{in_queue}, memberIds: []"), &["QueueUpdated"])),
            ("openQueue", tried(in_queue.clone(), &["QueueOpened"])),
            ("closeQueue", tried(in_queue.clone(), &["QueueClosed"])),
            ("leaveQueue", tried(format!("conversationId: \"{waiting}\""), &["QueueLeft"])),
            ("claim", tried(in_queue.clone(), &["Claimed"])),
            ("endConversation", tried(in_conversation.clone(), &["ConversationEnded"])),
            ("hideConversation", tried(in_conversation.clone(), &["ConversationHidden"])),
            ("sendMessage", tried(format!("{in_conversation}, clientId: \"{client}\", text: \"x\""), &["MessageSent"])),
            ("markRead", tried(format!("{in_conversation}, upTo: 1"), &["ReadMarked"])),
            ("setTyping", tried(format!("{in_conversation}, typing: true"), &["TypingSet"])),
            ("updateMetadata", tried(format!("{in_conversation}, changes: []"), &["MetadataUpdated"])),
            ("enablePlugin", tried("pluginId: \"x\"".into(), &["PluginEnabled"])),
            ("disablePlugin", tried("pluginId: \"x\"".into(), &["PluginDisabled"])),
            ("upgradePlugin", tried("pluginId: \"x\"".into(), &["PluginUpgraded"])),
            ("rollBackPlugin", tried("pluginId: \"x\"".into(), &["PluginRolledBack"])),
            ("removePlugin", tried("pluginId: \"x\"".into(), &["PluginRemoved"])),
            (
                "setPluginConnection",
                tried("pluginId: \"x\", name: \"x\", url: \"https://x.example\"".into(), &["PluginConnectionSet"]),
            ),
            ("removePluginConnection", tried("pluginId: \"x\", name: \"x\"".into(), &["PluginConnectionRemoved"])),
            ("updatePluginSettings", tried("pluginId: \"x\", settings: {}".into(), &["PluginSettingsUpdated"])),
            (
                "actOnPanel",
                tried(
                    format!("plugin: \"x\", slot: CONVERSATION_TOOLS, {in_conversation}, block: \"x\""),
                    &["PanelActed"],
                ),
            ),
            (
                "prepareAttachment",
                tried(format!("{in_conversation}, name: \"x\", sizeBytes: 1"), &["AttachmentPrepared"]),
            ),
        ]
    }

    fn mutation(&self, name: &str, selection: &str) -> String {
        let (_, tried) = self.mutations().into_iter().find(|(mutation, _)| *mutation == name).expect("a mutation");
        let arguments = tried.input.map_or_else(String::new, |input| format!("(input: {{ {input} }})"));
        format!("mutation {{ {name}{arguments} {{ {selection} }} }}")
    }

    /// Everything of the organisation that its owner can read, to check that nothing changed.
    async fn all(&self) -> Value {
        let query = "{ organisation { name } members { nodes { role queues { id } } } invitations { nodes { id } } queues { nodes \
            { id name state settings { attachments } handlers { id } events(first: 100) { nodes { id } } } } conversations(list: ALL) \
            { nodes { id state lastSeq agentReadSeq visitorReadSeq hidden metadata { key } } } }";
        self.owner.data(query, json!({})).await
    }
}

struct Tried {
    input: Option<String>,
    outcomes: &'static [&'static str],
}

/// Fields that reveal nothing of the organisation to anybody, each with its reason.
const OPEN: &[(&str, &str)] = &[
    ("Query.viewer", "shows the caller to themselves"),
    ("Query.now", "the server's clock"),
    ("Query.offeredQueues", "what a customer may choose from"),
    ("OfferedQueue", "what a customer may choose from"),
    ("Visitor", "only ever the caller themselves"),
    ("Mutation.startVisitor", "anybody may become a customer"),
    ("VisitorStarted", "the caller's own new session"),
    ("Mutation.renameVisitor", "the caller's own name"),
    ("VisitorRenamed", "the caller's own name"),
    ("Mutation.enqueue", "any customer may enter an open queue"),
    ("Enqueued", "the caller's own conversation"),
];

fn is_open(type_name: &str, field: &str) -> bool {
    OPEN.iter().any(|(open, _)| *open == type_name || *open == format!("{type_name}.{field}"))
}

/// Each field of each object type with an operation that selects it, from the schema as it is served.
fn tried_fields(scene: &Scene) -> Vec<(String, String)> {
    let sdl = vuoro_graphql::sdl_organisation().expect("the schema composes");
    let schema = Schema::parse(sdl, "organisation.graphql").expect("the schema parses");
    let problems: BTreeSet<_> =
        schema.implementers_map().get("Problem").map(|of| of.objects.clone()).into_iter().flatten().collect();
    let mut fields = Vec::new();
    let mut missing = Vec::new();
    for (name, definition) in &schema.types {
        let ExtendedType::Object(object) = definition else { continue };
        if name.starts_with("__") || problems.contains(name) {
            continue;
        }
        for (field, definition) in &object.fields {
            if is_open(name, field) {
                continue;
            }
            let is_leaf = matches!(
                schema.types.get(definition.ty.inner_named_type()),
                Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_))
            );
            let nested = if is_leaf { "" } else { " { __typename }" };
            let operation = match name.as_str() {
                "Mutation" => scene
                    .mutations()
                    .iter()
                    .any(|(mutation, _)| *mutation == field.as_str())
                    .then(|| scene.mutation(field, "__typename")),
                "Query" => Some(match field.as_str() {
                    "queue" => format!("{{ queue(id: \"{}\") {{ id }} }}", scene.queue),
                    "conversation" => format!("{{ conversation(id: \"{}\") {{ id }} }}", scene.conversation),
                    "member" => format!("{{ member(id: \"{}\") {{ id }} }}", scene.niilo.id),
                    "panels" => format!(
                        "{{ panels(slot: CONVERSATION_TOOLS, conversationId: \"{}\") {{ plugin }} }}",
                        scene.conversation
                    ),
                    _ => format!("{{ {field}{nested} }}"),
                }),
                "Subscription" => match field.as_str() {
                    "conversation" => {
                        Some(format!("subscription {{ conversation(id: \"{}\") {{ seq }} }}", scene.conversation))
                    }
                    "activity" => Some("subscription { activity { __typename } }".into()),
                    "place" => {
                        Some(format!("subscription {{ place(conversationId: \"{}\") {{ place }} }}", scene.waiting))
                    }
                    "typing" => Some(format!(
                        "subscription {{ typing(conversationId: \"{}\") {{ typing }} }}",
                        scene.conversation
                    )),
                    _ => None,
                },
                _ => scene.path(name).map(|path| path.replace("FIELD", &format!("{field}{nested}"))),
            };
            match operation {
                Some(operation) => fields.push((format!("{name}.{field}"), operation)),
                None => missing.push(format!("{name}.{field}")),
            }
        }
    }
    assert!(missing.is_empty(), "no stranger is tried on these fields: {missing:?}");
    fields
}

/// Whether a response reveals anything: a value that isn't null, a list that isn't empty, or the `__typename` of an
/// outcome.
fn gives(data: &Value) -> bool {
    match data {
        Value::Null => false,
        Value::Array(items) => items.iter().any(gives),
        Value::Object(fields) => fields.values().any(gives),
        _ => true,
    }
}

/// The first message of a subscription.
async fn subscribed(client: &Client, path: &str, operation: &str) -> Value {
    let mut socket = Socket::connect(client, path, &[]).await.expect("the socket opens");
    // Callers who have nothing to do with the organisation are refused here already.
    let begun = socket.try_init(client.token.as_deref()).await;
    let answer = match begun {
        Ok(()) => {
            socket.subscribe(operation, json!({})).await;
            socket.try_receive().await
        }
        Err(closed) => Err(closed),
    };
    match answer {
        Ok(message) if message["type"] == "next" => message["payload"].clone(),
        Ok(message) => json!({ "errors": message["payload"], "data": null }),
        Err(closed) => json!({ "errors": [{ "extensions": { "code": format!("{}", closed.code) } }], "data": null }),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_denies_a_stranger_another_customer_and_another_organisation() {
    let scene = scene().await;
    let other = scene.host.organisation("other").await;
    let outsider = scene.host.member_of(other, "other", "Outsider", Role::Owner).await;
    let customer = scene.host.customer("Other").await;
    let outside_customer = scene.host.customer_of("other", "Outside").await;
    let strangers: [(&str, Client, &str); 6] = [
        ("a stranger", scene.host.stranger(), PATH),
        ("another customer", customer.client, PATH),
        ("a member of another organisation", outsider.client.clone(), PATH),
        ("a member of another organisation, at its own endpoint", outsider.client, "/o/other/graphql"),
        ("a customer of another organisation", outside_customer.client.clone(), PATH),
        ("a customer of another organisation, at its own endpoint", outside_customer.client, "/o/other/graphql"),
    ];
    let before = scene.all().await;
    let fields = tried_fields(&scene);
    assert!(fields.len() > 150, "only {} fields were tried", fields.len());
    for (who, client, path) in &strangers {
        for (field, operation) in &fields {
            let own = path.starts_with("/o/other");
            // At their own endpoint people may read and change what is theirs; only foreign ids are tried there.
            if own && !operation.contains("_0") {
                continue;
            }
            let answer = match operation.starts_with("subscription") {
                true => subscribed(client, path, operation).await,
                false => client.ask(path, operation, json!({})).await,
            };
            let said = answer.to_string();
            assert!(!said.contains(CANARY), "{who} reads {field}: {said}");
            let refused = answer.get("errors").is_some();
            // A foreign id in an input of one's own organisation may also be answered by a problem.
            let outcome =
                own && operation.starts_with("mutation") && (said.contains("InvalidInput") || !gives(&answer["data"]));
            assert!(outcome || !gives(&answer["data"]), "{who} gets something of {field}: {operation}: {said}");
            assert!(refused || outcome || operation.starts_with('{'), "{who} isn't refused {field}: {said}");
        }
        for url in [
            format!("/o/test/attachments/{}", scene.attachment),
            format!("/o/test/attachments/{}/thumbnail", scene.attachment),
            format!("/o/other/attachments/{}", scene.attachment),
        ] {
            let answer = client.request(reqwest::Method::GET, &url).send().await.unwrap();
            assert!(answer.status().is_client_error(), "{who} loads {url}: {answer:?}");
            assert!(!answer.text().await.unwrap().contains(CANARY), "{who} loads {url}");
        }
    }
    assert_eq!(scene.all().await, before, "a stranger changed something");
    // What all this was refused, its own people can read: the paths do lead somewhere.
    let mut led_nowhere = Vec::new();
    for (field, operation) in fields.iter().filter(|(_, operation)| operation.starts_with('{')) {
        let data = scene.owner.client.ask(&scene.owner.path, operation, json!({})).await;
        if data.get("errors").is_some() {
            led_nowhere.push(format!("{field}: {data}"));
        }
    }
    assert!(led_nowhere.is_empty(), "{led_nowhere:#?}");
    let own =
        scene.aino.data("query($id: ID!) { conversation(id: $id) { id } }", json!({ "id": scene.conversation })).await;
    assert!(gives(&own));
}
