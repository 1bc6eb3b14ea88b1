//! The fields in the queue's settings.

use super::*;

#[test]
fn a_handler_does_not_touch_the_queues_fields() {
    let (host, niilo) = (host(), testing::handler("fi"));
    let id = field(&host, "TEXT", "Order", "");
    let before = host.kept("fields/queue_a");
    assert_eq!(shows(&host, &niilo, QUEUE), Err(Error::NotAllowed));
    for block in ["add", "open", "up", "down", "remove", &format!("field/{id}")] {
        let values = json!({ "fieldId": id, "kind": "TEXT", "label": "X" });
        assert_eq!(acts(&host, &niilo, QUEUE, block, values), Err(Error::NotAllowed), "{block}");
    }
    assert_eq!(host.kept("fields/queue_a"), before);
}

#[test]
fn an_operator_adds_edits_orders_and_removes_fields() {
    let host = host();
    let added = edits(&host, "add", json!({ "kind": "TEXT", "label": " Order ", "options": "" })).unwrap();
    assert_eq!(added.told(), Some("Field added: Order"));
    let outcome = field(&host, "CHOICE", "Outcome", "Sold\r\n\n  Not sold ");
    let rows = |acted: &Acted| {
        let texts =
            blocks(acted.shown().unwrap()).into_iter().filter_map(|block| block["text"].as_str().map(str::to_owned));
        texts.collect::<Vec<_>>()
    };
    let opened = edits(&host, "open", json!({ "fieldId": outcome })).unwrap();
    let shown = opened.shown().unwrap();
    assert_eq!(json!(shown)["title"], "Outcome (one choice)");
    assert_eq!(block(shown, "options")["value"], "Sold\nNot sold");
    let values = json!({ "label": "End", "options": "Sold\nLost", "required": true });
    let saved = edits(&host, &format!("field/{outcome}"), values).unwrap();
    assert_eq!(saved.told(), Some("Field saved: End"));
    assert_eq!(rows(&saved), ["Order (one line of text)", "End (one choice, required): Sold, Lost"]);
    let up = edits(&host, "up", json!({ "fieldId": outcome })).unwrap();
    assert_eq!(rows(&up)[1], "Order (one line of text)");
    for block in ["up", "down"] {
        let last = if block == "up" { outcome.clone() } else { id_of("Order") };
        assert_eq!(
            rows(&edits(&host, block, json!({ "fieldId": last })).unwrap()),
            rows(&up),
            "it is at the end already"
        );
    }
    let finnish = acts(&host, &testing::operator("fi"), QUEUE, "back", json!({})).unwrap();
    assert_eq!(rows(&finnish)[0], "End (valinta, pakollinen): Sold, Lost");
    let confirm = block(shown, "remove")["confirm"].as_str().unwrap().to_owned();
    assert!(confirm.starts_with("Outcome: remove the field?"), "{confirm}");
    let removed = edits(&host, "remove", json!({ "fieldId": outcome })).unwrap();
    assert_eq!(removed.told(), Some("Field removed: End"));
    let gone = Err(Error::refused("The field isn't there any more: it was removed meanwhile."));
    for block in ["open", "up", "down", "remove", &format!("field/{outcome}")] {
        assert_eq!(edits(&host, block, json!({ "fieldId": outcome, "label": "X" })), gone, "{block}");
    }
}

#[test]
fn what_is_wrong_with_a_field_is_told_beside_its_input() {
    let host = host();
    field(&host, "TEXT", "Order", "");
    let before = host.kept("fields/queue_a");
    for (values, field) in [
        (json!({ "kind": "TEXT", "label": "order" }), "label"),
        (json!({ "kind": "TEXT", "label": "" }), "label"),
        (json!({ "kind": "TEXT" }), "label"),
        (json!({ "kind": "RADIO", "label": "X" }), "kind"),
        (json!({ "kind": "CHOICE", "label": "X", "options": " \n" }), "options"),
        (json!({ "kind": "CHOICE", "label": "X", "options": "Yes\nyes" }), "options"),
        (json!({ "kind": "CHOICE", "label": "X", "options": "x".repeat(41) }), "options"),
        (json!({ "kind": "TEXT", "label": "X", "options": "Yes" }), "options"),
    ] {
        assert_eq!(at(edits(&host, "add", values.clone())).0, field, "{values}");
    }
    assert_eq!(host.kept("fields/queue_a"), before);
}
