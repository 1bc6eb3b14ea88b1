use vuoro_kernel::{AttachmentId, Caller};

use super::scene::Scene;
use crate::{Error, PrepareAttachment, Problem, Refusal, organisation::house::asks};

fn is_not_found<T>(result: Result<T, Refusal>) -> bool {
    matches!(result, Err(Refusal::Error(Error::NotFound)))
}

#[tokio::test]
async fn only_the_parties_announce_files() {
    let scene = Scene::open().await;
    for caller in [scene.peer, scene.operator, scene.other_customer().await, scene.foreigner().await] {
        assert!(is_not_found(scene.prepare(&caller, "a.txt", 1).await), "{caller:?}");
    }
    let stranger = Caller::stranger(Some(scene.organisation));
    let refused = scene.prepare(&stranger, "a.txt", 1).await;
    assert!(matches!(refused, Err(Refusal::Error(Error::Unauthenticated))));
    assert!(scene.prepare(&scene.agent, "a.txt", 1).await.is_ok());
    // A waiting customer may send files too.
    let input = PrepareAttachment {
        conversation: scene.second_conversation().await,
        name: "a".into(),
        size_bytes: 1,
        address: [127, 0, 0, 1].into(),
    };
    assert!(scene.domain.prepare_attachment(&scene.customer, input).await.is_ok());
}

#[tokio::test]
async fn only_the_party_that_announced_a_file_uploads_it() {
    let scene = Scene::open().await;
    let (theirs, ours) = (scene.customer, scene.agent);
    let id = scene.prepare(&theirs, "a.txt", 1).await.unwrap();
    let others = [ours, scene.peer, scene.operator, scene.other_customer().await, scene.foreigner().await];
    for caller in others {
        assert!(is_not_found(scene.upload(&caller, id, b"1").await), "{caller:?}");
    }
    let stranger = Caller::stranger(Some(scene.organisation));
    let refused = scene.upload(&stranger, id, b"1").await;
    assert!(matches!(refused, Err(Refusal::Error(Error::Unauthenticated))));
    assert!(is_not_found(scene.upload(&theirs, AttachmentId::new(), b"1").await));
    assert!(scene.upload(&theirs, id, b"1").await.is_ok());
}

#[tokio::test]
async fn a_file_is_its_uploaders_until_it_is_sent_and_the_conversations_after() {
    let scene = Scene::open().await;
    let id = scene.uploaded("a.txt", b"hello").await.id;
    let denied = async |caller: Caller| {
        let (file, thumbnail) =
            (scene.downloaded(&caller, id).await.err(), scene.domain.download_thumbnail(&caller, id).await.err());
        matches!((file, thumbnail), (Some(Error::NotFound), Some(Error::NotFound)))
    };
    assert!(scene.downloaded(&scene.customer, id).await.is_ok());
    assert!(denied(scene.agent).await && denied(scene.operator).await);

    scene.send(&scene.customer, &[id]).await.unwrap();
    for caller in [scene.customer, scene.agent, scene.operator] {
        assert_eq!(scene.downloaded(&caller, id).await.unwrap().2, b"hello");
    }
    for caller in [scene.peer, scene.other_customer().await, scene.foreigner().await] {
        assert!(denied(caller).await, "{caller:?}");
    }
    let stranger = Caller::stranger(Some(scene.organisation));
    assert!(matches!(scene.downloaded(&stranger, id).await, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn a_file_of_one_party_or_conversation_is_not_sent_by_another() {
    let scene = Scene::open().await;
    let id = scene.uploaded("a.txt", b"1").await.id;
    let by_agent = scene.send(&scene.agent, &[id]).await;
    assert!(matches!(by_agent, Err(Refusal::Problem(Problem::InvalidInput { .. }))));
    let elsewhere = crate::SendMessage {
        conversation: scene.second_conversation().await,
        client: vuoro_kernel::ClientId(id.0),
        text: String::new(),
        attachments: vec![id],
    };
    let elsewhere = scene.domain.send_message(&asks(&scene.customer), elsewhere).await;
    assert!(matches!(elsewhere, Err(Refusal::Problem(Problem::InvalidInput { .. }))));
    // Neither attempt has used it up.
    assert!(scene.send(&scene.customer, &[id]).await.is_ok());
}
