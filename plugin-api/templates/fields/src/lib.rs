//! Adds fields to the organisation's schema: a greeting, and stars that members give conversations.

use serde_json::{Value, json};
use vuoro_plugin::{Context, Error, FieldRequest, Fields, chat, store};

struct Plugin;

vuoro_plugin::export!(Plugin: fields; log);

impl Fields for Plugin {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        match request.name() {
            ("Query", "myPluginGreeting") => {
                request.answer(context.text("Hei, maailma!", "Hello, world!", "Hej, världen!"))
            }
            // The host asks for all rows of a list in one call, so read what they need at once.
            ("Conversation", "myPluginStars") => {
                let keys: Vec<_> = request.ids()?.into_iter().map(key).collect();
                let stars = store::get_many_json::<i64>(&keys)?;
                Ok(stars.into_iter().map(|stars| json!(stars)).collect())
            }
            ("Mutation", "giveMyPluginStars") => {
                request.answer(give(context, &request.argument("input")?)?)
            }
            _ => Err(request.unknown()),
        }
    }
}

fn give(context: &Context, input: &Value) -> Result<Value, Error> {
    context.need_member()?;
    let id = input["conversationId"].as_str().unwrap_or_default();
    // `not-found` when the member may not see the conversation.
    chat::conversation_json(id)?;
    let stars = input["stars"]
        .as_i64()
        .filter(|stars| (1..=5).contains(stars));
    let stars = stars.ok_or_else(|| {
        let advice = context.text("Anna 1–5 tähteä.", "Give 1 to 5 stars.", "Ge 1–5 stjärnor.");
        Error::invalid("stars", advice)
    })?;
    store::put_json(&key(id), &stars)?;
    Ok(json!({ "__typename": "MyPluginStarsGiven", "conversation": id }))
}

fn key(conversation: &str) -> String {
    format!("stars/{conversation}")
}

#[cfg(test)]
mod tests {
    use vuoro_plugin::testing::{self, Host};

    use super::*;

    fn gives(host: &Host, context: &Context, stars: i64) -> Result<Value, Error> {
        let input = json!({ "conversationId": "conv_a", "stars": stars });
        let request = FieldRequest::to("Mutation", "giveMyPluginStars", json!({ "input": input }));
        host.call(|| Plugin::resolve(context, &request))
            .map(|mut values| values.remove(0))
    }

    #[test]
    fn it_greets_in_the_readers_language() {
        let request = FieldRequest::to("Query", "myPluginGreeting", json!({}));
        for (language, greeting) in [
            ("fi", "Hei, maailma!"),
            ("en", "Hello, world!"),
            ("sv", "Hej, världen!"),
        ] {
            let answer = Plugin::resolve(&testing::handler(language), &request);
            assert_eq!(answer, Ok(vec![json!(greeting)]));
        }
    }

    #[test]
    fn a_member_gives_stars_and_everybody_in_the_organisation_sees_them() {
        let host = Host::start();
        host.has_conversation("conv_a");
        gives(&host, &testing::handler("en"), 4).unwrap();
        let request = FieldRequest::to("Conversation", "myPluginStars", json!({}));
        let request = request.of(["conv_a", "conv_b"]);
        let answer = Plugin::resolve(&testing::operator("en"), &request);
        assert_eq!(answer, Ok(vec![json!(4), Value::Null]));
    }

    #[test]
    fn six_stars_and_stars_of_customers_are_refused_and_nothing_is_kept() {
        let host = Host::start();
        host.has_conversation("conv_a");
        let six = gives(&host, &testing::handler("fi"), 6);
        assert_eq!(six, Err(Error::invalid("stars", "Anna 1–5 tähteä.")));
        assert_eq!(
            gives(&host, &testing::visitor("fi"), 5),
            Err(Error::NotAllowed)
        );
        assert!(host.keys().is_empty());
    }
}
