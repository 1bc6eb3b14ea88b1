use serde_json::{Value, json};

use crate::{Acted, Block, View, ViewError, limits};

fn read(blocks: Value) -> Result<View, ViewError> {
    View::read(&json!({ "blocks": blocks }))
}

fn refusal(block: Value) -> String {
    match read(json!([block])).unwrap_err() {
        ViewError::Invalid(text) => text,
        ViewError::TooMuch(text) => panic!("{text}"),
    }
}

#[test]
fn each_type_of_block_is_read() {
    let options =
        json!([{ "value": "a", "label": "A" }, { "value": "b", "label": "B", "description": "d", "disabled": true }]);
    let input = |kind: &str| json!({ "type": kind, "id": "i", "label": "L", "help": "h", "required": true });
    let with = |mut block: Value, more: Value| {
        for (name, value) in more.as_object().unwrap() {
            block[name] = value.clone();
        }
        block
    };
    let blocks = json!([
        { "type": "heading", "text": "a" },
        { "type": "text", "text": "<b>plain</b>" },
        { "type": "progress", "label": "a", "value": 2, "max": 5 },
        { "type": "fields", "fields": [{ "label": "a", "value": "b" }] },
        { "type": "form", "id": "f", "submitLabel": "Save", "blocks": [input("checkbox")] },
        input("checkbox"),
        with(input("text-input"), json!({ "value": "v", "maxLength": 3, "pattern": "[a-z]+", "inputMode": "email" })),
        input("long-text"),
        with(input("select"), json!({ "options": options, "value": "a" })),
        with(input("multi-select"), json!({ "options": options, "value": ["a"] })),
        with(input("radio"), json!({ "options": options })),
        with(input("scale"), json!({ "min": 1, "max": 5, "value": 3, "minLabel": "bad", "maxLabel": "good" })),
        with(input("faces"), json!({ "value": -1 })),
        with(input("number"), json!({ "value": 1.5, "min": -1, "max": 9, "whole": false })),
        with(input("date"), json!({ "value": "2024-02-29", "min": "2024-01-01" })),
        { "type": "tag-picker", "id": "t", "label": "L",
          "tags": [{ "id": "1", "label": "T", "colour": "#00ff7f", "depth": 1, "chosen": true }] },
        { "type": "list", "rows": [[{ "type": "text", "text": "a" }], []] },
        { "type": "button", "id": "b", "label": "L", "values": { "n": 1 }, "confirm": "Sure?", "style": "danger" },
        { "type": "callout", "tone": "warning", "text": "a" },
        { "type": "copy-to-composer", "label": "a", "text": "b" },
        { "type": "completions", "items": [{ "keyword": "hei1", "text": "Hei!" }] },
        { "type": "link", "label": "a", "url": "https://example.com/a" },
        { "type": "image", "url": "https://example.com/a.png", "alt": "a" },
        { "type": "video-call", "id": "v", "label": "a" },
    ]);
    let mut kinds: Vec<_> = blocks.as_array().unwrap().iter().map(|block| block["type"].as_str().unwrap()).collect();
    let view = read(blocks.clone()).unwrap();
    assert_eq!(view.blocks.len(), Block::KINDS.len());
    assert!(view.blocks.iter().any(|block| matches!(block, Block::Button(button) if button.is_danger())));
    kinds.sort_unstable();
    let mut all = Block::KINDS;
    all.sort_unstable();
    assert_eq!(kinds, all, "every type is tried");
}

#[test]
fn a_block_of_a_newer_type_is_its_fallback_or_nothing() {
    let newer = json!({ "type": "hologram", "fallback": { "type": "text", "text": "a" } });
    let view = read(json!([newer, { "type": "hologram" }, { "type": "list", "rows": [[newer]] }])).unwrap();
    assert_eq!(view.blocks.len(), 2);
    let Block::List(list) = &view.blocks[1] else { panic!("{:?}", view.blocks[1]) };
    assert!(matches!(list.rows[0].blocks[0], Block::Text(_)));
}

#[test]
fn blocks_inside_of_blocks_count() {
    let form = |count| {
        json!([{ "type": "form", "id": "f", "submitLabel": "S",
                                "blocks": vec![json!({ "type": "text", "text": "" }); count] }])
    };
    assert!(read(form(limits::BLOCKS - 1)).is_ok());
    assert!(matches!(read(form(limits::BLOCKS)), Err(ViewError::TooMuch(_))));
}

#[test]
fn only_addresses_of_https_are_linked() {
    for url in ["javascript:alert(1)", "http://example.com", "//example.com", "data:text/html,x", "", "https://"] {
        assert!(refusal(json!({ "type": "link", "label": "a", "url": url })).contains("https"), "{url}");
        assert!(refusal(json!({ "type": "image", "alt": "a", "url": url })).contains("https"), "{url}");
    }
}

#[test]
fn a_picture_comes_with_its_panel_and_is_no_drawing_that_could_run() {
    let image = |url: &str| json!({ "type": "image", "alt": "a", "url": url });
    for kind in ["png", "jpeg", "gif", "webp"] {
        assert!(read(json!([image(&format!("data:image/{kind};base64,iVBORw0KGgo="))])).is_ok(), "{kind}");
    }
    for url in [
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:text/html;base64,PHA+",
        "data:image/png,abc",
        "data:image/png;base64,",
        "data:image/png;base64,a\"b",
        "data:image/png;charset=utf-8;base64,aaaa",
        " data:image/png;base64,aaaa",
    ] {
        assert!(refusal(image(url)).contains("https"), "{url}");
    }
    let long = format!("data:image/png;base64,{}", "a".repeat(limits::PICTURE_CHARS));
    assert!(refusal(image(&long)).contains("60000"));
}

#[test]
fn each_rule_of_blocks_is_kept_and_its_place_told() {
    let long = "a".repeat(limits::LABEL_CHARS + 1);
    let form = |within: Value| json!({ "type": "form", "id": "f", "submitLabel": "S", "blocks": within });
    let checkbox = json!({ "type": "checkbox", "id": "c", "label": "C" });
    for (block, named) in [
        (json!({ "text": "a" }), "blocks[0]"),
        (json!({ "type": "text" }), "text"),
        (json!({ "type": "text", "text": 7 }), "string"),
        (json!(1), "blocks[0]"),
        (json!({ "type": "button", "id": "", "label": "a" }), "id"),
        (json!({ "type": "button", "id": "a", "label": long }), "label"),
        (json!({ "type": "scale", "id": "s", "label": "a", "min": 5, "max": 1 }), "scale"),
        (json!({ "type": "scale", "id": "s", "label": "a", "min": 1, "max": 5, "value": 9 }), "scale"),
        (json!({ "type": "text-input", "id": "s", "label": "a", "maxLength": 0 }), "maxLength"),
        (json!({ "type": "completions", "items": [{ "keyword": "A b", "text": "" }] }), "keyword"),
        (
            json!({ "type": "tag-picker", "id": "t", "label": "a", "tags": [{ "id": "1", "label": "T", "colour": "red" }] }),
            "colour",
        ),
        (form(json!([form(json!([]))])), "form inside"),
        (form(json!([checkbox, checkbox])), "two inputs"),
        (form(json!([{ "type": "list", "rows": [] }])), "list"),
        (json!({ "type": "list", "rows": [[{ "type": "list", "rows": [] }]] }), "list"),
        (json!({ "type": "list", "rows": [[{ "type": "text" }]] }), "[0]"),
    ] {
        let text = refusal(block.clone());
        assert!(text.contains(named), "{block}: {text}");
    }
}

#[test]
fn an_answer_to_an_act_is_an_object_of_a_view_and_texts() {
    let read = |value: Value| Acted::read(&value);
    assert_eq!(read(json!({})), Ok(Acted::default()));
    assert_eq!(read(json!({ "view": null, "toast": null })), Ok(Acted::default()));
    let acted = read(json!({ "view": { "blocks": [] }, "toast": "Saved.", "composerText": "Hei" })).unwrap();
    assert_eq!((acted.toast.as_deref(), acted.composer_text.as_deref()), (Some("Saved."), Some("Hei")));
    assert!(acted.view.is_some());
    for wrong in [json!([]), json!({ "view": [] }), json!({ "toast": 1 }), json!({ "composerText": {} })] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
    for wrong in [json!([]), json!({}), json!({ "blocks": 1 }), json!({ "blocks": [], "title": 1 })] {
        assert!(View::read(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_is_asked_for_can_be_answered() {
    let input = |kind: &str, more: Value| {
        let mut block = json!({ "type": kind, "id": "i", "label": "L" });
        block.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        block
    };
    for (kind, more) in [
        ("faces", json!({ "value": 2 })),
        ("number", json!({ "min": 2, "max": 1 })),
        ("number", json!({ "min": 2, "value": 1 })),
        ("number", json!({ "max": 2, "value": 3 })),
        ("date", json!({ "value": "28.11.2026" })),
        ("date", json!({ "min": "2026-02-29" })),
        ("date", json!({ "max": "2026-13-01" })),
        ("date", json!({ "max": "02026-1-1" })),
        ("date", json!({ "max": "2026-+1-28" })),
        ("scale", json!({ "min": 1, "max": 2, "maxLabel": "x".repeat(201) })),
    ] {
        let said = refusal(input(kind, more.clone()));
        assert!(!said.is_empty(), "{kind} {more}");
    }
    for progress in [json!({ "value": 1, "max": 0 }), json!({ "value": 6, "max": 5 }), json!({ "value": -1, "max": 5 })]
    {
        let mut block = json!({ "type": "progress" });
        block.as_object_mut().unwrap().extend(progress.as_object().unwrap().clone());
        assert!(refusal(block).contains("progress"));
    }
}
