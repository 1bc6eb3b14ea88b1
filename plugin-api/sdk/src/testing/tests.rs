use super::*;
use crate::{alarms, chat, clock, events, random, settings, store};

fn tag(key: &str) -> Annotation {
    let statistic = chat::Statistic::Facet(key.to_owned());
    Annotation { key: key.to_owned(), text: None, audience: chat::Audience::Agents, statistic }
}

#[test]
fn a_call_that_fails_changes_nothing() {
    let host = Host::start();
    host.has_conversation("conv_a");
    let failed = host.call(|| {
        store::put_json("a", &1)?;
        chat::annotate("conv_a", &tag("vip"))?;
        alarms::set("wake", 7, &json!(null))?;
        Err::<(), _>(Error::refused("no"))
    });
    assert_eq!(failed, Err(Error::refused("no")));
    assert!(host.keys().is_empty() && host.annotations("conv_a").is_empty() && host.alarms().is_empty());
    assert!(host.take_effects().is_empty());
}

#[test]
fn a_key_is_changed_only_when_it_is_as_expected() {
    let _host = Host::start();
    let version = store::put("a", b"1", store::Expected::Nothing).unwrap();
    assert_eq!(store::put("a", b"2", store::Expected::Nothing), Err(HostError::Conflict));
    assert_eq!(store::delete("a", store::Expected::Version(version + 1)), Err(HostError::Conflict));
    assert!(store::put("a", b"2", store::Expected::Version(version)).unwrap() > version);
}

#[test]
fn any_number_of_keys_is_read_in_order() {
    let host = Host::start();
    for n in 0..250 {
        store::put_json(&format!("n/{n:03}"), &n).unwrap();
    }
    store::put_json("o", &7).unwrap();
    let found = store::scan_json::<u32>("n/").unwrap();
    assert_eq!(found.iter().map(|(_, n)| *n).collect::<Vec<_>>(), (0..250).collect::<Vec<_>>());
    let keys: Vec<_> = host.keys().into_iter().chain(["missing".to_owned()]).collect();
    let many = store::get_many_json::<u32>(&keys).unwrap();
    assert_eq!((many.len(), many[249], many[250], many[251]), (252, Some(249), Some(7), None));
}

#[test]
fn what_is_out_of_bounds_is_refused_as_by_the_host() {
    let host = Host::start();
    host.has_conversation("conv_a");
    assert!(matches!(store::put("", b"", store::Expected::Anything), Err(HostError::Invalid(_))));
    assert!(matches!(store::put("a", &[0; 65_537], store::Expected::Anything), Err(HostError::TooMuch(_))));
    for n in 0..100 {
        chat::annotate("conv_a", &tag(&n.to_string())).unwrap();
    }
    assert!(chat::annotate("conv_a", &tag("7")).is_ok(), "it takes the place of the first");
    assert!(matches!(chat::annotate("conv_a", &tag("100")), Err(HostError::TooMuch(_))));
    assert_eq!(chat::annotate("conv_b", &tag("a")), Err(HostError::NotFound));
}

#[test]
fn a_conversation_is_read_as_the_contract_says() {
    let host = Host::start();
    host.has_conversation("conv_a");
    let content = json!({ "text": "hei" });
    let author = json!({ "kind": "VISITOR" });
    let entry =
        |seq| Entry { seq, at_ms: 7, kind: "MessageContent".into(), author: author.clone(), content: content.clone() };
    host.has_entries("conv_a", vec![entry(1), entry(2)]);
    assert_eq!(chat::conversation("conv_a").unwrap().state, "WAITING");
    assert_eq!(chat::entries("conv_a", 1, 100).unwrap(), [entry(2)]);
    assert_eq!(chat::conversation("conv_b").unwrap_err(), Error::NotFound);
    host.has_queue("queue_a", "Sales");
    host.has_member("mem_a", "Niilo", "HANDLER");
    assert_eq!(chat::queues().unwrap()[0].name, "Sales");
    assert_eq!(chat::members(None).unwrap()[0].display_name, "Niilo");
    assert!(chat::members(Some("mem_a")).unwrap().is_empty());
}

#[test]
fn what_a_plugin_did_is_told_in_order() {
    let host = Host::start();
    host.has_conversation("conv_a");
    events::publish("t", &json!([1])).unwrap();
    chat::post("conv_a", "hei").unwrap();
    chat::end("conv_a").unwrap();
    let told = host.take_effects();
    let conversation = "conv_a".to_owned();
    let expected = [
        Effect::Publish("t".into(), json!([1])),
        Effect::Post(conversation.clone(), "hei".into()),
        Effect::End(conversation),
    ];
    assert_eq!(told, expected);
    assert!(host.take_effects().is_empty());
}

#[test]
fn time_settings_and_random_bytes_repeat_from_test_to_test() {
    let host = Host::start();
    let start = clock::now_ms();
    host.pass_ms(1_999);
    assert_eq!(clock::now_ms(), start + 1_000);
    assert!(random::unique() < random::unique());
    host.has_settings(json!({ "limit": 7 }));
    assert_eq!(settings::get::<Value>().unwrap(), json!({ "limit": 7 }));
    let host = Host::start();
    assert_eq!((random::unique().as_str(), clock::now_ms()), ("00000000000000000000000000000001", start));
    assert!(host.keys().is_empty());
}
