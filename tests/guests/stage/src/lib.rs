//! A plugin for tests with panels, alarms, events and settings, and with keys of conversations and customers.

use serde_json::{Value, json};
use vuoro_plugin::{
    Acted, Alarms, Block, Choice, Context, Erased, Erasures, Error, FieldError, FieldRequest, Fields, HostError, Input,
    Panels, Slot, Subject, Tone, View, alarms,
    chat::{self, Annotation, Audience, Statistic},
    clock, events, scoped_store, settings, store,
};

struct Stage;

const RUNG: &str = "rung";

impl Fields for Stage {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        match request.name() {
            ("Query", "rung") => request.answer(store::get_json::<Vec<String>>(RUNG)?.unwrap_or_default()),
            ("Query", "greeting") => request.answer(&settings::get::<Value>()?["greeting"]),
            ("Query", "colleagues") => {
                let ids = |after: Option<&str>| -> Result<Vec<String>, Error> {
                    Ok(chat::members(after)?.into_iter().map(|member| member.id).collect())
                };
                request.answer(ids(request.argument::<Option<String>>("after")?.as_deref())?)
            }
            ("Query", "kept") => {
                let name: String = request.argument("name")?;
                let owners: Vec<String> = request.argument("owners")?;
                let keys: Vec<_> = owners.into_iter().map(|owner| scoped_store::key(owner, &name)).collect();
                request.answer(scoped_store::get_many_json::<String>(&keys)?)
            }
            ("Query", "keptNames") => {
                let items = scoped_store::scan(&request.argument::<String>("owner")?, "", None, 100)?;
                request.answer(items.into_iter().map(|item| item.name).collect::<Vec<_>>())
            }
            ("Mutation", "keep") => {
                let input: Value = request.argument("input")?;
                let (owner, value) = (input["owner"].as_str().unwrap_or_default(), input["value"].as_str());
                for name in input["names"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    keep(&scoped_store::key(owner, name), value).map_err(|error| match error {
                        HostError::TooMuch(limit) => Error::refused(limit),
                        error => error.into(),
                    })?;
                }
                request.answer(json!({ "__typename": "Kept", "done": true }))
            }
            ("Mutation", "changeConversation") => {
                let input: Value = request.argument("input")?;
                let done = match input["laterMs"].as_u64() {
                    Some(later_ms) => {
                        alarms::set(input["key"].as_str().unwrap_or_default(), clock::now_ms() + later_ms, &input)
                    }
                    None => change(&input),
                };
                done?;
                request.answer(json!({ "__typename": "ChangeMade", "done": true }))
            }
            ("Mutation", "wake") => {
                context.need_member()?;
                let input: Value = request.argument("input")?;
                let key = input["key"].as_str().unwrap_or_default();
                alarms::set(key, clock::now_ms() + input["inMs"].as_u64().unwrap_or_default(), &input)?;
                request.answer(key)
            }
            ("Mutation", "move") => {
                let input: Value = request.argument("input")?;
                let text = |name: &str| input[name].as_str().unwrap_or_default();
                match chat::transfer(text("conversationId"), text("queueId"), input["text"].as_str()) {
                    Ok(()) => request.answer(json!({ "__typename": "Moved", "done": true })),
                    Err(HostError::Invalid(rule)) => Err(Error::invalid("queueId", rule)),
                    Err(error) => Err(error.into()),
                }
            }
            ("Mutation", "letSleep") => {
                let input: Value = request.argument("input")?;
                request.answer(alarms::cancel(input["key"].as_str().unwrap_or_default())?)
            }
            _ => Err(request.unknown()),
        }
    }

    fn topic(_: &Context, _: &str, arguments: &Value) -> Result<String, Error> {
        match arguments["room"].as_str().unwrap_or_default() {
            "secret" => Err(Error::NotAllowed),
            "broken" => panic!("the room is broken"),
            room => Ok(format!("room/{room}")),
        }
    }
}

/// Does what the input says to its conversation, in that order.
fn change(input: &Value) -> Result<(), Error> {
    let text = |name: &str| input[name].as_str().unwrap_or_default();
    let id = text("conversationId");
    for act in input["acts"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let done = match act {
            "post" => chat::post(id, text("text")),
            "annotate" => {
                let statistic = match (input["facet"].as_str(), input["measure"].as_f64()) {
                    (Some(facet), _) => Statistic::Facet(facet.to_owned()),
                    (None, Some(measure)) => Statistic::Measure(measure),
                    (None, None) => Statistic::None,
                };
                let (key, text) = ("change".to_owned(), Some(text("text").to_owned()));
                chat::annotate(id, &Annotation { key, text, audience: Audience::Everyone, statistic })
            }
            "unannotate" => chat::unannotate(id, "change"),
            "metadata" => {
                let (kind, value) = ("LIVE".to_owned(), json!(text("text")));
                chat::set_metadata(id, &[chat::Change { kind, key: "change".to_owned(), value }])?;
                Ok(())
            }
            "end" => chat::end(id),
            _ => Err(HostError::Invalid(format!("{act} is no act"))),
        };
        done.map_err(|error| match error {
            HostError::Invalid(rule) => Error::invalid("acts", rule),
            error => error.into(),
        })?;
    }
    Ok(())
}

fn keep(key: &scoped_store::Key, value: Option<&str>) -> Result<(), HostError> {
    match value {
        Some(value) => {
            let bytes = Value::from(value).to_string().into_bytes();
            scoped_store::put(key, &bytes, scoped_store::Expected::Anything)?;
        }
        None => {
            scoped_store::delete(key, scoped_store::Expected::Anything)?;
        }
    }
    Ok(())
}

impl Erasures for Stage {
    /// Remembers what it heard of. A mood goes with its conversation.
    fn forget(_: &Context, erased: &Erased) -> Result<(), Error> {
        store::remove(&format!("mood/{}", erased.id()))?;
        let mut rung = store::get_json::<Vec<String>>(RUNG)?.unwrap_or_default();
        rung.push(format!("erased {}", erased.id()));
        store::put_json(RUNG, &rung)?;
        Ok(())
    }
}

impl Alarms for Stage {
    /// Publishes to the room named by the key's part before the first hyphen.
    fn ring(_: &Context, key: &str, payload: &Value) -> Result<(), Error> {
        let failed = format!("failed/{key}");
        let so_far = store::get_json::<u64>(&failed)?.unwrap_or_default();
        if so_far < payload["failures"].as_u64().unwrap_or_default() {
            return Err(Error::Failed("not yet".to_owned()));
        }
        let mut rung = store::get_json::<Vec<String>>(RUNG)?.unwrap_or_default();
        match payload["acts"].is_array() {
            true => rung.push(format!("{key} {:?}", change(payload))),
            false => rung.push(key.to_owned()),
        }
        store::put_json(RUNG, &rung)?;
        let room = key.split('-').next().unwrap_or_default();
        let told = match key {
            "misfit-1" => json!({ "key": 7 }),
            _ => json!({ "key": key, "payload": payload["payload"], "conversation": payload["conversationId"] }),
        };
        let told = if key == "misfit-2" { json!("no object") } else { told };
        events::publish(&format!("room/{room}"), &told)
    }
}

impl Panels for Stage {
    fn render(context: &Context, slot: Slot, subject: &Subject) -> Result<Option<View>, Error> {
        match slot {
            Slot::ConversationTools => Ok(Some(tools(context, subject)?)),
            Slot::ConversationHeader => panic!("the header panics"),
            Slot::Composer => Ok(Some(View::new(vec![Block::completions([("hei", "Hei!")])]))),
            Slot::QueuePage => Err(Error::Refused(context.text("Ei nyt.", "Not now.", "Inte nu.").to_owned())),
            Slot::OrganisationSettings => Ok(None),
            Slot::WidgetBeforeQueue => Ok(Some(View::new(vec![Block::text("<b>Hei!</b>"), order(context)]))),
            Slot::WidgetConversation => Ok(Some(View::new(vec![Block::text(subject.conversation()?)]))),
            Slot::WidgetAfter => Ok(Some(View::new(vec![grade(context)]))),
            Slot::WidgetClosed => {
                let label = context.text("Usein kysyttyä", "Questions and answers", "Frågor och svar");
                let link = Block::link(label, "https://shop.example/questions");
                Ok(Some(View::new(vec![link, poll(context)])))
            }
            _ => Err(Error::NotFound),
        }
    }

    fn act(context: &Context, slot: Slot, subject: &Subject, input: &Input) -> Result<Acted, Error> {
        match (slot, input.block.as_str()) {
            (Slot::ConversationTools, "mood") => {
                let mood: String = input.value(context, "mood")?;
                if mood == "ugly" {
                    let message = context.text("ei ole mieliala", "isn't a mood", "är inget humör").to_owned();
                    return Err(Error::Invalid(vec![FieldError { field: "mood".to_owned(), message }]));
                }
                store::put_json(&key(subject)?, &mood)?;
                let done = context.text("Tallennettu.", "Saved.", "Sparat.");
                Ok(Acted::show(Some(tools(context, subject)?)).toast(done))
            }
            (Slot::ConversationTools, "say") => Ok(Acted::compose(input.value::<String>(context, "text")?)),
            (Slot::ConversationTools, "evil") => {
                Ok(Acted::show(Some(View::new(vec![Block::link("Click", "javascript:alert(1)")]))))
            }
            (Slot::ConversationTools, "many") => Ok(Acted::show(Some(View::new(vec![Block::text("a"); 101])))),
            (Slot::ConversationTools, "panic") => panic!("the button panics"),
            (Slot::ConversationTools, "refuse") => Err(Error::Refused("It can't be.".to_owned())),
            (Slot::ConversationTools, "not-you") => Err(Error::NotAllowed),
            (Slot::WidgetBeforeQueue, "order") => {
                let number: String = input.value(context, "number")?;
                if number == "00000000" {
                    let message = context.text("ei ole tilaus", "isn't an order", "är ingen beställning");
                    return Err(Error::invalid("number", message));
                }
                Ok(Acted::show(Some(View::new(vec![Block::text(format!("{number} @ {}", subject.queue()?))]))))
            }
            (Slot::WidgetAfter, "grade") => {
                let grade: u8 = input.value(context, "grade")?;
                let (key, statistic) = ("grade".to_owned(), Statistic::Measure(f64::from(grade)));
                let annotation = Annotation { key, text: None, audience: Audience::Agents, statistic };
                chat::annotate(subject.conversation()?, &annotation)?;
                let change =
                    chat::Change { kind: "FOLDED".into(), key: "grade".into(), value: json!(grade.to_string()) };
                chat::set_metadata(subject.conversation()?, &[change])?;
                let thanks = Block::text(format!("{grade} @ {}", subject.conversation()?));
                Ok(Acted::show(Some(View::new(vec![thanks]))).toast(context.text("Kiitos!", "Thank you!", "Tack!")))
            }
            (Slot::WidgetClosed, "poll") => {
                let answers = Value::Object(input.values.clone()).to_string();
                Ok(Acted::show(Some(View::new(vec![Block::text(answers)]))))
            }
            (Slot::WidgetConversation, _) => Ok(Acted::default().toast("Kiitos!")),
            _ => Err(Error::NotFound),
        }
    }
}

fn key(subject: &Subject) -> Result<String, Error> {
    Ok(format!("mood/{}", subject.conversation()?))
}

/// A form before joining the queue.
fn order(context: &Context) -> Block {
    let label = context.text("Tilausnumero", "Order number", "Beställningsnummer");
    let help = context.text("Kahdeksan numeroa.", "Eight digits.", "Åtta siffror.");
    let number = Block::text_input("number", label).help(help).required().max_length(8).pattern("[0-9]{8}");
    Block::form("order", context.text("Tallenna", "Save", "Spara"), vec![number])
}

/// A form while the queue is closed, with every way to ask that has no form of its own elsewhere here.
fn poll(context: &Context) -> Block {
    let text = |fi: &'static str, en: &'static str, sv: &'static str| context.text(fi, en, sv);
    let ways = vec![
        Choice::new("post", text("Posti", "Post", "Post")).description(text("Viikossa.", "In a week.", "På en vecka.")),
        Choice::new("drone", text("Drooni", "Drone", "Drönare")).disabled(),
    ];
    let label = text("Miten kaukana?", "How far?", "Hur långt?");
    let ends = (text("lähellä", "near", "nära"), text("kaukana", "far", "långt"));
    let asked = vec![
        Block::heading(text("Toimitus", "Delivery", "Leverans")),
        Block::progress(1, 2).with("label", text("Kysymyksiä", "Questions", "Frågor")),
        Block::faces("face", text("Miltä tuntuu?", "How do you feel?", "Hur känns det?")).required(),
        Block::scale("far", label, 1, 3).ends(ends.0, ends.1),
        Block::number("pieces", text("Montako?", "How many?", "Hur många?")).min(1).max(9).whole(),
        Block::date("day", text("Päivä", "Day", "Dag")).min("2026-01-01").max("2026-12-31"),
        Block::radio("way", text("Tapa", "Way", "Sätt"), ways),
    ];
    Block::form("poll", text("Vastaa", "Answer", "Svara"), asked)
}

/// A form after the end.
fn grade(context: &Context) -> Block {
    let label = context.text("Millainen palvelu oli?", "How was the service?", "Hur var servicen?");
    let scale = Block::scale("grade", label, 1, 5).required();
    Block::form("grade", context.text("Lähetä", "Send", "Skicka"), vec![scale])
}

fn tools(context: &Context, subject: &Subject) -> Result<View, Error> {
    assert!(settings::get::<Value>()?["fails"] != true, "the tools panic");
    let mood = store::get_json::<String>(&key(subject)?)?;
    let options = vec![Choice::new("good", context.text("Hyvä", "Good", "Bra")), Choice::new("bad", "<b>Bad</b>")];
    let select = Block::select("mood", context.text("Mieliala", "Mood", "Humör"), options).required();
    let select = match mood {
        Some(mood) => select.value(mood),
        None => select,
    };
    Ok(View::new(vec![
        Block::callout(Tone::Info, format!("{} / {}", subject.conversation()?, subject.queue()?)),
        Block::form("mood", context.text("Tallenna", "Save", "Spara"), vec![select]),
        Block::list(vec![vec![Block::button("say", "Say").values(json!({ "text": "Hei!" })).confirm("Sure?")]]),
        Block::of("hologram").with("fallback", json!(Block::text("flat"))),
    ]))
}

vuoro_plugin::export!(Stage: fields, alarms, erasures, panels; log);
