use std::time::{Duration, Instant};

use vuoro_kernel::limits::graphql::{DOCUMENT_BYTES_MAX, TOKENS_MAX};

use super::*;

/// The error message for a document; empty when it passes.
fn complaint(text: &str) -> String {
    admit(text).err().map(|rejected| rejected.errors[0].message.clone()).unwrap_or_default()
}

/// Checks a limit exactly at it, one below it and one above it.
#[track_caller]
fn bounds(max: usize, word: &str, document: impl Fn(usize) -> String) {
    for within in [max - 1, max] {
        assert_eq!(complaint(&document(within)), "", "{within} of {max}");
    }
    let found = complaint(&document(max + 1));
    assert!(found.contains(&max.to_string()) && found.contains(word), "{found}");
}

#[test]
fn a_document_has_at_most_16_kib() {
    bounds(DOCUMENT_BYTES_MAX, "bytes", |bytes| format!("{{a}}{}", " ".repeat(bytes - 3)));
}

#[test]
fn a_document_has_at_most_2000_tokens_not_counting_what_is_ignored() {
    // One field with a list of numbers; `{ a ( b : [` and `] ) }` are 9 tokens.
    bounds(TOKENS_MAX, "tokens", |tokens| format!("{{a(b:[{}])}} # no token", "1,".repeat(tokens - 9)));
    let strings = r#"{a(b:["one \" token", """also "one" \""" token"""])}"#;
    assert_eq!(complaint(strings), "");
}

#[test]
fn fields_are_counted_after_fragments() {
    bounds(FIELDS_MAX, "fields", |fields| format!("{{a{{{}}}}}", "b ".repeat(fields - 1)));
    // 2 spreads of 100 fields and one around them.
    let spread = |fields: usize| {
        format!(
            "{{a{{...f ...f ...g}}}} fragment f on T{{{}}} fragment g on T{{{}}}",
            "b ".repeat(100),
            "b ".repeat(fields - 201)
        )
    };
    bounds(FIELDS_MAX, "fields", spread);
}

#[test]
fn aliases_root_fields_depth_and_directives_are_bounded() {
    bounds(ALIASES_MAX, "aliases", |count| format!("{{a{{{}}}}}", "x:b ".repeat(count)));
    bounds(ROOT_FIELDS_MAX, "root", |count| format!("{{...f}} fragment f on Query{{{}}}", "a ".repeat(count)));
    bounds(DEPTH_MAX, "inside", |depth| format!("{}{}", "{a".repeat(depth), "}".repeat(depth)));
    bounds(DIRECTIVES_MAX, "directives", |count| format!("{{a{}}}", " @x".repeat(count)));
    bounds(DIRECTIVES_MAX, "directives", |count| format!("query {} {{a}}", "@x ".repeat(count)));
}

#[test]
fn depth_is_counted_through_fragments() {
    bounds(DEPTH_MAX, "inside", |depth| format!("{{...f}} fragment f on T{}{}", "{a".repeat(depth), "}".repeat(depth)));
}

#[test]
fn the_schema_may_be_asked_for_deeper_than_data() {
    let asked = |depth: usize| format!("{{__schema{}{}}}", "{a".repeat(depth), "}".repeat(depth));
    bounds(INTROSPECTION_DEPTH_MAX, "schema", asked);
}

#[test]
fn a_fragment_that_spreads_itself_is_refused() {
    for cycle in [
        "{...a} fragment a on T{...a}",
        "{...a} fragment a on T{b{...c}} fragment c on T{...a}",
        "{d} fragment a on T{...b} fragment b on T{...a}",
    ] {
        assert!(complaint(cycle).contains("spreads itself"), "{cycle}");
    }
}

/// Hostile documents are refused quickly: the best of several tries counts, since the machine may be busy.
#[track_caller]
fn refused_at_once(text: &str, word: &str) {
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let begin = Instant::now();
        let found = complaint(text);
        best = best.min(begin.elapsed());
        assert!(found.contains(word), "{found}");
    }
    assert!(best < Duration::from_millis(50), "{best:?}");
}

#[test]
fn twenty_eight_fragments_that_double_are_refused_at_once() {
    let mut bomb = String::from("{...f0}");
    for level in 0..28 {
        bomb += &format!(" fragment f{level} on Query{{...f{next} ...f{next}}}", next = level + 1);
    }
    refused_at_once(&(bomb + " fragment f28 on Query{now}"), "500 fields");
}

#[test]
fn hostile_documents_are_refused_at_once() {
    refused_at_once(&"{a".repeat(200), "nested");
    refused_at_once(&"{a".repeat(8_000), "nested");
    refused_at_once(&format!("{{a(b:{})}}", "[".repeat(8_000)), "nested");
    let aliases: String = (0..10_000).map(|n| format!("a{n}:b ")).collect();
    refused_at_once(&format!("{{{aliases}}}"), "bytes");
    refused_at_once(&format!("{{{}}}", "x:b ".repeat(3_000)), "tokens");
    refused_at_once(&"a".repeat(5_000_000), "bytes");
    let chain: String = (0..200).map(|n| format!("fragment f{n} on T{{...f{}}} ", n + 1)).collect();
    refused_at_once(&format!("{{...f0}} {chain} fragment f200 on T{{a}}"), "nested");
}

#[test]
fn what_is_not_graphql_is_refused_with_its_place() {
    for text in ["", "{", "}", "query {", "{a(b:\"", "\u{0}", "{a \"\"\"", "äö", "{a{}}", "query($a:){b}"] {
        let rejected = admit(text).unwrap_err();
        assert!(!rejected.errors.is_empty(), "{text:?}");
    }
    assert_eq!(admit("{\n  a(b: )\n}").unwrap_err().errors[0].locations[0].line, 2);
}

#[test]
fn an_input_object_names_each_field_once() {
    for text in [
        "{a(b: {c: 1, c: 2})}",
        "{a(b: [{c: {d: 1, d: 1}}])}",
        "query($a: A = {b: 1, b: 2}) {c}",
        "{a @b(c: {d: 1, d: 2})}",
    ] {
        assert!(complaint(text).contains("given twice"), "{text}");
    }
    assert_eq!(complaint("{a(b: {c: 1, d: {c: 1}}, e: [{c: 1}, {c: 1}])}"), "");
}
