use std::time::Duration;

use vuoro_kernel::{limits::Limits, words::AttachmentPolicy};

use super::scene::Scene;
use crate::{Error, Problem, Refusal, organisation::house::asks};

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
    scene.domain.end_conversation(&asks(&scene.agent), scene.conversation, false).await.unwrap();
    assert!(over(scene.prepare(&scene.customer, "a", 1).await.map(drop)));
    assert!(over(scene.prepare(&scene.agent, "a", 1).await.map(drop)));
    assert!(over(scene.upload(&scene.customer, announced, b"1").await.map(drop)));
    assert_eq!(scene.downloaded(&scene.customer, sent).await.unwrap().2, b"1");
    assert_eq!(scene.downloaded(&scene.agent, sent).await.unwrap().2, b"1");
}

fn quota<T>(result: Result<T, Refusal>) -> Option<i64> {
    match result {
        Err(Refusal::Problem(Problem::UploadQuotaReached { max_bytes })) => Some(max_bytes),
        _ => None,
    }
}

#[tokio::test]
async fn a_customer_holds_no_more_than_their_share_and_a_sent_file_makes_room() {
    let limits = Limits { visitor_unsent_bytes_max: 100, visitor_attachment_bytes_max: 250, ..Limits::default() };
    let scene = Scene::new(AttachmentPolicy::Both, limits).await;
    for _ in 0..2 {
        let file = scene.uploaded("a", &[b'a'; 100]).await.id;
        assert_eq!(quota(scene.prepare(&scene.customer, "b", 1).await), Some(0));
        // What the agent sends counts to the organisation alone.
        assert!(scene.prepare(&scene.agent, "b", 1).await.is_ok());
        scene.send(&scene.customer, &[file]).await.unwrap();
    }
    assert_eq!(quota(scene.prepare(&scene.customer, "b", 51).await), Some(50), "of all that they ever sent");
    assert!(scene.prepare(&scene.customer, "b", 50).await.is_ok());
}

#[tokio::test]
async fn a_network_of_customers_has_a_share_and_another_network_its_own() {
    let limits = Limits { network_unsent_bytes_max: 100, network_attachment_bytes_max: 150, ..Limits::default() };
    let scene = Scene::new(AttachmentPolicy::Both, limits).await;
    let (here, there) = ("2001:db8::1".parse().unwrap(), "2001:db8:1::1".parse().unwrap());
    let first = scene.prepare_from(here, &scene.customer, "a", 100).await.unwrap();
    let neighbour = "2001:db8::2".parse().unwrap();
    assert_eq!(quota(scene.prepare_from(neighbour, &scene.customer, "a", 1).await), Some(0));
    assert!(scene.prepare_from(there, &scene.customer, "a", 100).await.is_ok());
    scene.upload(&scene.customer, first, &[b'a'; 100]).await.unwrap();
    scene.send(&scene.customer, &[first]).await.unwrap();
    assert_eq!(quota(scene.prepare_from(neighbour, &scene.customer, "a", 51).await), Some(50));
    scene.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
    assert!(scene.prepare_from(neighbour, &scene.customer, "a", 100).await.is_ok(), "it was another day");
}

#[tokio::test]
async fn an_organisation_has_a_share_which_comes_back_when_files_are_forgotten() {
    let limits =
        Limits { organisation_attachment_bytes_max: 300, organisation_unsent_bytes_max: 200, ..Limits::default() };
    let scene = Scene::new(AttachmentPolicy::Both, limits).await;
    let many = (0..50).map(|_| scene.prepare(&scene.agent, "a", 10));
    let done = futures_util::future::join_all(many).await;
    assert_eq!(done.iter().filter(|result| result.is_ok()).count(), 20, "at once, too");
    assert_eq!(quota(scene.prepare(&scene.customer, "a", 1).await), Some(0));
    scene.clock.advance(Duration::from_secs(2 * 60 * 60));
    scene.domain.sweep_attachments().await.unwrap();
    for _ in 0..3 {
        let file = scene.uploaded("a", &[b'a'; 90]).await.id;
        scene.send(&scene.customer, &[file]).await.unwrap();
    }
    assert_eq!(quota(scene.prepare(&scene.agent, "a", 31).await), Some(30), "those that never came are not counted");
}

#[tokio::test]
async fn a_file_that_no_message_took_is_removed_after_a_day() {
    let scene = Scene::open().await;
    let (left, sent) = (scene.uploaded("a", b"1").await.id, scene.uploaded("b", b"2").await.id);
    scene.send(&scene.customer, &[sent]).await.unwrap();
    scene.domain.end_conversation(&asks(&scene.agent), scene.conversation, false).await.unwrap();
    scene.clock.advance(Duration::from_secs(24 * 60 * 60));
    scene.domain.sweep_attachments().await.unwrap();
    scene.files(2).await;
    scene.clock.advance(Duration::from_millis(1));
    scene.domain.sweep_attachments().await.unwrap();
    scene.files(1).await;
    assert!(scene.domain.store.door(scene.organisation).attachment(left).await.unwrap().is_none());
    assert_eq!(scene.downloaded(&scene.operator, sent).await.unwrap().2, b"2");
}

#[tokio::test]
async fn below_the_floor_of_free_disk_files_are_refused_and_messages_go_on() {
    let limits = Limits { free_disk_bytes_min: u64::MAX, ..Limits::default() };
    let scene = Scene::new(AttachmentPolicy::Both, limits).await;
    let refused = scene.prepare(&scene.customer, "a", 1).await;
    assert!(matches!(refused, Err(Refusal::Problem(Problem::UploadsPaused))), "{refused:?}");
    let client = vuoro_kernel::ClientId(vuoro_kernel::AttachmentId::new().0);
    let (text, attachments) = ("moi".to_owned(), Vec::new());
    let message = crate::SendMessage { conversation: scene.conversation, client, text, attachments };
    scene.domain.send_message(&asks(&scene.customer), message).await.unwrap();
}
