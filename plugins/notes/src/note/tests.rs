use super::*;
use crate::field::{Edit, New};

/// A required order number, a long text, a choice and a multiple choice.
fn fields() -> Fields {
    let mut fields = Fields::default();
    let options = |all: &[&str]| all.iter().map(|&option| option.to_owned()).collect::<Vec<_>>();
    for (id, kind, label, required, options) in [
        ("order", Kind::Text, "Order", true, options(&[])),
        ("story", Kind::LongText, "Story", false, options(&[])),
        ("end", Kind::Choice, "Outcome", false, options(&["Solved", "Open"])),
        ("topics", Kind::Choices, "Topics", false, options(&["Price", "Quality", "Time"])),
    ] {
        fields.create(id, &New { kind, label: label.to_owned(), required, options }).unwrap();
    }
    fields
}

const NIILO: Writer<'static> = Writer { member: "mem_niilo", now_ms: 7 };
const AINO: Writer<'static> = Writer { member: "mem_aino", now_ms: 9 };

fn given(field: &str, values: &[&str]) -> Given {
    Given { field_id: field.to_owned(), values: values.iter().map(|&value| value.to_owned()).collect() }
}

fn save(notes: &mut Notes, version: u32, all: &[Given]) -> Result<Saved, Refusal> {
    notes.save(("queue_a", &fields()), version, all, NIILO)
}

/// Notes with an order number, at version 1.
fn begun() -> Notes {
    let mut notes = Notes::default();
    assert!(matches!(save(&mut notes, 0, &[given("order", &["7"])]), Ok(Saved::Done(_))));
    notes
}

fn values<'n>(notes: &'n Notes, field: &str) -> Vec<&'n str> {
    notes.get(field).map(|note| note.values.iter().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn what_is_given_is_saved_and_the_rest_stays() {
    let mut notes = begun();
    let Saved::Done(changes) = save(&mut notes, 1, &[given("story", &[" Two\n\tlines "])]).unwrap() else {
        panic!("nobody else saved")
    };
    let note = Note {
        field: "story".into(),
        label: "Story".into(),
        kind: Kind::LongText,
        values: vec!["Two\n\tlines".into()],
        by: "mem_niilo".into(),
        at_ms: 7,
    };
    assert_eq!(note.line(), "Story: Two  lines");
    assert_eq!(changes, [Change::Set(note)]);
    assert_eq!((notes.version, values(&notes, "order")), (2, vec!["7"]));
}

#[test]
fn two_agents_at_once_lose_nothing() {
    let mut notes = begun();
    let (niilo, aino) = ([given("end", &["Open"])], [given("end", &["Solved"])]);
    notes.save(("queue_a", &fields()), 1, &niilo, NIILO).unwrap();
    let before = notes.clone();
    assert_eq!(notes.save(("queue_a", &fields()), 1, &aino, AINO), Ok(Saved::Stale));
    assert_eq!(notes, before, "Niilo's choice stands until Aino has seen it");
    notes.save(("queue_a", &fields()), 2, &aino, AINO).unwrap();
    assert_eq!((values(&notes, "end"), notes.get("end").unwrap().by.as_str()), (vec!["Solved"], "mem_aino"));
    assert_eq!(notes.get("order").unwrap().by, "mem_niilo", "who wrote the rest stays");
    assert_eq!(save(&mut notes, 4, &niilo), Ok(Saved::Stale), "a version that never was isn't the newest");
}

#[test]
fn a_save_that_is_repeated_counts_as_saved() {
    let mut notes = begun();
    assert_eq!(save(&mut notes, 0, &[given("order", &["7"])]), Ok(Saved::Done(Vec::new())));
    assert_eq!(notes, begun());
}

#[test]
fn a_blank_value_empties_its_field() {
    let mut notes = begun();
    save(&mut notes, 1, &[given("end", &["Open"]), given("story", &["x"])]).unwrap();
    let emptied = save(&mut notes, 2, &[given("end", &[]), given("story", &[" \n"]), given("topics", &[])]).unwrap();
    assert_eq!(emptied, Saved::Done(vec![Change::Emptied("end".into()), Change::Emptied("story".into())]));
    assert_eq!(notes.sorted(&fields()).len(), 1);
}

#[test]
fn nothing_is_saved_while_a_required_field_is_empty() {
    let mut notes = Notes::default();
    let missing = |path: &str| Err(Refusal::Missing(path.into(), "Order".into()));
    assert_eq!(save(&mut notes, 0, &[given("end", &["Open"])]), missing("values"));
    assert_eq!(save(&mut notes, 0, &[given("end", &["Open"]), given("order", &[" "])]), missing("values.1.values"));
    assert_eq!(notes, Notes::default());
    let mut notes = begun();
    assert_eq!(save(&mut notes, 1, &[given("order", &[])]), missing("values.0.values"));
    assert_eq!(notes, begun());
}

#[test]
fn each_kind_takes_its_own_values() {
    for (field, wrong, text) in [
        ("order", &["a\nb"][..], Text::Line),
        ("order", &["a\u{0}"], Text::Line),
        ("order", &["a", "b"], Text::One),
        ("story", &["a\u{1b}[31m"], Text::Lines),
        ("story", &["a", "b"], Text::One),
        ("end", &["Lost"], Text::NotAnOption),
        ("end", &["Open", "Solved"], Text::One),
        ("topics", &["Price", "Taste"], Text::NotAnOption),
    ] {
        let mut notes = begun();
        let refused = save(&mut notes, 1, &[given("order", &["8"]), given(field, wrong)]);
        let twice = field == "order";
        let (path, text) = if twice { ("values.1.fieldId", Text::Twice) } else { ("values.1.values", text) };
        assert_eq!(refused, Err(Refusal::invalid(path, text)), "{field}: {wrong:?}");
        let refused = save(&mut notes, 1, &[given(field, wrong)]);
        assert!(matches!(&refused, Err(Refusal::Invalid(path, _)) if path == "values.0.values"), "{refused:?}");
        assert_eq!(notes, begun());
    }
}

#[test]
fn texts_have_their_lengths() {
    for (field, max, text) in [("order", 200, Text::Line), ("story", 900, Text::Lines)] {
        let mut notes = begun();
        let long = save(&mut notes, 1, &[given(field, &[&"ä".repeat(max + 1)])]);
        assert_eq!(long, Err(Refusal::invalid("values.0.values", text)));
        save(&mut notes, 1, &[given(field, &[&"ä".repeat(max)])]).unwrap();
        assert!(notes.get(field).unwrap().line().chars().count() <= 1_000);
    }
}

#[test]
fn choices_are_kept_once_and_in_the_order_of_the_options() {
    let mut notes = begun();
    save(&mut notes, 1, &[given("topics", &["Time", "Price", "Time"])]).unwrap();
    assert_eq!(values(&notes, "topics"), ["Price", "Time"]);
    assert_eq!(notes.get("topics").unwrap().line(), "Topics: Price, Time");
}

#[test]
fn what_was_chosen_stays_a_choice_when_its_option_is_gone() {
    let mut notes = begun();
    save(&mut notes, 1, &[given("end", &["Open"]), given("topics", &["Time"])]).unwrap();
    let mut fields = fields();
    for (id, option) in [("end", "Solved"), ("topics", "Price")] {
        fields.update(id, &Edit { options: Some(vec![option.to_owned()]), ..Edit::default() }).unwrap();
    }
    let again = [given("end", &["Open"]), given("topics", &["Time", "Price"])];
    notes.save(("queue_a", &fields), 2, &again, AINO).unwrap();
    assert_eq!((values(&notes, "end"), values(&notes, "topics")), (vec!["Open"], vec!["Price", "Time"]));
    notes.save(("queue_a", &fields), 3, &[given("end", &["Solved"])], AINO).unwrap();
    let back = notes.save(("queue_a", &fields), 4, &[given("end", &["Open"])], AINO);
    assert_eq!(back, Err(Refusal::invalid("values.0.values", Text::NotAnOption)));
}

#[test]
fn what_was_written_in_a_field_that_is_gone_stays_and_can_be_emptied_only() {
    let mut notes = begun();
    save(&mut notes, 1, &[given("story", &["x"]), given("end", &["Open"])]).unwrap();
    let mut fields = fields();
    fields.remove("story").unwrap();
    fields.update("end", &Edit { label: Some("Ending".into()), ..Edit::default() }).unwrap();
    let labels: Vec<_> = notes.sorted(&fields).into_iter().map(|note| note.label).collect();
    assert_eq!(labels, ["Order", "Ending", "Story"]);
    let refused = notes.save(("queue_a", &fields), 2, &[given("story", &["y"])], NIILO);
    assert_eq!(refused, Err(Refusal::invalid("values.0.fieldId", Text::FieldGone)));
    let same = notes.save(("queue_a", &fields), 2, &[given("story", &["x"])], NIILO);
    assert_eq!(same, Ok(Saved::Done(Vec::new())));
    notes.save(("queue_a", &fields), 2, &[given("story", &[])], NIILO).unwrap();
    assert_eq!(notes.sorted(&fields).len(), 2);
}

#[test]
fn one_conversations_notes_have_a_bound_together() {
    let mut fields = Fields::default();
    for n in 0..15 {
        let new = New { kind: Kind::LongText, label: n.to_string(), required: false, options: Vec::new() };
        fields.create(&n.to_string(), &new).unwrap();
    }
    let long = "ä".repeat(900);
    let all: Vec<_> = (0..15).map(|n| given(&n.to_string(), &[&long])).collect();
    let mut notes = Notes::default();
    assert_eq!(notes.save(("queue_a", &fields), 0, &all, NIILO), Err(Refusal::Full(Text::TooLong)));
    assert_eq!(notes, Notes::default());
    notes.save(("queue_a", &fields), 0, &all[..8], NIILO).unwrap();
    assert!(serde_json::to_vec(&notes).unwrap().len() <= NOTES_BYTES_MAX);
    let more: Vec<_> = (0..41).map(|n| given(&n.to_string(), &[])).collect();
    let refused = notes.save(("queue_a", &fields), 1, &more, NIILO);
    assert_eq!(refused, Err(Refusal::invalid("values", Text::Twice)));
}
