//! Shows a memo among the tools beside a conversation, and stores what agents write there.

use vuoro_plugin::{Acted, Block, Context, Error, Input, Panels, Slot, Subject, View, store};

struct Plugin;

vuoro_plugin::export!(Plugin: panels; log);

/// Most characters of a memo.
const MEMO_CHARS_MAX: u32 = 500;

impl Panels for Plugin {
    fn render(context: &Context, _: Slot, subject: &Subject) -> Result<Option<View>, Error> {
        let memo = store::get_json::<String>(&key(subject)?)?;
        Ok(Some(view(context, memo.as_deref().unwrap_or_default())))
    }

    fn act(context: &Context, _: Slot, subject: &Subject, input: &Input) -> Result<Acted, Error> {
        if input.block != "save" {
            return Err(Error::NotFound);
        }
        let memo: String = input.value(context, "memo")?;
        if memo.chars().count() > MEMO_CHARS_MAX as usize {
            let advice = context.text(
                "Lyhennä 500 merkkiin.",
                "Shorten it to 500 characters.",
                "Korta till 500 tecken.",
            );
            return Err(Error::invalid("memo", advice));
        }
        store::put_json(&key(subject)?, &memo)?;
        let toast = context.text("Tallennettu.", "Saved.", "Sparat.");
        Ok(Acted::show(Some(view(context, &memo))).toast(toast))
    }
}

/// The title is in plugin.toml.
fn view(context: &Context, memo: &str) -> View {
    let label = context.text("Muista", "Remember", "Kom ihåg");
    let input = Block::long_text("memo", label)
        .value(memo)
        .max_length(MEMO_CHARS_MAX);
    let save = context.text("Tallenna", "Save", "Spara");
    View::new(vec![Block::form("save", save, vec![input])])
}

fn key(subject: &Subject) -> Result<String, Error> {
    Ok(format!("memo/{}", subject.conversation()?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};
    use vuoro_plugin::testing::{self, Host};

    use super::*;

    fn subject() -> Subject {
        Subject {
            conversation_id: Some("conv_a".to_owned()),
            ..Subject::default()
        }
    }

    fn saves(host: &Host, memo: &str) -> Result<Value, Error> {
        let values = Map::from_iter([("memo".to_owned(), json!(memo))]);
        let input = Input {
            block: "save".to_owned(),
            values,
        };
        let context = testing::handler("en");
        let act = || Plugin::act(&context, Slot::ConversationTools, &subject(), &input);
        host.call(act).map(|acted| json!(acted))
    }

    fn shown(language: &str) -> Value {
        let context = testing::handler(language);
        json!(Plugin::render(&context, Slot::ConversationTools, &subject()).unwrap())
    }

    #[test]
    fn what_an_agent_saves_is_there_for_the_next_one_who_looks() {
        let host = Host::start();
        assert_eq!(shown("fi")["blocks"][0]["submitLabel"], "Tallenna");
        assert_eq!(shown("en")["blocks"][0]["blocks"][0]["value"], "");
        assert_eq!(
            saves(&host, "Call back on Monday.").unwrap()["toast"],
            "Saved."
        );
        assert_eq!(
            shown("en")["blocks"][0]["blocks"][0]["value"],
            "Call back on Monday."
        );
    }

    #[test]
    fn a_memo_that_is_too_long_is_told_beside_its_input() {
        let host = Host::start();
        let refused = saves(&host, &"a".repeat(501));
        assert_eq!(
            refused,
            Err(Error::invalid("memo", "Shorten it to 500 characters."))
        );
        assert!(host.keys().is_empty());
    }
}
