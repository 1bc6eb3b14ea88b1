//! A plugin for tests that uses a little of everything.

use serde_json::{Value, json};
use vuoro_plugin::{
    Before, Context, Decision, Error, FieldError, FieldRequest, Fields, Hooks, Moment, News,
    chat::{self, Annotation, Audience, Statistic},
    store,
};

struct Sample;

impl Fields for Sample {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        match request.name() {
            ("Conversation", "mood") => {
                let ids = request.ids()?;
                let keys: Vec<_> = ids.iter().map(|id| key(id)).collect();
                let moods = store::get_many_json::<String>(&keys)?;
                Ok(ids
                    .iter()
                    .zip(moods)
                    .map(|(id, mood)| mood.map_or(Value::Null, |mood| noted(id, &mood, ids.len())))
                    .collect())
            }
            ("Conversation", "misfit") => request.answer("seven"),
            ("Query", "broken") => panic!("broken on purpose"),
            ("Query", "heard") => {
                let id: String = request.argument("conversationId")?;
                request.answer(store::get_json::<Vec<u64>>(&heard(&id))?.unwrap_or_default())
            }
            ("Query", "read") => {
                let id: String = request.argument("conversationId")?;
                let entries = chat::entries(&id, 0, 100)?;
                let kinds: Vec<_> = entries.iter().map(|entry| entry.kind.as_str()).collect();
                request.answer(json!({ "customerName": chat::conversation(&id)?.customer_name, "kinds": kinds }))
            }
            ("Mutation", "noteMood") => request.answer(note(context, &request.argument("input")?)?),
            _ => Err(request.unknown()),
        }
    }
}

fn note(context: &Context, input: &Value) -> Result<Value, Error> {
    context.need_member()?;
    let text = |name: &str| input[name].as_str().unwrap_or_default();
    let (id, mood, because) = (text("conversationId"), text("mood"), text("because"));
    match because {
        "" | "end" => {}
        "elsewhere" => {
            store::put_json(ELSEWHERE, text("queueId"))?;
        }
        "refuse" => return Err(Error::Refused(context.text("Ei käy.", "It can't be.", "Det går inte.").to_owned())),
        "panic" => {
            store::put_json(&key(id), mood)?;
            panic!("after it was kept");
        }
        _ => {
            let message = context.text("on liian pitkä", "is too long", "är för lång").to_owned();
            return Err(Error::Invalid(vec![FieldError { field: "because".to_owned(), message }]));
        }
    }
    store::put_json(&key(id), mood)?;
    let statistic = Statistic::Facet(mood.to_owned());
    let text = Some(format!("Mood: {mood}"));
    let annotation = Annotation { key: "mood".to_owned(), text, audience: Audience::Agents, statistic };
    chat::annotate(id, &annotation)?;
    if because == "end" {
        chat::end(id)?;
    }
    Ok(json!({ "__typename": "MoodNoted", "noted": noted(id, mood, 1) }))
}

/// The queue for redirected transfers.
const ELSEWHERE: &str = "elsewhere";

fn key(conversation: &str) -> String {
    format!("mood/{conversation}")
}

fn noted(conversation: &str, mood: &str, asked_together: usize) -> Value {
    json!({ "mood": mood, "askedTogether": asked_together, "conversation": conversation })
}

fn heard(conversation: &str) -> String {
    format!("heard/{conversation}")
}

impl Hooks for Sample {
    /// Stores the numbers of the entries that it was told of. It fails while the mood is bad, and answers `echo` with a
    /// line of its own.
    fn after(_: &Context, news: &News) -> Result<(), Error> {
        let id = &news.conversation;
        if store::get_json::<String>(&key(id))?.as_deref() == Some("BAD") {
            return Err(Error::Failed("the mood is bad".to_owned()));
        }
        let mut numbers = store::get_json::<Vec<u64>>(&heard(id))?.unwrap_or_default();
        numbers.extend(news.entries.iter().map(|entry| entry.seq));
        store::put_json(&heard(id), &numbers)?;
        if news.entries.iter().any(|entry| entry.content["text"] == "echo") {
            chat::post(id, "echo, echo")?;
        }
        Ok(())
    }

    /// Decides by the text of the message; where there is none, by the mood noted for the conversation.
    fn before(context: &Context, event: &Before) -> Result<Decision, Error> {
        if event.moment == Moment::Transfer
            && let Some(queue) = store::get_json::<String>(ELSEWHERE)?
        {
            return Ok(Decision::Redirect(queue));
        }
        if matches!(event.moment, Moment::Claim | Moment::End | Moment::Transfer) {
            let id: Option<String> = event.property("conversationId")?;
            let mood = id.map_or(Ok(None), |id| store::get_json::<String>(&key(&id)))?;
            return Ok(match mood.as_deref() {
                Some("BAD") => {
                    Decision::Refuse(context.text("Ei tällä mielellä.", "Not in this mood.", "Inte nu.").to_owned())
                }
                _ => Decision::Allow,
            });
        }
        let text: Option<String> = match event.moment {
            Moment::Send => event.property("text")?,
            Moment::Enqueue => event.property("message")?,
            _ => None,
        };
        match text.as_deref() {
            Some("swear") => Ok(Decision::Refuse(context.text("Kauniisti.", "Be kind.", "Var snäll.").to_owned())),
            Some(text) if text.starts_with("to queue_") => Ok(Decision::Redirect(text["to ".len()..].to_owned())),
            Some("shout") => Ok(Decision::Change(json!({ "text": "whisper" }))),
            Some("panic") => panic!("the hook panics"),
            _ => Ok(Decision::Allow),
        }
    }
}

vuoro_plugin::export!(Sample: fields, hooks; log);
