//! The plugins that come with the server, together in one organisation.

use serde_json::{Value, json};
use vuoro_tests::{
    Database, TestHost, eventually,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

/// An organisation with every bundled plugin, and a conversation.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
    conversation: String,
}

impl Scene {
    async fn on(database: Database) -> Self {
        let host = TestHost::with_plugins(database).await;
        let (owner, niilo, aino) = (host.owner().await, host.agent("Niilo").await, host.customer("Aino").await);
        for plugin in ["canned-replies", "notes", "tags"] {
            assert_eq!(owner.outcome("enablePlugin", json!({ "pluginId": plugin })).await, "PluginEnabled", "{plugin}");
        }
        let queue = owner.makes_queue("Asiakaspalvelu", true).await;
        owner.lets_handle(&queue, &[&niilo]).await;
        let conversation = aino.waits_in(&queue).await;
        assert_eq!(niilo.gets_customer(&queue).await, conversation);
        Self { host, owner, niilo, aino, queue, conversation }
    }

    /// What an agent sees of the conversation under a field.
    async fn sees(&self, field: &str, selection: &str) -> Value {
        let query = format!("query($id: ID!) {{ conversation(id: $id) {{ {field} {selection} }} }}");
        self.niilo.data(&query, json!({ "id": self.conversation })).await["conversation"][field].clone()
    }

    /// The lines that plugins wrote in the transcript.
    async fn lines(&self) -> Vec<String> {
        let query = "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { ... on AnnotationContent { plugin } } } } } }";
        let data = self.niilo.data(query, json!({ "id": self.conversation })).await;
        let nodes = data["conversation"]["entries"]["nodes"].as_array().unwrap().clone();
        nodes.iter().filter_map(|node| node["content"]["plugin"].as_str().map(str::to_owned)).collect()
    }
}

on_both_databases! {
    async fn agents_tag_and_rules_tag_by_what_the_page_says(database: Database) {
        let scene = Scene::on(database).await;
        let made = "... on TagCreated { tag { id path } }";
        let bill = scene.owner.acts("createTag", json!({ "name": "Lasku", "colour": "#cc3300" }), made).await;
        let bill = bill["tag"]["id"].as_str().unwrap().to_owned();
        let late = json!({ "name": "Myöhässä", "colour": "#3366cc", "parentId": bill });
        let late = scene.owner.acts("createTag", late, made).await;
        assert_eq!(late["tag"]["path"], json!(["Lasku", "Myöhässä"]));
        assert_eq!(scene.niilo.outcome("createTag", json!({ "name": "x", "colour": "#cc3300" })).await, "NotAllowed");

        let tagging = json!({ "conversationId": scene.conversation, "tagId": bill });
        assert_eq!(scene.niilo.outcome("tagConversation", tagging.clone()).await, "ConversationTagged");
        assert_eq!(scene.sees("tags", "{ name memberId }").await, json!([{ "name": "Lasku", "memberId": scene.niilo.id }]));
        assert_eq!(scene.lines().await, ["tags"]);

        let rule = json!({ "tagId": late["tag"]["id"], "key": "invoice", "test": "CONTAINS", "text": "late" });
        assert_eq!(scene.owner.outcome("createTagRule", rule).await, "TagRuleCreated");
        let change = json!({ "kind": "LIVE", "key": "invoice", "value": "very late" });
        let update = json!({ "conversationId": scene.conversation, "changes": [change] });
        assert_eq!(scene.aino.outcome("updateMetadata", update).await, "MetadataUpdated");
        eventually("the rule tags", async || scene.sees("tags", "{ name }").await.as_array().map(Vec::len) == Some(2)).await;
        let tags = scene.sees("tags", "{ name memberId ruleId because }").await;
        let by_rule = tags.as_array().unwrap().iter().find(|tag| tag["name"] == "Myöhässä").unwrap();
        assert!(by_rule["ruleId"].is_string() && by_rule["because"].is_string() && by_rule["memberId"].is_null(), "{by_rule}");

        // What was put on stays readable when the tag is gone.
        assert_eq!(scene.owner.outcome("removeTag", json!({ "tagId": bill })).await, "TagRemoved");
        let tags = scene.sees("tags", "{ name removed }").await;
        assert!(tags.as_array().unwrap().contains(&json!({ "name": "Lasku", "removed": true })), "{tags}");
        assert_eq!(scene.niilo.outcome("untagConversation", tagging).await, "ConversationTagged");
        // Nothing of it is the customer's.
        let query = "query($id: ID!) { conversation(id: $id) { tags { name } } }";
        let refused = scene.aino.client.refusal(PATH, query, json!({ "id": scene.conversation })).await;
        assert_eq!(refused, "FORBIDDEN");
        scene.host.stop().await;
    }

    async fn replies_are_ones_own_or_the_organisations(database: Database) {
        let scene = Scene::on(database).await;
        let reply = |scope: &str, text: &str| json!({ "scope": scope, "keyword": "hei", "text": text });
        assert_eq!(scene.owner.outcome("createCannedReply", reply("ORGANISATION", "Tervetuloa!")).await, "CannedReplyCreated");
        assert_eq!(scene.niilo.outcome("createCannedReply", reply("ORGANISATION", "x")).await, "NotAllowed");
        let query = "{ cannedReplies { scope keyword text } }";
        let ours = json!([{ "scope": "ORGANISATION", "keyword": "hei", "text": "Tervetuloa!" }]);
        assert_eq!(scene.niilo.data(query, json!({})).await["cannedReplies"], ours);
        assert_eq!(scene.niilo.outcome("createCannedReply", reply("PERSONAL", "Moikka!")).await, "CannedReplyCreated");
        let mine = json!([{ "scope": "PERSONAL", "keyword": "hei", "text": "Moikka!" }]);
        assert_eq!(scene.niilo.data(query, json!({})).await["cannedReplies"], mine);
        assert_eq!(scene.owner.data(query, json!({})).await["cannedReplies"], ours);
        assert_eq!(scene.aino.client.refusal(PATH, query, json!({})).await, "FORBIDDEN");
        scene.host.stop().await;
    }

    async fn two_agents_who_save_notes_at_once_lose_nothing(database: Database) {
        let scene = Scene::on(database).await;
        let field = json!({ "queueId": scene.queue, "kind": "TEXT", "label": "Tuote" });
        let field = scene.owner.acts("createNoteField", field, "... on NoteFieldCreated { noteField { id } }").await;
        let id = &field["noteField"]["id"];
        assert!(id.is_string(), "{field}");
        let version = scene.sees("notes", "{ version }").await["version"].clone();
        let save = |version: &Value, text: &str| {
            let values = json!([{ "fieldId": id, "values": [text] }]);
            json!({ "conversationId": scene.conversation, "version": version, "values": values })
        };
        let first = scene.niilo.acts("saveNotes", save(&version, "Sauna"), "... on NotesSaved { notes { version } }").await;
        assert_eq!(first["__typename"], "NotesSaved", "{first}");
        let shown = "... on NotesChanged { notes { version notes { label values } } } ... on Problem { message }";
        let second = scene.owner.acts("saveNotes", save(&version, "Kiuas"), shown).await;
        assert_eq!(second["__typename"], "NotesChanged", "{second}");
        assert_eq!(second["notes"]["notes"], json!([{ "label": "Tuote", "values": ["Sauna"] }]));
        assert_eq!(second["notes"]["version"], first["notes"]["version"]);
        let again = scene.owner.outcome("saveNotes", save(&second["notes"]["version"], "Sauna ja kiuas")).await;
        assert_eq!(again, "NotesSaved");
        assert_eq!(scene.sees("notes", "{ notes { values } }").await["notes"], json!([{ "values": ["Sauna ja kiuas"] }]));
        assert_eq!(scene.lines().await, ["notes", "notes"]);
        // The customer reads nothing of it, in fields or in the log.
        let query = "query($id: ID!) { conversation(id: $id) { entries(first: 100) { nodes { content { __typename } } } } }";
        let seen = scene.aino.data(query, json!({ "id": scene.conversation })).await;
        assert!(!seen.to_string().contains("AnnotationContent"), "{seen}");
        scene.host.stop().await;
    }
}
