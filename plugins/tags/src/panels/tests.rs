use serde_json::{Value as Json, json};
use vuoro_plugin::{
    Entry, Hooks, News, Role,
    testing::{self, Host, block, blocks},
};

use super::*;
use crate::{Tree, plugin::Tags};

const HEADER: Slot = Slot::ConversationHeader;
const TOOLS: Slot = Slot::ConversationTools;
const SETTINGS: Slot = Slot::OrganisationSettings;

fn host() -> Host {
    let host = Host::start();
    host.has_conversation("conv_a");
    host
}

fn about() -> Subject {
    Subject { conversation_id: Some("conv_a".into()), queue_id: Some("queue_a".into()) }
}

fn shows(host: &Host, context: &Context, slot: Slot) -> Result<Option<View>, Error> {
    host.render::<Tags>(context, slot, &about())
}

fn view(host: &Host, context: &Context, slot: Slot) -> View {
    shows(host, context, slot).unwrap().unwrap()
}

fn acts(host: &Host, context: &Context, slot: Slot, block: &str, values: Json) -> Result<Acted, Error> {
    host.act::<Tags>(context, (slot, &about()), block, values)
}

/// An operator's action in the settings, in English.
fn edits(host: &Host, block: &str, values: Json) -> Result<Acted, Error> {
    acts(host, &testing::operator("en"), SETTINGS, block, values)
}

fn tags(view: &View, picker: &str) -> Vec<Json> {
    block(view, picker)["tags"].as_array().unwrap().clone()
}

/// Makes a tag at the top, or under another one, and returns its id.
fn tag(host: &Host, name: &str, parent: Option<&str>) -> String {
    let form = parent.map_or("add".to_owned(), |parent| format!("add/{parent}"));
    let added = edits(host, &form, json!({ "name": name, "colour": "#2f6fde" })).unwrap();
    let made = tags(added.shown().unwrap(), "tree").into_iter().find(|tag| tag["label"] == name);
    made.unwrap()["id"].as_str().unwrap().to_owned()
}

fn press(host: &Host, slot: Slot, tag: &str, chosen: bool) -> Result<Acted, Error> {
    acts(host, &testing::handler("en"), slot, "tags", json!({ "tagId": tag, "chosen": chosen }))
}

fn field(error: Result<Acted, Error>) -> String {
    let Err(Error::Invalid(errors)) = error else { panic!("{error:?}") };
    errors[0].field.clone()
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
        ("fi", "Tunnisteita ei ole vielä", "Lisää tunniste"),
        ("en", "There are no tags yet", "Add a tag"),
        ("sv", "Det finns inga taggar än", "Lägg till en tagg"),
    ] {
        assert_eq!(shows(&host, &testing::handler(language), HEADER), Ok(None));
        let tools = blocks(&view(&host, &testing::handler(language), TOOLS));
        assert!(tools[0]["text"].as_str().unwrap().starts_with(none), "{tools:?}");
        for role in [Role::Operator, Role::Owner] {
            let settings = view(&host, &testing::member("mem_a", role, language), SETTINGS);
            assert_eq!(block(&settings, "add")["submitLabel"], add);
        }
    }
    assert_eq!(shows(&host, &testing::handler("fi"), Slot::Composer), Err(Error::NotFound));
}

#[test]
fn customers_see_no_panel_and_change_nothing() {
    let host = host();
    let id = tag(&host, "VIP", None);
    press(&host, TOOLS, &id, true).unwrap();
    let before = (host.keys(), host.annotations("conv_a"));
    for context in [testing::visitor("fi"), testing::system()] {
        for slot in [HEADER, TOOLS, SETTINGS] {
            assert_eq!(shows(&host, &context, slot), Err(Error::NotAllowed));
            let pressed = acts(&host, &context, slot, "tags", json!({ "tagId": id, "chosen": false }));
            assert_eq!(pressed, Err(Error::NotAllowed));
        }
    }
    assert_eq!((host.keys(), host.annotations("conv_a")), before);
}

#[test]
fn a_handler_edits_neither_tags_nor_rules() {
    let (host, niilo) = (host(), testing::handler("fi"));
    let id = tag(&host, "VIP", None);
    let before = host.kept("tree");
    assert_eq!(shows(&host, &niilo, SETTINGS), Err(Error::NotAllowed));
    let values =
        json!({ "tagId": id, "name": "X", "colour": "#000000", "parentId": "top", "key": "k", "test": "PRESENT" });
    let (save, under, rule) = (format!("save/{id}"), format!("add/{id}"), format!("add-rule/{id}"));
    for block in ["tree", "add", &under, &save, "remove", "rules", &rule, "remove-rule"] {
        assert_eq!(acts(&host, &niilo, SETTINGS, block, values.clone()), Err(Error::NotAllowed), "{block}");
    }
    assert_eq!((host.kept("tree"), host.kept("rules")), (before, None));
}

#[test]
fn a_press_puts_a_tag_on_and_another_takes_it_off() {
    let host = host();
    let top = tag(&host, "Orders", None);
    let refund = tag(&host, "Refund", Some(&top));
    let acted = press(&host, TOOLS, &refund, true).unwrap();
    assert_eq!(acted.told(), Some("Tag added to the conversation: Refund"));
    let shown: Vec<_> = tags(acted.shown().unwrap(), "tags");
    let brief = |tag: &Json| (tag["label"].clone(), tag["depth"].clone(), tag["chosen"].clone());
    assert_eq!(brief(&shown[0]), (json!("Orders"), json!(0), json!(false)));
    assert_eq!(brief(&shown[1]), (json!("Refund"), json!(1), json!(true)));
    let header = tags(&view(&host, &testing::handler("fi"), HEADER), "tags");
    assert_eq!(header.iter().map(brief).collect::<Vec<_>>(), [(json!("Refund"), json!(0), json!(true))]);
    assert!(host.annotations("conv_a").contains_key(&refund));
    press(&host, TOOLS, &refund, true).unwrap();
    let acted = press(&host, HEADER, &refund, false).unwrap();
    assert_eq!(acted.told(), Some("Tag taken off: Refund"));
    assert_eq!(json!(acted.shown()), json!({ "blocks": [] }), "an empty view, since none would leave the tag there");
    assert!(host.annotations("conv_a").is_empty());
    assert_eq!(shows(&host, &testing::handler("fi"), HEADER), Ok(None));
}

#[test]
fn a_press_that_means_nothing_changes_nothing() {
    let host = host();
    let id = tag(&host, "VIP", None);
    let gone = Err(Error::refused("The tag isn't there any more: it was removed meanwhile."));
    assert_eq!(press(&host, TOOLS, "x", true), gone);
    let odd = acts(&host, &testing::handler("en"), TOOLS, "tags", json!({ "tagId": id, "chosen": "yes" }));
    assert_eq!(field(odd), "chosen");
    let other = acts(&host, &testing::handler("en"), TOOLS, "dance", json!({ "tagId": id, "chosen": true }));
    assert_eq!(other, Err(Error::NotFound));
    let elsewhere = Subject { conversation_id: Some("conv_x".into()), queue_id: None };
    let values = json!({ "tagId": id, "chosen": true });
    let acted = host.act::<Tags>(&testing::handler("en"), (TOOLS, &elsewhere), "tags", values);
    assert_eq!(acted, Err(Error::NotFound));
    for slot in [HEADER, TOOLS] {
        assert_eq!(host.render::<Tags>(&testing::handler("en"), slot, &elsewhere), Err(Error::NotFound));
        assert_eq!(host.render::<Tags>(&testing::handler("en"), slot, &Subject::default()), Err(Error::NotFound));
    }
    assert!(host.annotations("conv_a").is_empty());
}

#[test]
fn a_removed_tag_stays_on_its_conversation_until_it_is_taken_off() {
    let host = host();
    let id = tag(&host, "VIP", None);
    press(&host, TOOLS, &id, true).unwrap();
    let removed = edits(&host, "remove", json!({ "tagId": id })).unwrap();
    assert_eq!(removed.told(), Some("Tag removed: VIP"));
    for (language, label) in [("fi", "VIP (poistettu)"), ("en", "VIP (removed)"), ("sv", "VIP (borttagen)")] {
        for slot in [HEADER, TOOLS] {
            assert_eq!(tags(&view(&host, &testing::handler(language), slot), "tags")[0]["label"], label);
        }
    }
    press(&host, TOOLS, &id, false).unwrap();
    assert_eq!(shows(&host, &testing::handler("en"), HEADER), Ok(None));
    assert!(press(&host, TOOLS, &id, true).is_err());
}

#[test]
fn the_tools_show_which_rule_put_a_tag_on() {
    let host = host();
    let id = tag(&host, "VIP", None);
    let values = json!({ "key": "plan", "test": "EQUALS", "text": "gold" });
    edits(&host, &format!("add-rule/{id}"), values).unwrap();
    let datum = json!({ "kind": "LIVE", "key": "plan", "value": "Gold", "origin": "DECLARED" });
    host.has_conversation_of(json!({ "id": "conv_a", "queueId": "queue_a", "state": "ACTIVE", "metadata": [datum] }));
    let news = News { conversation: "conv_a".into(), entries: Vec::<Entry>::new() };
    host.call(|| Tags::after(&testing::system(), &news)).unwrap();
    for (language, rule) in [("fi", "Sääntö: plan = gold"), ("en", "Rule: plan = gold"), ("sv", "Regel: plan = gold")]
    {
        let shown = blocks(&view(&host, &testing::handler(language), TOOLS));
        assert_eq!(shown[1]["fields"], json!([{ "label": "VIP", "value": rule }]));
    }
}

#[test]
fn an_operator_opens_a_tag_and_renames_recolours_and_moves_it() {
    let host = host();
    let (orders, vip) = (tag(&host, "Orders", None), tag(&host, "VIP", None));
    let opened = edits(&host, "tree", json!({ "tagId": vip, "chosen": true })).unwrap();
    let shown = opened.shown().unwrap();
    assert_eq!(json!(shown)["title"], "Tag: VIP");
    assert_eq!((&block(shown, "name")["value"], &block(shown, "parentId")["value"]), (&json!("VIP"), &json!("top")));
    let save = format!("save/{vip}");
    let values = json!({ "name": "Regulars", "colour": "#d0342c", "otherColour": " ", "parentId": orders });
    let saved = edits(&host, &save, values).unwrap();
    assert_eq!(saved.told(), Some("Tag saved: Regulars"));
    let all = tags(saved.shown().unwrap(), "tree");
    assert_eq!(
        (&all[1]["label"], &all[1]["colour"], &all[1]["depth"]),
        (&json!("Regulars"), &json!("#d0342c"), &json!(1))
    );
    let values = json!({ "name": "Regulars", "colour": "#d0342c", "otherColour": "#ABCDEF", "parentId": "top" });
    let saved = edits(&host, &save, values).unwrap();
    assert_eq!(tags(saved.shown().unwrap(), "tree")[1]["colour"], "#abcdef");
    let opened = edits(&host, "open", json!({ "tagId": vip })).unwrap();
    assert_eq!(block(opened.shown().unwrap(), "colour")["value"], "#abcdef");
    let options = block(opened.shown().unwrap(), "colour")["options"].to_string();
    assert!(options.contains("#abcdef"), "a colour that isn't in the list stays to be chosen: {options}");
    let places = block(opened.shown().unwrap(), "parentId")["options"].to_string();
    assert!(places.contains(&orders) && !places.contains(&vip), "never under itself: {places}");
}

#[test]
fn a_tag_is_renamed_on_its_way_to_where_its_old_name_is_taken() {
    let host = host();
    let (top, other) = (tag(&host, "Orders", None), tag(&host, "Other", None));
    tag(&host, "Late", Some(&top));
    let late = edits(&host, &format!("add/{other}"), json!({ "name": "late", "colour": "#000000" })).unwrap();
    let late = tags(late.shown().unwrap(), "tree").into_iter().find(|tag| tag["label"] == "late").unwrap();
    let save = format!("save/{}", late["id"].as_str().unwrap());
    let to = |name: &str| json!({ "name": name, "colour": "#000000", "parentId": top });
    assert_eq!(field(edits(&host, &save, to("LATE"))), "name");
    assert!(edits(&host, &save, to("Very late")).is_ok());
}

#[test]
fn what_breaks_a_rule_is_told_beside_its_input_and_changes_nothing() {
    let host = host();
    let mut id = tag(&host, "1", None);
    let top = id.clone();
    let before = |host: &Host| (host.kept("tree"), host.kept("rules"));
    for name in ["2", "3", "4", "5"] {
        id = tag(&host, name, Some(&id));
    }
    let kept = before(&host);
    let new = |name: &str, colour: &str| json!({ "name": name, "colour": "#2f6fde", "otherColour": colour });
    assert_eq!(field(edits(&host, "add", new("1", ""))), "name");
    assert_eq!(field(edits(&host, "add", new("", ""))), "name");
    assert_eq!(field(edits(&host, "add", new("6", "red"))), "otherColour");
    assert_eq!(field(edits(&host, "add", json!({ "name": "6", "colour": "red" }))), "colour");
    assert_eq!(field(edits(&host, "add", json!({ "name": "6" }))), "colour");
    let deep = edits(&host, &format!("add/{id}"), new("6", ""));
    assert_eq!(deep, Err(Error::refused("Tags stand at most 5 deep: choose one higher up.")));
    let opened = edits(&host, "open", json!({ "tagId": id })).unwrap();
    assert!(!json!(opened.shown()).to_string().contains("Add a tag under"), "five deep is the deepest");
    let under_itself = json!({ "name": "1", "colour": "#2f6fde", "parentId": id });
    assert_eq!(field(edits(&host, &format!("save/{top}"), under_itself)), "parentId");
    let rule = |values: Json| edits(&host, &format!("add-rule/{top}"), values);
    assert_eq!(field(rule(json!({ "key": "", "test": "PRESENT" }))), "key");
    assert_eq!(field(rule(json!({ "key": "plan", "test": "LIKE" }))), "test");
    assert_eq!(field(rule(json!({ "key": "plan", "test": "EQUALS", "text": " " }))), "text");
    assert_eq!(field(rule(json!({ "key": "plan", "test": "PRESENT", "text": "gold" }))), "text");
    assert_eq!(before(&host), kept);
}

#[test]
fn what_another_operator_removed_meanwhile_is_told_to_be_gone() {
    let host = host();
    let (id, other) = (tag(&host, "VIP", None), tag(&host, "Other", None));
    edits(&host, "remove", json!({ "tagId": id })).unwrap();
    let gone = Error::refused("The tag isn't there any more: it was removed meanwhile.");
    let values =
        json!({ "tagId": id, "name": "X", "colour": "#000000", "parentId": "top", "key": "k", "test": "PRESENT" });
    let (save, under, rule) = (format!("save/{id}"), format!("add/{id}"), format!("add-rule/{id}"));
    for block in ["tree", "open", "under", &under, &save, "remove", "rules", &rule] {
        assert_eq!(edits(&host, block, values.clone()), Err(gone.clone()), "{block}");
    }
    let moved = json!({ "name": "Other", "colour": "#000000", "parentId": id });
    assert_eq!(field(edits(&host, &format!("save/{other}"), moved)), "parentId");
    let rule = edits(&host, "remove-rule", json!({ "ruleId": "x" }));
    assert_eq!(rule, Err(Error::refused("The rule isn't there any more: it was removed meanwhile.")));
    assert_eq!(edits(&host, "dance", json!({})), Err(Error::NotFound));
}

#[test]
fn rules_are_added_to_a_tag_listed_and_removed() {
    let host = host();
    let id = tag(&host, "VIP", None);
    let form = format!("add-rule/{id}");
    for (test, text) in [("EQUALS", "gold"), ("CONTAINS", "go"), ("PRESENT", "")] {
        let added = edits(&host, &form, json!({ "key": "plan", "test": test, "text": text })).unwrap();
        assert_eq!(added.told(), Some("Rule added"));
    }
    let all = |language: &str| {
        let acted = acts(&host, &testing::operator(language), SETTINGS, "rules", json!({ "from": 0 })).unwrap();
        blocks(acted.shown().unwrap())
            .iter()
            .filter_map(|block| block["text"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(all("fi")[..3], ["VIP: plan on ”gold”", "VIP: plan sisältää tekstin ”go”", "VIP: plan on annettu"]);
    assert_eq!(all("en")[..3], ["VIP: plan is “gold”", "VIP: plan contains “go”", "VIP: plan has any value"]);
    assert_eq!(all("sv")[..3], ["VIP: plan är ”gold”", "VIP: plan innehåller ”go”", "VIP: plan har ett värde"]);
    let of_tag = edits(&host, "rules", json!({ "tagId": id, "from": 0 })).unwrap();
    let remove = block(of_tag.shown().unwrap(), "remove-rule");
    assert!(remove["confirm"].as_str().unwrap().starts_with("Remove the rule?"));
    let removed = edits(&host, "remove-rule", remove["values"].clone()).unwrap();
    assert_eq!(removed.told(), Some("Rule removed"));
    assert!(block(removed.shown().unwrap(), &form)["blocks"].is_array(), "still the rules of the tag");
    assert_eq!(all("en").len(), 3);
}

/// 200 tags and 50 rules with the longest possible texts of four-byte characters, and a conversation with 20 tags, all
/// put on by rules and removed from the tree since.
fn full_host() -> (Host, Vec<String>) {
    let host = host();
    let wide = |n: usize, chars: usize| format!("{n:03}") + &"\u{1f600}".repeat(chars - 3);
    let id = |n: usize| format!("{n:032x}");
    let mut tree = Tree::default();
    for n in 0..200 {
        // Chains of five.
        let parent = (n % 5 > 0).then(|| id(n - 1));
        tree.create(&id(n), &wide(n, 40), "#2f6fde", parent.as_deref()).unwrap();
    }
    vuoro_plugin::store::put_json("tree", &tree).unwrap();
    let mut rules = crate::Rules::default();
    for n in 0..50 {
        let (key, text) = (wide(n, 100), wide(n, 200));
        let new = crate::NewRule { tag: &id(4), key: &key, test: "CONTAINS", text: Some(&text) };
        rules.create(&format!("{n:032x}"), &new).unwrap();
    }
    vuoro_plugin::store::put_json("rules", &rules).unwrap();
    let mut marks = crate::Marks::default();
    for n in 0..20 {
        let gone = format!("{:032x}", 1_000 + n);
        let because = format!("{} ~ {}", wide(n, 100), wide(n, 200));
        marks.put_on(&gone, crate::Origin::Rule { rule: id(n), because }).unwrap();
        let last = crate::Gone { name: wide(n, 40), colour: "#2f6fde".into() };
        vuoro_plugin::store::put_json(&format!("gone/{gone}"), &last).unwrap();
    }
    vuoro_plugin::scoped_store::put_json(&vuoro_plugin::scoped_store::key("conv_a", "marks"), &marks).unwrap();
    (host, (0..200).map(id).collect())
}

#[test]
fn two_hundred_tags_and_fifty_rules_fit_every_view() {
    let (host, ids) = full_host();
    for language in ["fi", "en", "sv"] {
        let operator = testing::operator(language);
        assert_eq!(tags(&view(&host, &operator, TOOLS), "tags").len(), 220);
        assert_eq!(blocks(&view(&host, &operator, TOOLS))[1]["fields"].as_array().unwrap().len(), 20);
        assert_eq!(tags(&view(&host, &operator, HEADER), "tags").len(), 20);
        assert_eq!(tags(&view(&host, &operator, SETTINGS), "tree").len(), 200);
        for block in ["tree", "under"] {
            acts(&host, &operator, SETTINGS, block, json!({ "tagId": ids[4] })).unwrap();
        }
        for tag in [json!(null), json!(ids[4])] {
            let (mut seen, mut values) = (0, json!({ "tagId": tag, "from": 0 }));
            loop {
                let acted = acts(&host, &operator, SETTINGS, "rules", values).unwrap();
                let all = blocks(acted.shown().unwrap());
                seen += all.iter().filter(|block| block["id"] == "remove-rule").count();
                let Some(more) = all.iter().find(|block| block["id"] == "rules") else { break };
                values = more["values"].clone();
            }
            assert_eq!(seen, 50);
        }
    }
    let full = edits(&host, "add", json!({ "name": "one more", "colour": "#000000" }));
    assert_eq!(full, Err(Error::refused("There are 200 tags: remove some first.")));
    let rule = edits(&host, &format!("add-rule/{}", ids[4]), json!({ "key": "k", "test": "PRESENT" }));
    assert_eq!(rule, Err(Error::refused("There are 50 rules: remove some first.")));
    let marks = press(&host, TOOLS, &ids[0], true);
    assert_eq!(marks, Err(Error::refused("The conversation has 20 tags: take some off first.")));
}

#[test]
fn markup_in_a_name_stays_text() {
    let host = host();
    let name = "<img src=x onerror=alert(1)>";
    let id = tag(&host, name, None);
    press(&host, TOOLS, &id, true).unwrap();
    for (slot, picker) in [(HEADER, "tags"), (TOOLS, "tags"), (SETTINGS, "tree")] {
        assert_eq!(tags(&view(&host, &testing::operator("en"), slot), picker)[0]["label"], name);
    }
    let opened = edits(&host, "tree", json!({ "tagId": id })).unwrap();
    assert_eq!(block(opened.shown().unwrap(), "name")["value"], name);
}
