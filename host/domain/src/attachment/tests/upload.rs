use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};

use super::scene::{Scene, chunks, png};
use crate::{Content, Error, Problem, Refusal};

fn is_wrong_size<T: std::fmt::Debug>(result: Result<T, Refusal>) -> bool {
    matches!(result, Err(Refusal::Problem(Problem::InvalidInput { ref field, .. })) if field == "body")
}

#[tokio::test]
async fn a_file_goes_from_the_customer_to_the_agent() {
    let scene = Scene::open().await;
    let bytes = "Ääkkösiä\n".repeat(100_000).into_bytes();
    let sent = scene.uploaded("C:\\kuitit\\Lämpölasku 1.txt", &bytes).await;
    assert_eq!((sent.name.as_str(), sent.content_type.as_str()), ("Lämpölasku 1.txt", "text/plain; charset=utf-8"));
    assert_eq!((sent.size_bytes, sent.width, sent.thumbnail), (bytes.len() as i64, None, false));
    let entry = scene.send(&scene.customer, &[sent.id]).await.unwrap();
    assert!(matches!(&entry.content, Content::Message { attachments, .. } if *attachments == [sent.clone()]));
    let (seen, inline, read) = scene.downloaded(&scene.agent, sent.id).await.unwrap();
    assert_eq!((seen, inline, read == bytes), (sent, false, true));
    scene.files(1).await;
}

#[tokio::test]
async fn a_picture_comes_with_its_size_and_a_small_one() {
    let scene = Scene::open().await;
    let sent = scene.uploaded("kuva.html", &png(800, 400)).await;
    assert_eq!((sent.content_type.as_str(), sent.width, sent.height), ("image/png", Some(800), Some(400)));
    let (_, inline, _) = scene.downloaded(&scene.customer, sent.id).await.unwrap();
    let small = scene.domain.download_thumbnail(&scene.customer, sent.id).await.unwrap();
    assert!(inline && small.inline && sent.thumbnail);
    assert_eq!((small.attachment.id, small.attachment.content_type.as_str()), (sent.id, "image/jpeg"));
    let bytes = small.body.try_collect::<Vec<Bytes>>().await.unwrap().concat();
    assert_eq!(small.size_bytes, bytes.len() as u64);
    let small = image::load_from_memory(&bytes).unwrap();
    assert_eq!((small.width(), small.height()), (320, 160));
    scene.files(2).await;
}

#[tokio::test]
async fn what_a_browser_could_run_is_never_shown_in_place() {
    let scene = Scene::open().await;
    let mut broken = png(800, 400);
    broken.truncate(200);
    broken.extend(b"<script>alert(1)</script>");
    for (name, bytes) in [
        ("sivu.html", &b"<!doctype html><script>alert(1)</script>"[..]),
        ("kuva.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("kuva.gif", b"GIF89a=1;alert(1)//"),
        ("kuva.png", &broken),
        ("lasku.pdf", b"%PDF-1.7\n1 0 obj <</OpenAction <</S /JavaScript>>>>"),
    ] {
        let sent = scene.uploaded(name, bytes).await;
        let (seen, inline, read) = scene.downloaded(&scene.customer, sent.id).await.unwrap();
        assert!(!inline && !seen.thumbnail && read == bytes, "{seen:?}");
        let thumbnail = scene.domain.download_thumbnail(&scene.customer, sent.id).await;
        assert!(matches!(thumbnail.err(), Some(Error::NotFound)));
    }
}

#[tokio::test]
async fn an_upload_larger_than_announced_is_cut_off_at_once_and_leaves_nothing() {
    let scene = Scene::open().await;
    let id = scene.prepare(&scene.customer, "a.txt", 100_000).await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let endless = stream::repeat_with(move || {
        count.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::from_static(&[b'a'; 10_000]))
    });
    let refused = scene.domain.upload_attachment(&scene.customer, id, None, endless).await;
    assert!(is_wrong_size(refused));
    assert_eq!(asked.load(Ordering::Relaxed), 11);
    scene.files(0).await;
    // Nothing is lost: the right bytes can still be uploaded.
    scene.upload(&scene.customer, id, &[b'a'; 100_000]).await.unwrap();
}

#[tokio::test]
async fn an_upload_smaller_than_announced_or_broken_off_leaves_nothing() {
    let scene = Scene::open().await;
    let id = scene.prepare(&scene.customer, "a.txt", 100_000).await.unwrap();
    let put = async |body| scene.domain.upload_attachment(&scene.customer, id, None, body).await;
    assert!(is_wrong_size(put(chunks(&[b'a'; 99_999]).boxed()).await));
    assert!(is_wrong_size(put(stream::empty().boxed()).await));
    let broken = chunks(&[b'a'; 90_000]).chain(stream::iter([Err(io::Error::other("gone"))]));
    assert!(matches!(put(broken.boxed()).await, Err(Refusal::Error(Error::BadInput(_)))));
    scene.files(0).await;
    let unsent = scene.send(&scene.customer, &[id]).await;
    assert!(matches!(unsent, Err(Refusal::Problem(Problem::InvalidInput { .. }))));
}

#[tokio::test]
async fn a_request_that_claims_another_size_is_refused_before_its_bytes() {
    let scene = Scene::open().await;
    let id = scene.prepare(&scene.customer, "a.txt", 100).await.unwrap();
    for declared in [0, 99, 101, u64::MAX] {
        let never = stream::pending::<io::Result<Bytes>>();
        assert!(is_wrong_size(scene.domain.upload_attachment(&scene.customer, id, Some(declared), never).await));
    }
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing() {
    let scene = Scene::open().await;
    let id = scene.prepare(&scene.customer, "a.txt", 1_000_000).await.unwrap();
    let body = chunks(&[b'a'; 600_000]).chain(stream::pending());
    let upload = scene.domain.upload_attachment(&scene.customer, id, None, body);
    assert!(tokio::time::timeout(Duration::from_millis(300), upload).await.is_err());
    scene.files(0).await;
}

#[tokio::test]
async fn bytes_come_once() {
    let scene = Scene::open().await;
    let id = scene.uploaded("a.txt", b"first").await.id;
    let again = scene.upload(&scene.customer, id, b"later").await;
    assert!(matches!(again, Err(Refusal::Error(Error::Conflict(_)))));
    assert_eq!(scene.downloaded(&scene.customer, id).await.unwrap().2, b"first");
}

#[tokio::test]
async fn of_uploads_at_once_one_wins_and_its_bytes_stay() {
    let scene = Scene::open().await;
    for _ in 0..10 {
        let id = scene.prepare(&scene.customer, "a.txt", 6).await.unwrap();
        let bodies = [&b"aaaaaa"[..], b"bbbbbb", b"cccccc", b"aaaaaa"];
        let uploads = bodies.map(|body| scene.upload(&scene.customer, id, body).boxed());
        let results = futures_util::future::join_all(uploads).await;
        let winner = results.iter().position(Result::is_ok).unwrap();
        for (n, result) in results.iter().enumerate().filter(|(n, _)| *n != winner) {
            assert!(matches!(result, Err(Refusal::Error(Error::Conflict(_)))), "{n} {result:?}");
        }
        assert_eq!(scene.downloaded(&scene.customer, id).await.unwrap().2, bodies[winner]);
    }
    scene.files(10).await;
}

#[tokio::test]
async fn a_file_is_sent_once_and_in_the_order_asked_for() {
    let scene = Scene::open().await;
    let (one, two) = (scene.uploaded("1", b"1").await, scene.uploaded("2", b"2").await);
    let twice = scene.send(&scene.customer, &[one.id, one.id]).await;
    assert!(matches!(twice, Err(Refusal::Problem(Problem::InvalidInput { .. }))));
    let entry = scene.send(&scene.customer, &[two.id, one.id]).await.unwrap();
    assert!(
        matches!(&entry.content, Content::Message { attachments, .. } if *attachments == [two.clone(), one.clone()])
    );
    let again = scene.send(&scene.customer, &[one.id]).await;
    assert!(matches!(again, Err(Refusal::Problem(Problem::InvalidInput { .. }))));
    let row = scene.domain.store.door(scene.organisation).attachment(one.id).await.unwrap().unwrap();
    assert_eq!(row.entry_seq, Some(entry.seq));
}
