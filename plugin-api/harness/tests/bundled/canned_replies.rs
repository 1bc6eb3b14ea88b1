use serde_json::{Value, json};
use vuoro_harness::{CallError, Harness, Person};

use crate::{Staff, modest, plugin, told};

async fn makes(harness: &Harness, person: &Person, scope: &str, keyword: &str, text: &str) -> Result<Value, CallError> {
    let input = json!({ "scope": scope, "keyword": keyword, "text": text });
    harness.call(person).mutation("createCannedReply", input).await
}

#[tokio::test]
async fn a_members_own_reply_stands_before_the_organisations_and_others_do_not_see_it() {
    let harness = plugin("canned-replies").await;
    let staff = Staff::of(&harness);
    makes(&harness, &staff.operator, "ORGANISATION", "hei", "Hei! Miten voin auttaa?").await.unwrap();
    makes(&harness, &staff.handler, "PERSONAL", "hei", "Moi!").await.unwrap();
    for (person, text) in [(&staff.handler, "Moi!"), (&staff.operator, "Hei! Miten voin auttaa?")] {
        let replies = harness.call(person).query("cannedReplies", json!({})).await.unwrap();
        assert_eq!((replies.as_array().map(Vec::len), &replies[0]["text"]), (Some(1), &json!(text)));
    }
    modest(&harness);
}

#[tokio::test]
async fn a_full_shelf_is_read_within_the_limits() {
    let harness = plugin("canned-replies").await;
    let staff = Staff::of(&harness);
    let text = "ä".repeat(2_000);
    let mut made = 0;
    let refused = loop {
        match makes(&harness, &staff.operator, "ORGANISATION", &format!("r{made:03}"), &text).await {
            Ok(_) => made += 1,
            Err(refused) => break refused,
        }
    };
    assert!(told(refused).contains("too long together"));
    let replies = harness.call(&staff.handler).query("cannedReplies", json!({})).await.unwrap();
    assert_eq!(replies.as_array().map(Vec::len), Some(made));
    // The largest answer that this plugin ever gives: 512 KiB, in texts of 4,000 bytes.
    assert!(made > 120 && modest(&harness).out_bytes > 480_000, "{made}");
}

#[tokio::test]
async fn a_bad_keyword_is_told_in_the_readers_language_and_nothing_is_kept() {
    let harness = plugin("canned-replies").await;
    let staff = Staff::of(&harness);
    let mut texts = Vec::new();
    for language in ["fi", "en", "sv"] {
        let input = json!({ "scope": "PERSONAL", "keyword": "Ä!", "text": "Moi!" });
        let refused = harness.call(&staff.handler).reading(language).mutation("createCannedReply", input).await;
        texts.push(told(refused.unwrap_err()));
    }
    texts.dedup();
    assert!(texts.len() == 3 && texts.iter().all(|text| text.starts_with("keyword")), "{texts:?}");
    assert!(harness.items().is_empty() && harness.failures().is_empty());
}
