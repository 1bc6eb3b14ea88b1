//! Connects the plugin to the host: its exports, and the service's `Host` trait implemented with the imports.

use serde_json::Value as Json;
use vuoro_plugin::chat::{self, Annotation, Audience, Statistic};
use vuoro_plugin::{
    Alarms, Context, Erased, Erasures, Error, FieldRequest, Fields, Hooks, HostError, News, alarms, random,
    scoped_store, store,
};

use crate::service::{self, Actor, Asker, Expected, Fail, Host, Item, Role, kept};

pub(crate) struct Tags;

vuoro_plugin::export!(Tags: fields, hooks, panels, alarms, erasures);

impl Fields for Tags {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Json>, Error> {
        let actor = actor(context);
        let asker = Asker { actor: &actor, language: &context.language };
        let arguments = Json::Object(request.arguments.clone());
        Ok(service::resolve(&mut Imports, &asker, request.name(), &arguments, &request.parents)?)
    }
}

impl Hooks for Tags {
    fn after(_context: &Context, news: &News) -> Result<(), Error> {
        match service::heard(&mut Imports, &news.conversation) {
            // The conversation was deleted before its entries were delivered, so there is nothing to tag.
            Err(Fail::NotFound) => Ok(()),
            other => Ok(other?),
        }
    }
}

impl Alarms for Tags {
    fn ring(_context: &Context, key: &str, _payload: &Json) -> Result<(), Error> {
        match key {
            kept::MOVE => Ok(kept::move_some(&mut Imports)?),
            // An alarm of another version.
            _ => Ok(()),
        }
    }
}

impl Erasures for Tags {
    fn forget(_context: &Context, erased: &Erased) -> Result<(), Error> {
        match erased {
            Erased::Conversation(id) => Ok(kept::forget(&mut Imports, id)?),
            // Nothing is kept of customers, and of members no more than their ids.
            Erased::Visitor(_) | Erased::Member(_) => Ok(()),
        }
    }
}

/// The actor of a call.
pub(crate) fn actor(context: &Context) -> Actor {
    match &context.actor {
        vuoro_plugin::Actor::System => Actor::System,
        vuoro_plugin::Actor::Visitor(_) => Actor::Visitor,
        vuoro_plugin::Actor::Member(member) => Actor::Member { id: member.id.clone(), role: role(member.role) },
    }
}

fn role(role: vuoro_plugin::Role) -> Role {
    match role {
        vuoro_plugin::Role::Handler => Role::Handler,
        vuoro_plugin::Role::Operator => Role::Operator,
        vuoro_plugin::Role::Owner => Role::Owner,
    }
}

/// The host's functions.
pub(crate) struct Imports;

impl Host for Imports {
    fn get_many(&mut self, keys: Vec<String>) -> Result<Vec<Option<Item>>, Fail> {
        let items = store::get_many(&keys)?;
        Ok(items.into_iter().map(|item| item.map(|item| Item { value: item.value, version: item.version })).collect())
    }

    fn put(&mut self, key: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail> {
        store::put(key, &value, in_store(expected))?;
        Ok(())
    }

    fn delete(&mut self, key: &str, expected: Expected) -> Result<(), Fail> {
        store::delete(key, in_store(expected))?;
        Ok(())
    }

    fn scan(&mut self, prefix: &str, limit: u32) -> Result<Vec<(String, Item)>, Fail> {
        let items = store::scan(prefix, None, limit)?;
        let item = |item: store::Item| (item.key, Item { value: item.value, version: item.version });
        Ok(items.into_iter().map(item).collect())
    }

    fn get_of(&mut self, conversations: &[&str], name: &str) -> Result<Vec<Option<Item>>, Fail> {
        let keys: Vec<_> = conversations.iter().map(|id| scoped_store::key(*id, name)).collect();
        let items = scoped_store::get_many(&keys)?;
        Ok(items.into_iter().map(|item| item.map(|item| Item { value: item.value, version: item.version })).collect())
    }

    fn put_of(&mut self, conversation: &str, name: &str, value: Vec<u8>, expected: Expected) -> Result<(), Fail> {
        let expected = match expected {
            Expected::Nothing => scoped_store::Expected::Nothing,
            Expected::Version(version) => scoped_store::Expected::Version(version),
            Expected::Anything => scoped_store::Expected::Anything,
        };
        scoped_store::put(&scoped_store::key(conversation, name), &value, expected)?;
        Ok(())
    }

    fn delete_of(&mut self, conversation: &str, name: &str) -> Result<(), Fail> {
        scoped_store::delete(&scoped_store::key(conversation, name), scoped_store::Expected::Anything)?;
        Ok(())
    }

    fn wake(&mut self, alarm: &str) -> Result<(), Fail> {
        Ok(alarms::set(alarm, 0, &())?)
    }

    fn conversation(&mut self, id: &str) -> Result<Json, Fail> {
        let conversation = chat::conversation_json(id)?;
        serde_json::from_str(&conversation).map_err(|error| Fail::Broken(format!("the conversation: {error}")))
    }

    fn annotate(&mut self, conversation: &str, key: &str, text: String, facet: String) -> Result<(), Fail> {
        let statistic = Statistic::Facet(facet);
        let annotation = Annotation { key: key.to_owned(), text: Some(text), audience: Audience::Agents, statistic };
        Ok(chat::annotate(conversation, &annotation)?)
    }

    fn unannotate(&mut self, conversation: &str, key: &str) -> Result<(), Fail> {
        Ok(chat::unannotate(conversation, key)?)
    }

    fn unique(&mut self) -> String {
        random::unique()
    }
}

fn in_store(expected: Expected) -> store::Expected {
    match expected {
        Expected::Nothing => store::Expected::Nothing,
        Expected::Version(version) => store::Expected::Version(version),
        Expected::Anything => store::Expected::Anything,
    }
}

impl From<HostError> for Fail {
    fn from(error: HostError) -> Self {
        Error::from(error).into()
    }
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::NotAllowed => Self::NotAllowed,
            Error::Refused(text) | Error::Failed(text) => Self::Broken(text),
            Error::Invalid(_) => Self::Broken("the host refused an argument".to_owned()),
        }
    }
}

impl From<Fail> for Error {
    fn from(fail: Fail) -> Self {
        match fail {
            Fail::Refused(text) => Self::Refused(text),
            Fail::Invalid(field, message) => Self::invalid(field, message),
            Fail::NotFound => Self::NotFound,
            Fail::NotAllowed => Self::NotAllowed,
            Fail::Broken(text) => Self::Failed(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use vuoro_plugin::testing::{self, Effect, Host};
    use vuoro_plugin::{Context, Entry, Error, FieldRequest, Fields, Hooks, News};

    use super::{Json, Tags};

    fn asks(host: &Host, context: &Context, field: &str, input: Json) -> Result<Json, Error> {
        let request = FieldRequest::to("Mutation", field, json!({ "input": input }));
        host.call(|| Tags::resolve(context, &request)).map(|mut values| values.remove(0))
    }

    fn creates(host: &Host, name: &str) -> String {
        let made = asks(host, &testing::operator("en"), "createTag", json!({ "name": name, "colour": "#2f6fde" }));
        made.unwrap()["tag"]["id"].as_str().unwrap().to_owned()
    }

    fn tags_of(host: &Host, context: &Context, conversation: &str) -> Json {
        let request = FieldRequest::to("Conversation", "tags", json!({})).of([conversation]);
        host.call(|| Tags::resolve(context, &request)).unwrap().remove(0)
    }

    #[test]
    fn a_member_tags_a_conversation_for_its_transcript_and_the_statistics() {
        let host = Host::start();
        host.has_conversation("conv_a");
        let tag = creates(&host, "Refund");
        let input = json!({ "conversationId": "conv_a", "tagId": tag });
        asks(&host, &testing::handler("en"), "tagConversation", input.clone()).unwrap();
        assert_eq!(tags_of(&host, &testing::handler("en"), "conv_a")[0]["name"], "Refund");
        let said = &host.annotations("conv_a")[&tag];
        assert_eq!(said.statistic, vuoro_plugin::chat::Statistic::Facet("Refund".into()));
        asks(&host, &testing::handler("en"), "untagConversation", input).unwrap();
        assert!(host.annotations("conv_a").is_empty());
        assert_eq!(tags_of(&host, &testing::handler("en"), "conv_a"), json!([]));
    }

    #[test]
    fn only_operators_edit_tags_and_customers_see_none() {
        let host = Host::start();
        host.has_conversation("conv_a");
        let input = json!({ "name": "Refund", "colour": "#2f6fde" });
        for context in [testing::handler("en"), testing::visitor("en")] {
            assert_eq!(asks(&host, &context, "createTag", input.clone()), Err(Error::NotAllowed));
        }
        let tag = creates(&host, "Refund");
        let input = json!({ "conversationId": "conv_a", "tagId": tag });
        assert_eq!(asks(&host, &testing::visitor("en"), "tagConversation", input.clone()), Err(Error::NotAllowed));
        assert_eq!(tags_of(&host, &testing::visitor("en"), "conv_a"), Json::Null);
        let hidden = json!({ "conversationId": "conv_b", "tagId": tag });
        assert_eq!(asks(&host, &testing::handler("en"), "tagConversation", hidden), Err(Error::NotFound));
    }

    #[test]
    fn a_rule_tags_when_metadata_comes_and_the_trail_says_which() {
        let host = Host::start();
        vuoro_plugin::store::put_json("moved", &true).unwrap();
        let tag = creates(&host, "VIP");
        let input = json!({ "tagId": tag, "key": "plan", "test": "EQUALS", "text": "gold" });
        let made = asks(&host, &testing::operator("en"), "createTagRule", input).unwrap();
        let datum = json!({ "kind": "LIVE", "key": "plan", "value": "Gold", "origin": "DECLARED" });
        host.has_conversation_of(
            json!({ "id": "conv_a", "queueId": "queue_a", "state": "ACTIVE", "metadata": [datum] }),
        );
        let kind = "MetadataContent".to_owned();
        let entry = Entry { seq: 1, at_ms: 0, kind, author: json!({}), content: json!({ "changes": [datum] }) };
        let news = News { conversation: "conv_a".into(), entries: vec![entry] };
        host.take_effects();
        for _ in 0..2 {
            host.call(|| Tags::after(&testing::system(), &news)).unwrap();
        }
        let effects = host.take_effects();
        assert!(matches!(&effects[..], [Effect::Annotate(id, _)] if id == "conv_a"), "once: {effects:?}");
        let on = tags_of(&host, &testing::handler("en"), "conv_a");
        assert_eq!((&on[0]["ruleId"], &on[0]["memberId"]), (&made["rule"]["id"], &Json::Null));
        assert!(on[0]["because"].as_str().unwrap().contains("gold"), "{on}");
    }

    #[test]
    fn news_of_a_conversation_that_is_gone_are_passed_over() {
        let host = Host::start();
        let tag = creates(&host, "VIP");
        asks(
            &host,
            &testing::operator("en"),
            "createTagRule",
            json!({ "tagId": tag, "key": "plan", "test": "PRESENT" }),
        )
        .unwrap();
        let news = News { conversation: "conv_gone".into(), entries: Vec::new() };
        assert_eq!(host.call(|| Tags::after(&testing::system(), &news)), Ok(()));
    }
}
