use serde_json::{Value, json};
use vuoro_plugin::{
    Role,
    testing::{self, Host, block, blocks},
};

use super::{text::Label, *};
use crate::service::edit;

mod queue;

const HEADER: Slot = Slot::ConversationHeader;
const TOOLS: Slot = Slot::ConversationTools;
const QUEUE: Slot = Slot::QueueSettings;

fn host() -> Host {
    let host = Host::start();
    host.has_queue("queue_a", "Sales");
    host.has_queue("queue_b", "Support");
    host.has_conversation("conv_a");
    host
}

fn about() -> Subject {
    Subject { conversation_id: Some("conv_a".into()), queue_id: Some("queue_a".into()) }
}

fn shows(host: &Host, context: &Context, slot: Slot) -> Result<Option<View>, Error> {
    host.render::<Notes>(context, slot, &about())
}

fn view(host: &Host, context: &Context, slot: Slot) -> View {
    shows(host, context, slot).unwrap().unwrap()
}

fn acts(host: &Host, context: &Context, slot: Slot, block: &str, values: Value) -> Result<Acted, Error> {
    host.act::<Notes>(context, (slot, &about()), block, values)
}

/// An operator's action in the queue's settings, in English.
fn edits(host: &Host, block: &str, values: Value) -> Result<Acted, Error> {
    acts(host, &testing::operator("en"), QUEUE, block, values)
}

/// Makes a field and returns its id.
fn field(host: &Host, kind: &str, label: &str, options: &str) -> String {
    edits(host, "add", json!({ "kind": kind, "label": label, "options": options })).unwrap();
    id_of(label)
}

fn id_of(label: &str) -> String {
    let fields = edit::read("queue_a").unwrap();
    fields.all().iter().find(|field| field.label == label).unwrap().id.clone()
}

/// The input of a field, by its label.
fn input(view: &View, label: &str) -> Value {
    let found = blocks(view).into_iter().find(|block| block["label"] == label && block["type"] != "button");
    found.unwrap_or_else(|| panic!("no {label} in {}", json!(view)))
}

/// The values of the whole form as it was shown, with some of them changed.
fn filled(view: &View, written: &[(&str, Value)]) -> Value {
    let inputs = block(view, "save")["blocks"].as_array().unwrap().clone();
    let inputs = inputs.iter().filter(|input| input["id"].is_string());
    let value = |input: &Value| {
        let new = written.iter().find(|(label, _)| input["label"] == *label);
        new.map_or_else(|| input["value"].clone(), |(_, value)| value.clone())
    };
    Value::Object(inputs.map(|input| (input["id"].as_str().unwrap().to_owned(), value(input))).collect())
}

fn saves(host: &Host, who: &str, view: &View, written: &[(&str, Value)]) -> Result<Acted, Error> {
    let context = testing::member(who, Role::Handler, "en");
    acts(host, &context, TOOLS, "save", filled(view, written))
}

/// The value of the option with this label.
fn option(view: &View, label: &str, option: &str) -> Value {
    let options = input(view, label)["options"].as_array().unwrap().clone();
    options.into_iter().find(|one| one["label"] == option).unwrap()["value"].clone()
}

fn at(error: Result<Acted, Error>) -> (String, String) {
    let Err(Error::Invalid(errors)) = error else { panic!("{error:?}") };
    (errors[0].field.clone(), errors[0].message.clone())
}

fn noted(host: &Host) -> Value {
    shows(host, &testing::handler("en"), HEADER)
        .unwrap()
        .map_or(json!([]), |view| json!(view)["blocks"][0]["fields"].clone())
}

#[test]
fn every_label_is_there_in_three_languages_and_they_differ() {
    for label in Label::ALL {
        let [fi, en, sv] = ["fi", "en", "sv"].map(|language| label.to(&testing::handler(language)));
        assert!(fi != en && en != sv && fi != sv, "{label:?}");
    }
}

#[test]
fn each_slot_is_shown_in_the_readers_language() {
    let host = host();
    for (language, none, add) in [
        ("fi", "Jonolla ei ole merkintäkenttiä. Operaattorit lisäävät niitä jonon asetuksissa.", "Lisää kenttä"),
        ("en", "This queue has no note fields. Operators add them in the queue's settings.", "Add a field"),
        ("sv", "Kön har inga anteckningsfält. Operatörer lägger till dem i köns inställningar.", "Lägg till ett fält"),
    ] {
        assert_eq!(shows(&host, &testing::handler(language), HEADER), Ok(None));
        assert_eq!(blocks(&view(&host, &testing::handler(language), TOOLS))[0]["text"], none);
        for role in [Role::Operator, Role::Owner] {
            let settings = view(&host, &testing::member("mem_a", role, language), QUEUE);
            assert_eq!(block(&settings, "add")["submitLabel"], add);
        }
    }
    assert_eq!(shows(&host, &testing::handler("fi"), Slot::Composer), Err(Error::NotFound));
}

#[test]
fn customers_see_no_panel_and_write_nothing() {
    let host = host();
    field(&host, "TEXT", "Order", "");
    let form = filled(&view(&host, &testing::handler("en"), TOOLS), &[("Order", json!("7"))]);
    let before = host.keys();
    for context in [testing::visitor("fi"), testing::system()] {
        for slot in [HEADER, TOOLS, QUEUE] {
            assert_eq!(shows(&host, &context, slot), Err(Error::NotAllowed));
            for block in ["save", "add"] {
                assert_eq!(acts(&host, &context, slot, block, form.clone()), Err(Error::NotAllowed));
            }
        }
    }
    assert_eq!(host.keys(), before);
}

#[test]
fn what_an_agent_writes_is_saved_shown_and_told_to_the_transcript() {
    let host = host();
    let order = field(&host, "TEXT", "Order", "");
    field(&host, "LONG_TEXT", "Story", "");
    field(&host, "CHOICE", "Outcome", "Sold\nNot sold");
    field(&host, "CHOICES", "Topics", "Price\nDelivery\nOther");
    let form = view(&host, &testing::handler("en"), TOOLS);
    let topics = json!([option(&form, "Topics", "Other"), option(&form, "Topics", "Price")]);
    let written = [
        ("Order", json!(" 7 ")),
        ("Story", json!("One\ntwo")),
        ("Outcome", option(&form, "Outcome", "Sold")),
        ("Topics", topics),
    ];
    let saved = saves(&host, "mem_a", &form, &written).unwrap();
    assert_eq!(saved.told(), Some("Notes saved"));
    let shown = saved.shown().unwrap();
    assert_eq!(input(shown, "Order")["value"], "7");
    assert_eq!(input(shown, "Outcome")["value"], option(shown, "Outcome", "Sold"));
    assert_eq!(
        noted(&host),
        json!([
            { "label": "Order", "value": "7" },
            { "label": "Story", "value": "One\ntwo" },
            { "label": "Outcome", "value": "Sold" },
            { "label": "Topics", "value": "Price, Other" },
        ])
    );
    assert_eq!(host.annotations("conv_a")[&order].text.as_deref(), Some("Order: 7"));
    let emptied = [("Order", json!("")), ("Story", json!(null)), ("Outcome", json!(null)), ("Topics", json!([]))];
    saves(&host, "mem_a", shown, &emptied).unwrap();
    assert_eq!(noted(&host), json!([]));
    assert!(host.annotations("conv_a").is_empty());
}

#[test]
fn two_agents_who_write_in_two_fields_at_once_both_are_saved() {
    let host = host();
    for label in ["Order", "Reason"] {
        field(&host, "TEXT", label, "");
    }
    let form = view(&host, &testing::handler("en"), TOOLS);
    saves(&host, "mem_a", &form, &[("Order", json!("7"))]).unwrap();
    let second = saves(&host, "mem_b", &form, &[("Reason", json!("Late"))]).unwrap();
    assert_eq!(second.told(), Some("Notes saved"));
    assert_eq!(noted(&host), json!([{ "label": "Order", "value": "7" }, { "label": "Reason", "value": "Late" }]));
}

#[test]
fn two_agents_who_write_in_the_same_field_at_once_lose_nothing() {
    let host = host();
    for label in ["Order", "Reason"] {
        field(&host, "TEXT", label, "");
    }
    let form = view(&host, &testing::handler("en"), TOOLS);
    saves(&host, "mem_a", &form, &[("Order", json!("7"))]).unwrap();
    let second = saves(&host, "mem_b", &form, &[("Order", json!("8")), ("Reason", json!("Late"))]).unwrap();
    assert_eq!(second.told(), Some("Not saved: somebody else changed the same field meanwhile"));
    assert_eq!(noted(&host), json!([{ "label": "Order", "value": "7" }]), "neither field is saved");
    let both = second.shown().unwrap();
    assert_eq!((&input(both, "Order")["value"], &input(both, "Reason")["value"]), (&json!("8"), &json!("Late")));
    let callouts: Vec<_> = blocks(both).into_iter().filter(|block| block["type"] == "callout").collect();
    assert!(callouts[0]["text"].as_str().unwrap().starts_with("Somebody else saved meanwhile"));
    assert_eq!(callouts[1]["text"], "Saved now: 7");
    let put_together = [("Order", json!("7 and 8"))];
    saves(&host, "mem_b", both, &put_together).unwrap();
    let shown = json!([{ "label": "Order", "value": "7 and 8" }, { "label": "Reason", "value": "Late" }]);
    assert_eq!(noted(&host), shown);
    // A member who opened the form before all of that is shown the conflict again.
    let third = saves(&host, "mem_a", &form, &[("Order", json!(""))]);
    assert!(third.is_ok_and(|acted| acted.told() == Some("Notes saved")), "left empty as it was shown: nothing new");
    let third = saves(&host, "mem_a", &form, &[("Order", json!("9"))]).unwrap();
    assert!(third.told().unwrap().starts_with("Not saved"));
    assert_eq!(noted(&host), shown);
}

#[test]
fn what_somebody_emptied_meanwhile_is_told_too() {
    let host = host();
    field(&host, "CHOICE", "Outcome", "Sold\nNot sold\nMaybe");
    let form = view(&host, &testing::handler("en"), TOOLS);
    let choose = |option_label: &str| [("Outcome", option(&form, "Outcome", option_label))];
    saves(&host, "mem_a", &form, &choose("Sold")).unwrap();
    let form_of_both = view(&host, &testing::handler("en"), TOOLS);
    saves(&host, "mem_a", &form_of_both, &[("Outcome", json!(null))]).unwrap();
    let second = saves(&host, "mem_b", &form_of_both, &choose("Maybe")).unwrap();
    let told = blocks(second.shown().unwrap()).into_iter().filter(|block| block["type"] == "callout").nth(1).unwrap();
    assert_eq!(told["text"], "Saved now: nothing");
    assert_eq!(input(second.shown().unwrap(), "Outcome")["value"], option(&form, "Outcome", "Maybe"));
    assert_eq!(noted(&host), json!([]));
}

#[test]
fn a_save_that_is_repeated_after_a_lost_answer_counts_as_saved() {
    let host = host();
    field(&host, "TEXT", "Order", "");
    let form = view(&host, &testing::handler("en"), TOOLS);
    for _ in 0..2 {
        let saved = saves(&host, "mem_a", &form, &[("Order", json!("7"))]).unwrap();
        assert_eq!(saved.told(), Some("Notes saved"));
    }
    assert_eq!(host.annotations("conv_a").len(), 1);
}

#[test]
fn what_breaks_a_rule_is_told_beside_its_input_and_changes_nothing() {
    let host = host();
    field(&host, "TEXT", "Order", "");
    field(&host, "CHOICE", "Outcome", "Sold");
    edits(&host, "add", json!({ "kind": "TEXT", "label": "Must", "required": true })).unwrap();
    let form = view(&host, &testing::handler("en"), TOOLS);
    let id = |label: &str| input(&form, label)["id"].as_str().unwrap().to_owned();
    assert_eq!(input(&form, "Must")["required"], true);
    let tries = [
        ("Order", json!("x".repeat(201)), "Write at most 200 characters on one line."),
        ("Order", json!(7), "Give one value."),
        ("Outcome", json!("Sold"), "Choose one of the options."),
        ("Outcome", json!([7]), "Choose one of the options."),
    ];
    for (label, value, message) in tries {
        let error = at(saves(&host, "mem_a", &form, &[(label, value), ("Must", json!("x"))]));
        assert_eq!(error, (id(label), message.to_owned()));
    }
    let missing = at(saves(&host, "mem_a", &form, &[("Order", json!("7"))]));
    assert_eq!(missing, (id("Must"), "Fill in this field first: Must".to_owned()));
    let partly = json!({ (id("Order")): "7" });
    let missing = acts(&host, &testing::handler("sv"), TOOLS, "save", partly);
    assert_eq!(missing, Err(Error::refused("Fyll först i fältet: Must")));
    assert_eq!(acts(&host, &testing::handler("en"), TOOLS, "save", json!({ "x": "7" })), Err(Error::NotFound));
    assert_eq!(acts(&host, &testing::handler("en"), TOOLS, "dance", json!({})), Err(Error::NotFound));
    assert_eq!((noted(&host), host.annotations("conv_a").len()), (json!([]), 0));
}

#[test]
fn a_conversation_or_queue_that_is_not_theirs_is_not_there() {
    let host = host();
    let subject = Subject { conversation_id: Some("conv_x".into()), queue_id: Some("queue_x".into()) };
    for slot in [HEADER, TOOLS, QUEUE] {
        for subject in [&subject, &Subject::default()] {
            assert_eq!(host.render::<Notes>(&testing::operator("en"), slot, subject), Err(Error::NotFound));
        }
    }
    let add = json!({ "kind": "TEXT", "label": "X" });
    let acted = host.act::<Notes>(&testing::operator("en"), (QUEUE, &subject), "add", add);
    assert_eq!(acted, Err(Error::NotFound));
    let acted = host.act::<Notes>(&testing::operator("en"), (TOOLS, &subject), "save", json!({}));
    assert_eq!(acted, Err(Error::NotFound));
    assert!(host.keys().is_empty());
}

#[test]
fn a_field_or_option_that_was_removed_meanwhile_loses_nothing_written() {
    let host = host();
    let order = field(&host, "TEXT", "Order", "");
    let outcome = field(&host, "CHOICE", "Outcome", "Sold\nNot sold");
    field(&host, "TEXT", "Reason", "");
    let empty = view(&host, &testing::handler("en"), TOOLS);
    let written = [("Order", json!("7")), ("Outcome", option(&empty, "Outcome", "Sold"))];
    let saved = saves(&host, "mem_a", &empty, &written).unwrap();
    let form = saved.shown().unwrap();
    edits(&host, "remove", json!({ "fieldId": order })).unwrap();
    edits(&host, &format!("field/{outcome}"), json!({ "label": "Outcome", "options": "Lost" })).unwrap();
    // Left alone, both stay as they are; a new value in a removed field is reported.
    saves(&host, "mem_a", form, &[("Reason", json!("Late"))]).unwrap();
    let error = at(saves(&host, "mem_a", form, &[("Order", json!("8"))]));
    assert_eq!(error.1, "The queue has no such field now: move the text to another.");
    let shown = view(&host, &testing::handler("sv"), TOOLS);
    assert_eq!(input(&shown, "Outcome")["value"], option(&shown, "Outcome", "Sold"));
    let all = blocks(&shown);
    assert_eq!(all[all.len() - 2]["text"], "Andra anteckningar");
    assert_eq!(all[all.len() - 1]["fields"], json!([{ "label": "Order", "value": "7" }]));
    assert_eq!(noted(&host).as_array().unwrap().len(), 3);
    saves(&host, "mem_a", &shown, &[("Outcome", option(&shown, "Outcome", "Lost"))]).unwrap();
    assert_eq!(noted(&host)[0], json!({ "label": "Outcome", "value": "Lost" }));
}

#[test]
fn the_fullest_queue_and_notes_fit_every_view() {
    let host = host();
    // Characters take at most four bytes.
    let wide = |n: usize, chars: usize| format!("{n:02}") + &"\u{1f600}".repeat(chars - 2);
    let options = (0..20).map(|n| wide(n, 40)).collect::<Vec<_>>().join("\n");
    for n in 0..15 {
        edits(&host, "add", json!({ "kind": "CHOICES", "label": wide(n, 60), "options": options })).unwrap();
    }
    let full = edits(&host, "add", json!({ "kind": "TEXT", "label": "X" }));
    assert_eq!(full, Err(Error::refused("The queue has 15 fields: remove some first.")));
    edits(&host, "open", json!({ "fieldId": id_of(&wide(0, 60)) })).unwrap();
    view(&host, &testing::operator("sv"), QUEUE);
    let form = view(&host, &testing::handler("en"), TOOLS);
    let chosen = |n: usize, from: usize| {
        let options = input(&form, &wide(n, 60))["options"].as_array().unwrap().clone();
        json!(options[from..from + 4].iter().map(|option| option["value"].clone()).collect::<Vec<_>>())
    };
    let labels: Vec<_> = (0..15).map(|n| wide(n, 60)).collect();
    let written = |from: usize| (0..15).map(|n| (labels[n].as_str(), chosen(n, from))).collect::<Vec<_>>();
    saves(&host, "mem_a", &form, &written(0)).unwrap();
    let conflict = saves(&host, "mem_b", &form, &written(8)).unwrap();
    assert!(conflict.told().unwrap().starts_with("Not saved"));
    let callouts = blocks(conflict.shown().unwrap()).iter().filter(|block| block["type"] == "callout").count();
    assert_eq!(callouts, 16);
    view(&host, &testing::handler("fi"), HEADER);
}

#[test]
fn markup_in_a_label_and_a_note_stays_text() {
    let host = host();
    let text = "<b onclick=alert(1)>x</b>";
    field(&host, "TEXT", text, "");
    let form = view(&host, &testing::handler("en"), TOOLS);
    saves(&host, "mem_a", &form, &[(text, json!(text))]).unwrap();
    assert_eq!(noted(&host), json!([{ "label": text, "value": text }]));
    assert_eq!(input(&view(&host, &testing::handler("en"), TOOLS), text)["value"], text);
}
