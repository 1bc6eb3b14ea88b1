use super::{
    check::{ID_CHARS, KINDS_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX, VERSION_CHARS_MAX, VISITOR_FIELDS_MAX},
    *,
};

const LEAST: &str = "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\n\
                     name = { en = \"Tags\" }\ndescription = { en = \"Marks conversations.\" }\n";

fn refusal(more: &str) -> String {
    Manifest::parse(&format!("{LEAST}{more}")).unwrap_err()
}

#[test]
fn a_manifest_says_what_a_plugin_is_and_wants() {
    let text = format!(
        "{LEAST}panels = [{{ slot = \"composer\", title = {{ en = \"T\", fi = \"O\" }}, role = \"operator\" }}]\n\
         [permissions.store]\nen = \"Keeps the tags.\"\nfi = \"Pitää tunnisteet.\"\n\
         [hooks.before.send]\nfailure = \"open\"\n[hooks.after]\nkinds = [\"MessageContent\"]\n\
         [fields]\nvisitors = [\"Conversation.tags\"]\n[settings]\ntype = \"object\"\n[limits]\ncpu-ms = 5\n"
    );
    let manifest = Manifest::parse(&text).unwrap();
    assert_eq!(manifest.permissions[&Permission::Store].get("fi"), "Pitää tunnisteet.");
    assert_eq!(manifest.permissions[&Permission::Store].get("sv"), "Keeps the tags.");
    assert_eq!(manifest.hooks.before[&Moment::Send].failure, FailureMode::Open);
    assert_eq!(manifest.panels[0].slot, Slot::Composer);
    assert_eq!(manifest.limits.cpu_ms, Some(5));
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest_right_one() {
    assert!(refusal("[permissions.stor]\nen = \"x\"").contains("`stor` is no permission; did you mean `store`?"));
    assert!(refusal("[hooks.before.sned]\nfailure = \"open\"").contains("did you mean `send`?"));
    assert!(refusal("panels = [{ slot = \"x\", title = { en = \"t\" } }]").contains("there are: conversation-header"));
    assert!(refusal("permisions = 1").contains("permisions"));
}

#[test]
fn each_rule_of_a_manifest_is_kept() {
    for (more, named) in [
        ("panels = [{ slot = \"widget-after\", title = { en = \"t\" }, role = \"owner\" }]", "customers"),
        (
            "panels = [{ slot = \"composer\", title = { en = \"t\" } }, { slot = \"composer\", title = { en = \"u\" } }]",
            "twice",
        ),
        ("[connections.crm]\nreason = { en = \"x\" }", "permission http"),
        ("[fields]\nvisitors = [\"tags\"]", "Type.field"),
        ("[settings]\ntype = \"string\"", "object"),
        ("[permissions.log]\nen = \"\"", "permissions.log"),
        ("[permissions.log]\nen = \"a\\u0000\"", "control characters"),
        ("[hooks.after]\nkinds = [\"Message Content\"]", "hooks.after.kinds"),
        ("[fields]\nvisitors = [\"Query.a b\"]", "Type.field"),
    ] {
        let refusal = refusal(more);
        assert!(refusal.contains(named), "{more}: {refusal}");
    }
    for id in ["t", "Tags", "-a", "a-", "a--b", "1a", "a b", &"a".repeat(41)] {
        assert!(Manifest::parse(&LEAST.replace("\"tags\"", &format!("{id:?}"))).is_err(), "{id}");
    }
    assert!(Manifest::parse(&LEAST.replace("\"0.1\"", "\"0.2\"")).unwrap_err().contains("api = \"0.1\""));
    assert!(Manifest::parse(&LEAST.replace("0.1.0", "one")).is_err());
}

#[test]
fn every_text_of_a_manifest_has_a_longest() {
    let list = |of: &str, count: usize| format!("[{}]", format!("{of:?},").repeat(count));
    let a = |count: usize| "a".repeat(count);
    // Each with a length at its limit that is taken, and the next that isn't.
    for (most, text) in [
        (VERSION_CHARS_MAX - 6, &(|n| LEAST.replace("0.1.0", &format!("0.1.0-{}", a(n)))) as &dyn Fn(usize) -> String),
        (VERSION_CHARS_MAX - 6, &|n| LEAST.replace("0.1.0", &format!("0.1.0+{}", a(n)))),
        (*ID_CHARS.end(), &|n| LEAST.replace("\"tags\"", &format!("{:?}", a(n)))),
        (TEXT_CHARS_MAX, &|n| LEAST.replace("\"Tags\"", &format!("{:?}", a(n)))),
        (TEXT_CHARS_MAX, &|n| LEAST.replace("\"Tags\"", &format!("\"a\", sv = {:?}", "ä".repeat(n)))),
        (TEXT_CHARS_MAX, &|n| format!("{LEAST}[permissions.log]\nen = {:?}", a(n))),
        (NAME_CHARS_MAX, &|n| format!("{LEAST}[hooks.after]\nkinds = [{:?}]", a(n))),
        (KINDS_MAX, &|n| format!("{LEAST}[hooks.after]\nkinds = {}", list("A", n))),
        (NAME_CHARS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = [\"Query.{}\"]", a(n))),
        (NAME_CHARS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = [\"{}.a\"]", a(n))),
        (VISITOR_FIELDS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = {}", list("Query.a", n))),
        (*ID_CHARS.end(), &|n| {
            format!("{LEAST}[permissions.http]\nen = \"x\"\n[connections.{}]\nreason = {{ en = \"x\" }}", a(n))
        }),
    ] {
        let taken = Manifest::parse(&text(most));
        assert!(taken.is_ok(), "{}: {taken:?}", text(most));
        assert!(Manifest::parse(&text(most + 1)).is_err(), "{}", text(most + 1));
    }
}

#[test]
fn what_is_said_of_a_wrong_manifest_is_short_however_long_it_is() {
    for text in [
        LEAST.replace("\"tags\"", &format!("{:?}", "A".repeat(60_000))),
        LEAST.replace("\"0.1\"", &format!("{:?}", "ä".repeat(30_000))),
        format!("{LEAST}{} = 1", "a".repeat(60_000)),
        format!("{LEAST}[permissions.{}]\nen = \"x\"", "a".repeat(60_000)),
    ] {
        let report = Manifest::parse(&text).unwrap_err();
        assert!(report.len() <= REPORT_BYTES_MAX + '…'.len_utf8(), "{}", report.len());
    }
}

#[test]
fn a_manifest_that_nests_without_end_is_refused() {
    let dots = "a.".repeat(79);
    let brackets = format!("{LEAST}[settings.x]\ny = {}1{}", format!("{{ {dots}a = ").repeat(79), "}".repeat(79));
    for text in [brackets, format!("{LEAST}{}a = 1", "a.".repeat(30_000)), format!("{LEAST}a = {}", "[".repeat(60_000))]
    {
        assert!(Manifest::parse(&text).unwrap_err().contains("nests deeper"));
    }
}
