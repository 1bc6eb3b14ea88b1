use std::time::Duration;

use vuoro_kernel::{limits::Limits, words::AttachmentPolicy};

use super::scene::Scene;
use crate::{Error, Problem, Refusal};

fn small() -> Limits {
    Limits { attachment_bytes_max: 100, conversation_attachment_bytes_max: 250, ..Limits::default() }
}

fn most<T>(result: Result<T, Refusal>) -> Option<i64> {
    match result {
        Err(Refusal::Problem(Problem::AttachmentTooLarge { max_bytes })) => Some(max_bytes),
        _ => None,
    }
}

#[tokio::test]
async fn a_file_over_its_bound_is_refused_with_what_would_be_taken() {
    let scene = Scene::new(AttachmentPolicy::Both, small()).await;
    assert!(scene.prepare(&scene.customer, "a", 99).await.is_ok());
    assert!(scene.prepare(&scene.customer, "a", 100).await.is_ok());
    assert_eq!(most(scene.prepare(&scene.customer, "a", 101).await), Some(51));
    assert_eq!(most(scene.prepare(&scene.agent, "a", 52).await), Some(51));
    assert!(scene.prepare(&scene.agent, "a", 51).await.is_ok());
    assert_eq!(most(scene.prepare(&scene.customer, "a", 1).await), Some(0));
    for wrong in [0, usize::MAX] {
        let refused = scene.prepare(&scene.customer, "a", wrong).await;
        assert!(matches!(refused, Err(Refusal::Problem(Problem::InvalidInput { field, .. })) if field == "sizeBytes"));
    }
}

#[tokio::test]
async fn announcements_at_once_do_not_exceed_the_bound_together() {
    let scene = Scene::new(AttachmentPolicy::Both, small()).await;
    let many = (0..50).map(|_| scene.prepare(&scene.customer, "a", 10));
    let done = futures_util::future::join_all(many).await;
    assert_eq!(done.iter().filter(|result| result.is_ok()).count(), 25);
}

#[tokio::test]
async fn an_announced_file_that_never_comes_is_forgotten_after_the_hour() {
    let scene = Scene::new(AttachmentPolicy::Both, small()).await;
    let (late, kept) = (scene.prepare(&scene.customer, "a", 100).await.unwrap(), scene.uploaded("b", b"1").await.id);
    scene.clock.advance(Duration::from_secs(3_599));
    scene.upload(&scene.customer, scene.prepare(&scene.customer, "c", 1).await.unwrap(), b"1").await.unwrap();
    scene.clock.advance(Duration::from_secs(1));
    let refused = scene.upload(&scene.customer, late, &[b'a'; 100]).await;
    assert!(matches!(refused, Err(Refusal::Error(Error::NotFound))));

    // An upload that began in time may take its own time to finish.
    scene.domain.sweep_attachments().await.unwrap();
    let door = scene.domain.store.door(scene.organisation);
    assert!(door.attachment(late).await.unwrap().is_some());
    scene.clock.advance(Duration::from_secs(3_600));
    scene.domain.sweep_attachments().await.unwrap();
    assert!(door.attachment(late).await.unwrap().is_none());
    assert!(door.attachment(kept).await.unwrap().is_some());
    assert_eq!(door.attachment_totals(scene.conversation).await.unwrap(), (2, 2));
    assert_eq!(scene.downloaded(&scene.customer, kept).await.unwrap().2, b"1");
    scene.files(2).await;
}

#[tokio::test]
async fn the_queue_says_who_sends_files() {
    let refused = |result: Result<_, Refusal>| matches!(result, Err(Refusal::Problem(Problem::AttachmentsNotAllowed)));
    for (policy, customer, agent) in [
        (AttachmentPolicy::Nobody, true, true),
        (AttachmentPolicy::Agents, true, false),
        (AttachmentPolicy::Both, false, false),
    ] {
        let scene = Scene::new(policy, Limits::default()).await;
        assert_eq!(refused(scene.prepare(&scene.customer, "a", 1).await), customer, "{policy:?}");
        assert_eq!(refused(scene.prepare(&scene.agent, "a", 1).await), agent, "{policy:?}");
    }
}

#[tokio::test]
async fn nothing_is_announced_or_uploaded_after_the_end_but_files_stay_to_be_read() {
    let over = |result: Result<(), Refusal>| matches!(result, Err(Refusal::Problem(Problem::ConversationOver)));
    let scene = Scene::open().await;
    let announced = scene.prepare(&scene.customer, "a", 1).await.unwrap();
    let sent = scene.uploaded("b", b"1").await.id;
    scene.send(&scene.customer, &[sent]).await.unwrap();
    scene.domain.end_conversation(&scene.agent, "en", scene.conversation, false).await.unwrap();
    assert!(over(scene.prepare(&scene.customer, "a", 1).await.map(drop)));
    assert!(over(scene.prepare(&scene.agent, "a", 1).await.map(drop)));
    assert!(over(scene.upload(&scene.customer, announced, b"1").await.map(drop)));
    assert_eq!(scene.downloaded(&scene.customer, sent).await.unwrap().2, b"1");
    assert_eq!(scene.downloaded(&scene.agent, sent).await.unwrap().2, b"1");
}
