use super::*;

fn new(kind: Kind, label: &str, options: &[&str]) -> New {
    New { kind, label: label.to_owned(), required: false, options: texts(options) }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn three() -> Fields {
    let mut fields = Fields::default();
    for (id, label) in [("a", "Order"), ("b", "Reason"), ("c", "Outcome")] {
        fields.create(id, &new(Kind::Text, label, &[])).unwrap();
    }
    fields
}

fn ids(fields: &Fields) -> Vec<&str> {
    fields.all().iter().map(|field| field.id.as_str()).collect()
}

#[test]
fn a_label_is_one_line_that_no_other_field_of_the_queue_has() {
    let mut fields = three();
    for label in ["", "  ", "a\nb", "gpj\u{202E}exe", &"x".repeat(61)] {
        let refused = fields.create("d", &new(Kind::Text, label, &[]));
        assert_eq!(refused, Err(Refusal::invalid("label", Text::Label)), "{label:?}");
    }
    let taken = Err(Refusal::invalid("label", Text::LabelTaken));
    assert_eq!(fields.create("d", &new(Kind::Text, " order ", &[])), taken);
    let edit = |label: &str| Edit { label: Some(label.to_owned()), ..Edit::default() };
    assert_eq!(fields.update("b", &edit("ORDER")), taken);
    assert_eq!(fields.update("a", &edit("order")).unwrap().label, "order", "its own label is no other's");
    assert_eq!(fields.create("d", &new(Kind::Text, &"ä".repeat(60), &[])).unwrap().id, "d");
}

#[test]
fn choices_have_one_to_twenty_different_options() {
    let mut fields = Fields::default();
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for kind in [Kind::Choice, Kind::Choices] {
        for (options, path, text) in [
            (&[][..], "options", Text::Options),
            (&many[..], "options", Text::Options),
            (&["Yes", "yes "], "options.1", Text::Options),
            (&["Yes", " "], "options.1", Text::Option),
            (&["a\nb"], "options.0", Text::Option),
        ] {
            let refused = fields.create("a", &new(kind, "Label", options));
            assert_eq!(refused, Err(Refusal::invalid(path, text)), "{options:?}");
        }
    }
    assert_eq!(fields.create("a", &new(Kind::Choice, "Label", &many[..20])).unwrap().options.len(), 20);
    let long = "x".repeat(41);
    let edit = Edit { options: Some(vec![long]), ..Edit::default() };
    assert_eq!(fields.update("a", &edit), Err(Refusal::invalid("options.0", Text::Option)));
}

#[test]
fn texts_have_no_options() {
    let mut fields = three();
    for kind in [Kind::Text, Kind::LongText] {
        let refused = fields.create("d", &new(kind, "Label", &["Yes"]));
        assert_eq!(refused, Err(Refusal::invalid("options", Text::NoOptions)));
    }
    let edit = Edit { options: Some(texts(&["Yes"])), ..Edit::default() };
    assert_eq!(fields.update("a", &edit), Err(Refusal::invalid("options", Text::NoOptions)));
}

#[test]
fn an_update_changes_what_is_given_and_leaves_the_rest() {
    let mut fields = Fields::default();
    fields.create("a", &new(Kind::Choice, "Outcome", &["Yes", "No"])).unwrap();
    let edit = Edit { required: Some(true), ..Edit::default() };
    assert!(fields.update("a", &edit).unwrap().required);
    let edit = Edit { options: Some(texts(&["Maybe"])), ..Edit::default() };
    let field = fields.update("a", &edit).unwrap();
    assert_eq!((field.label.as_str(), field.required, field.kind), ("Outcome", true, Kind::Choice));
    assert_eq!(field.options, ["Maybe"]);
    assert_eq!(fields.update("x", &Edit::default()), Err(Refusal::NotFound));
}

#[test]
fn an_order_has_all_fields_each_once() {
    let mut fields = three();
    for order in [&["a", "b"][..], &["a", "b", "b"], &["a", "b", "x"], &["a", "b", "c", "a"], &[]] {
        assert_eq!(fields.order(&texts(order)), Err(Refusal::invalid("fieldIds", Text::Order)), "{order:?}");
    }
    assert_eq!(ids(&fields), ["a", "b", "c"]);
    fields.order(&texts(&["c", "a", "b"])).unwrap();
    assert_eq!(ids(&fields), ["c", "a", "b"]);
    fields.remove("a").unwrap();
    assert_eq!(fields.remove("a"), Err(Refusal::NotFound));
    assert_eq!(ids(&fields), ["c", "b"]);
}

#[test]
fn a_queue_has_fifteen_fields_that_fit_one_value_of_the_store() {
    let mut fields = Fields::default();
    // Characters take at most four bytes.
    let wide = |n: usize, chars: usize| format!("{n:02}") + &"\u{1f600}".repeat(chars - 2);
    let options: Vec<String> = (0..20).map(|n| wide(n, 40)).collect();
    for n in 0..15 {
        let new = New { kind: Kind::Choices, label: wide(n, 60), required: true, options: options.clone() };
        fields.create(&format!("{n:032}"), &new).unwrap();
    }
    let more = fields.create("more", &new(Kind::Text, "More", &[]));
    assert_eq!(more, Err(Refusal::Full(Text::TooManyFields)));
    let bytes = serde_json::to_vec(&fields).unwrap().len();
    assert!(bytes <= 64 * 1024, "{bytes}");
}
