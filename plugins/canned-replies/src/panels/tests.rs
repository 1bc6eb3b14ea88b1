use serde_json::{Value, json};
use vuoro_plugin::{
    Role,
    testing::{self, Host, block, blocks},
};

use super::{text::Label, *};
use crate::shelf::Reply;

const TOOLS: Slot = Slot::ConversationTools;
const OWN: Slot = Slot::PersonalSettings;
const SHARED: Slot = Slot::OrganisationSettings;
const SLOTS: [Slot; 4] = [TOOLS, Slot::Composer, OWN, SHARED];

fn shows(host: &Host, context: &Context, slot: Slot) -> Result<Option<View>, Error> {
    host.render::<CannedReplies>(context, slot, &Subject::default())
}

fn view(host: &Host, context: &Context, slot: Slot) -> View {
    shows(host, context, slot).unwrap().unwrap()
}

fn acts(host: &Host, context: &Context, slot: Slot, block: &str, values: Value) -> Result<Acted, Error> {
    host.act::<CannedReplies>(context, (slot, &Subject::default()), block, values)
}

fn adds(host: &Host, context: &Context, slot: Slot, keyword: &str, text: &str) {
    acts(host, context, slot, "add", json!({ "keyword": keyword, "text": text })).unwrap();
}

/// The id of the reply with this keyword, as the settings panel shows it.
fn id_of(view: &View, keyword: &str) -> String {
    let options = block(view, "replyId")["options"].clone();
    let found = options.as_array().unwrap().iter().find(|option| option["label"] == format!("/{keyword}"));
    found.unwrap()["value"].as_str().unwrap().to_owned()
}

/// The blocks of a type.
fn of_type(view: &View, kind: &str) -> Vec<Value> {
    blocks(view).into_iter().filter(|block| block["type"] == kind).collect()
}

/// Stores replies directly, without the rules for adding them, for speed.
fn fill(context: &Context, scope: Scope, text: &str, count: usize) {
    let key = |page: usize| match scope {
        Scope::Personal => format!("own/{}/0", context.member().unwrap().id),
        Scope::Organisation => format!("organisation/{page}"),
    };
    let reply = |n: usize| {
        let keyword = format!("{scope:?}{n:03}{}", "x".repeat(30)).to_lowercase().chars().take(30).collect();
        Reply { id: format!("{:?}{n:031}", scope as u8), keyword, text: text.to_owned() }
    };
    for page in 0..scope.pages() {
        let of_page: Vec<_> = (0..count).filter(|n| n % scope.pages() == page).map(reply).collect();
        vuoro_plugin::store::put_json(&key(page), &of_page).unwrap();
    }
}

#[test]
fn every_label_is_there_in_three_languages_and_they_differ() {
    for label in Label::ALL {
        let [fi, en, sv] = ["fi", "en", "sv"].map(|language| label.to(&testing::handler(language)));
        assert!(fi != en && en != sv && fi != sv, "{label:?}");
    }
}

#[test]
fn a_member_sees_in_each_slot_what_the_manifest_offers_in_their_language() {
    let host = Host::start();
    adds(&host, &testing::operator("en"), SHARED, "hours", "We are open.");
    for (language, empty, label) in [
        ("fi", "Sinulla ei ole vielä omia valmisviestejä.", "Lisää valmisviesti"),
        ("en", "You have no canned replies of your own yet.", "Add a canned reply"),
        ("sv", "Du har inga egna färdiga svar än.", "Lägg till ett färdigt svar"),
    ] {
        let own = view(&host, &testing::handler(language), OWN);
        assert_eq!(of_type(&own, "text")[0]["text"], empty);
        assert_eq!(block(&own, "add")["submitLabel"], label);
        for slot in [TOOLS, Slot::Composer] {
            assert!(shows(&host, &testing::handler(language), slot).unwrap().is_some());
        }
        assert_eq!(block(&view(&host, &testing::operator(language), SHARED), "add")["submitLabel"], label);
    }
}

#[test]
fn customers_and_the_system_see_and_change_nothing() {
    let host = Host::start();
    for context in [testing::visitor("fi"), testing::system()] {
        for slot in SLOTS {
            assert_eq!(shows(&host, &context, slot), Err(Error::NotAllowed), "{slot:?}");
            let values = json!({ "keyword": "hei", "text": "Hei!" });
            assert_eq!(acts(&host, &context, slot, "add", values), Err(Error::NotAllowed), "{slot:?}");
        }
    }
    assert!(host.keys().is_empty());
}

#[test]
fn the_organisations_replies_are_edited_by_operators_alone() {
    let host = Host::start();
    adds(&host, &testing::operator("fi"), SHARED, "hei", "Hei!");
    let id = id_of(&view(&host, &testing::operator("fi"), SHARED), "hei");
    let niilo = testing::handler("fi");
    assert_eq!(shows(&host, &niilo, SHARED), Err(Error::NotAllowed));
    for (block, values) in [
        ("add", json!({ "keyword": "moi", "text": "Moi!" })),
        ("open", json!({ "replyId": id })),
        (&format!("save/{id}"), json!({ "keyword": "hei", "text": "Moi!" })),
        ("remove", json!({ "replyId": id })),
    ] {
        assert_eq!(acts(&host, &niilo, SHARED, block, values.clone()), Err(Error::NotAllowed), "{block}");
        // Nor through the panel for a member's own replies.
        if block != "add" {
            let refused = Err(Error::refused(Label::Gone.to(&niilo)));
            assert_eq!(acts(&host, &niilo, OWN, block, values), refused, "{block}");
        }
    }
    assert_eq!(host.kept("organisation/0").unwrap()[0]["text"], "Hei!");
}

#[test]
fn a_member_adds_edits_and_removes_their_own() {
    let (host, niilo) = (Host::start(), testing::handler("fi"));
    let added =
        acts(&host, &niilo, OWN, "add", json!({ "keyword": "hei", "text": "Hei!\nMiten voin auttaa?" })).unwrap();
    assert_eq!(added.told(), Some("Valmisviesti lisätty: /hei"));
    let overview = added.shown().unwrap();
    assert_eq!(
        of_type(overview, "fields")[0]["fields"],
        json!([{ "label": "/hei", "value": "Hei! Miten voin auttaa?" }])
    );
    let id = id_of(overview, "hei");
    let opened = acts(&host, &niilo, OWN, "open", json!({ "replyId": id })).unwrap();
    let editor = opened.shown().unwrap();
    assert_eq!(block(editor, "text")["value"], "Hei!\nMiten voin auttaa?");
    assert_eq!(block(editor, "remove")["confirm"], "Poistetaanko valmisviesti /hei?");
    let save = format!("save/{id}");
    let saved = acts(&host, &niilo, OWN, &save, json!({ "keyword": "moi", "text": "Moi!" })).unwrap();
    assert_eq!(saved.told(), Some("Valmisviesti tallennettu: /moi"));
    assert_eq!(json!(acts(&host, &niilo, OWN, "back", json!({})).unwrap().shown()), json!(saved.shown()));
    let remove = block(editor, "remove")["values"].clone();
    let removed = acts(&host, &niilo, OWN, "remove", remove.clone()).unwrap();
    assert_eq!(removed.told(), Some("Valmisviesti poistettu: /moi"));
    assert!(host.keys().is_empty());
    let gone = Err(Error::refused("Valmisviestiä ei enää ole: se on poistettu sillä välin."));
    assert_eq!(acts(&host, &niilo, OWN, "remove", remove.clone()), gone);
    assert_eq!(acts(&host, &niilo, OWN, "open", remove), gone);
    assert_eq!(acts(&host, &niilo, OWN, &save, json!({ "keyword": "moi", "text": "Moi!" })), gone);
    assert_eq!(acts(&host, &niilo, OWN, "dance", json!({})), Err(Error::NotFound));
}

#[test]
fn what_breaks_a_rule_is_told_beside_its_input_and_changes_nothing() {
    let (host, niilo) = (Host::start(), testing::handler("sv"));
    adds(&host, &niilo, OWN, "hej", "Hej!");
    let invalid = |values: Value| match acts(&host, &niilo, OWN, "add", values) {
        Err(Error::Invalid(errors)) => errors[0].field.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(invalid(json!({ "keyword": "hej", "text": "Hej!" })), "keyword");
    assert_eq!(invalid(json!({ "keyword": "Hej hej", "text": "Hej!" })), "keyword");
    assert_eq!(invalid(json!({ "keyword": "du", "text": " " })), "text");
    assert_eq!(invalid(json!({ "text": "Hej!" })), "keyword");
    assert_eq!(invalid(json!({ "keyword": 7, "text": "Hej!" })), "keyword");
    let open = acts(&host, &niilo, OWN, "open", json!({}));
    assert_eq!(open, Err(Error::invalid("replyId", "Fyll i det här fältet.")));
    assert_eq!(view(&host, &niilo, OWN).blocks().len(), 3);
}

#[test]
fn a_keyword_stands_for_the_members_own_reply_before_the_organisations() {
    let (host, niilo) = (Host::start(), testing::handler("fi"));
    assert_eq!(shows(&host, &niilo, Slot::Composer), Ok(None));
    for keyword in ["hei", "aika"] {
        adds(&host, &testing::operator("fi"), SHARED, keyword, "Yhteinen");
    }
    adds(&host, &niilo, OWN, "hei", "Oma");
    let completions = json!(view(&host, &niilo, Slot::Composer));
    let items = json!([{ "keyword": "aika", "text": "Yhteinen" }, { "keyword": "hei", "text": "Oma" }]);
    assert_eq!(completions, json!({ "blocks": [{ "type": "completions", "items": items }] }));
    let tools = view(&host, &niilo, TOOLS);
    let copied = of_type(&tools, "copy-to-composer");
    let pair = |block: &Value| (block["label"].clone(), block["text"].clone());
    assert_eq!(pair(&copied[0]), (json!("/hei"), json!("Oma")));
    assert_eq!(pair(&copied[1]), (json!("/aika"), json!("Yhteinen")));
    assert_eq!(copied.len(), 2, "the shadowed one is left out");
    let aino = testing::member("mem_aino", Role::Handler, "fi");
    assert_eq!(json!(view(&host, &aino, Slot::Composer))["blocks"][0]["items"][1]["text"], "Yhteinen");
}

#[test]
fn a_reply_among_many_is_found_by_keyword_or_text() {
    let (host, niilo) = (Host::start(), testing::handler("en"));
    for n in 0..12 {
        adds(&host, &niilo, OWN, &format!("k{n}"), &format!("Number {n}"));
    }
    adds(&host, &niilo, OWN, "hours", "We are OPEN on Sundays.");
    let found = |find: &str| {
        let acted = acts(&host, &niilo, TOOLS, "search", json!({ "find": find })).unwrap();
        let shown = acted.shown().unwrap();
        assert_eq!(block(shown, "find")["value"], find);
        of_type(shown, "copy-to-composer")
            .iter()
            .map(|block| block["label"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("sunday"), ["/hours"]);
    assert_eq!(found(" /HOURS "), ["/hours"]);
    assert_eq!(found("").len(), 13);
    assert!(found("nothing has this").is_empty());
    assert_eq!(acts(&host, &niilo, TOOLS, "more", json!({ "from": "x" })).unwrap_err(), {
        Error::invalid("from", "Fill in this field.")
    });
}

#[test]
fn every_reply_is_reached_page_by_page_however_long_they_are() {
    for (text, pages_min) in [("x".to_owned(), 7), ("\u{1f600}".repeat(2_000), 6)] {
        let (host, operator) = (Host::start(), testing::operator("en"));
        let (own, shared) = if text.len() == 1 { (100, 200) } else { (7, 48) };
        fill(&operator, Scope::Personal, &text, own);
        fill(&operator, Scope::Organisation, &text, shared);
        let (mut view, mut seen, mut pages) = (view(&host, &operator, TOOLS), 0, 1);
        loop {
            let shown = of_type(&view, "copy-to-composer").len();
            assert!(shown > 0);
            seen += shown;
            let Some(more) = blocks(&view).into_iter().find(|block| block["id"] == "more") else { break };
            view = acts(&host, &operator, TOOLS, "more", more["values"].clone()).unwrap().shown().unwrap().clone();
            assert_eq!(block(&view, "first")["values"]["from"], 0);
            pages += 1;
        }
        assert_eq!(seen, own + shared);
        assert!(pages >= pages_min, "{pages}");
        let past = acts(&host, &operator, TOOLS, "more", json!({ "from": u64::MAX })).unwrap();
        assert!(of_type(past.shown().unwrap(), "copy-to-composer").is_empty());
    }
}

#[test]
fn the_fullest_shelves_fit_every_panel_and_the_short_keywords_can_be_typed() {
    let (host, operator) = (Host::start(), testing::operator("en"));
    fill(&operator, Scope::Personal, &"\u{1f600}".repeat(130), 100);
    fill(&operator, Scope::Organisation, &"\u{1f600}".repeat(500), 200);
    adds_short(&host, &operator);
    for slot in SLOTS {
        assert!(shows(&host, &operator, slot).unwrap().is_some(), "{slot:?}");
    }
    let items = json!(view(&host, &operator, Slot::Composer))["blocks"][0]["items"].clone();
    let keywords: Vec<_> = items.as_array().unwrap().iter().map(|item| item["keyword"].as_str().unwrap()).collect();
    assert!(keywords.contains(&"short") && keywords.len() > 100, "{}", keywords.len());
    assert!(keywords.is_sorted());
    for slot in [TOOLS, OWN, SHARED] {
        let told = of_type(&view(&host, &operator, slot), "callout")[0]["text"].as_str().unwrap().to_owned();
        assert!(told.contains("not by keyword: /organisation") && told.ends_with('…'), "{slot:?}: {told}");
    }
}

/// Adds one more short reply of the organisation.
fn adds_short(host: &Host, operator: &Context) {
    let first = id_of(&view(host, operator, SHARED), "organisation000xxxxxxxxxxxxxxx");
    acts(host, operator, SHARED, "remove", json!({ "replyId": first })).unwrap();
    adds(host, operator, SHARED, "short", "Short.");
}

#[test]
fn markup_in_a_text_stays_text() {
    let (host, niilo) = (Host::start(), testing::handler("en"));
    let text = "<script>alert(1)</script> [x](javascript:alert(1))";
    adds(&host, &niilo, OWN, "x", text);
    assert_eq!(of_type(&view(&host, &niilo, TOOLS), "copy-to-composer")[0]["text"], text);
    assert_eq!(of_type(&view(&host, &niilo, OWN), "fields")[0]["fields"][0]["value"], text);
}
