//! Product rule 4.3: attachments, and misuse of them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use reqwest::{Method, Response, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use vuoro_tests::{
    Client, TestHost,
    host::PATH,
    on_both_databases,
    people::{Agent, Customer},
};

/// A customer whom Niilo serves, in a queue where both may send files.
struct Scene {
    host: TestHost,
    owner: Agent,
    niilo: Agent,
    aino: Customer,
    queue: String,
    conversation: String,
}

async fn scene(host: TestHost) -> Scene {
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    let queue = owner.makes_queue("Asiakaspalvelu", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    let change = json!({ "queueId": queue, "settings": { "attachments": "BOTH" } });
    assert_eq!(owner.outcome("updateQueue", change).await, "QueueUpdated");
    let aino = host.customer("Aino").await;
    let conversation = aino.waits_in(&queue).await;
    assert_eq!(niilo.gets_customer(&queue).await, conversation);
    Scene { host, owner, niilo, aino, queue, conversation }
}

/// Announces a file and returns the outcome.
async fn announces(client: &Client, conversation: &str, name: &str, size: i64) -> Value {
    let input = json!({ "conversationId": conversation, "name": name, "sizeBytes": size });
    let selection = "... on AttachmentPrepared { attachmentId uploadUrl } ... on InvalidInput { field } \
        ... on AttachmentTooLarge { maxBytes }";
    client.act(PATH, "prepareAttachment", input, selection).await
}

/// Announces a file that must be accepted: its id and its upload path.
async fn may_send(client: &Client, conversation: &str, name: &str, size: usize) -> (String, String) {
    let outcome = announces(client, conversation, name, i64::try_from(size).unwrap()).await;
    let text = |key: &str| outcome[key].as_str().unwrap_or_else(|| panic!("{outcome}")).to_owned();
    (text("attachmentId"), text("uploadUrl"))
}

async fn puts(client: &Client, url: &str, bytes: &[u8]) -> Response {
    client.request(Method::PUT, url).body(bytes.to_vec()).send().await.expect("an answer")
}

async fn gets(client: &Client, url: &str) -> Response {
    client.request(Method::GET, url).send().await.expect("an answer")
}

/// Announces and uploads a file; returns the id and the server's description of it.
async fn uploads(client: &Client, conversation: &str, name: &str, bytes: &[u8]) -> (String, Value) {
    let (id, url) = may_send(client, conversation, name, bytes.len()).await;
    let answer = puts(client, &url, bytes).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    (id, answer.json().await.expect("JSON"))
}

/// How sending a message with these files ends.
async fn sends(client: &Client, conversation: &str, ids: &[&str]) -> Value {
    let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": ids });
    let selection = "... on InvalidInput { field } ... on MessageSent { entry { content { ... on MessageContent { text \
        attachments { id name contentType sizeBytes url thumbnailUrl width height } } } } }";
    client.act(PATH, "sendMessage", input, selection).await
}

/// A refusal by the upload endpoint: status, code and problem.
async fn refused(answer: Response) -> (u16, String, String) {
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.expect("JSON");
    let extensions = &said["errors"][0]["extensions"];
    let text = |key: &str| extensions[key].as_str().unwrap_or_default().to_owned();
    (status, text("code"), text("problem"))
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    assert_eq!(headers.get_all(name).iter().count(), 1, "{name}");
    headers[name].to_str().expect("visible ASCII")
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).expect("it encodes");
    bytes
}

/// A picture with some content.
fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90])).into()
}

fn glass(width: u32, height: u32) -> DynamicImage {
    RgbaImage::from_fn(width, height, |x, y| Rgba([(x % 256) as u8, (y % 256) as u8, 90, 128])).into()
}

on_both_databases! {
    async fn a_picture_goes_up_is_sent_and_is_seen_with_a_thumbnail(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { aino, niilo, conversation, .. } = &scene;
        for (name, bytes, content_type, small) in [
            ("kuva.png", encoded(&picture(800, 600), ImageFormat::Png), "image/png", "image/jpeg"),
            ("lasi.png", encoded(&glass(400, 300), ImageFormat::Png), "image/png", "image/png"),
            // What it is, the content says and not the name.
            ("kuva.exe", encoded(&picture(800, 600), ImageFormat::Jpeg), "image/jpeg", "image/jpeg"),
        ] {
            let (id, said) = uploads(&aino.client, conversation, name, &bytes).await;
            assert_eq!((&said["id"], &said["contentType"]), (&json!(id), &json!(content_type)));
            let sent = sends(&aino.client, conversation, &[&id]).await;
            let content = &sent["entry"]["content"];
            assert_eq!(content["text"], "");
            let file = &content["attachments"][0];
            assert_eq!((&file["id"], &file["name"], &file["contentType"]), (&json!(id), &json!(name), &json!(content_type)));
            assert_eq!(file["sizeBytes"].as_u64(), Some(bytes.len() as u64));
            let size = (file["width"].as_u64().unwrap(), file["height"].as_u64().unwrap());
            assert_eq!(size.0 * 3, size.1 * 4);

            let answer = gets(&niilo.client, file["url"].as_str().unwrap()).await;
            let headers = answer.headers().clone();
            assert_eq!(header(&headers, "content-type"), content_type);
            assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
            assert!(header(&headers, "content-security-policy").starts_with("sandbox;"), "{headers:?}");
            assert_eq!(header(&headers, "cross-origin-resource-policy"), "same-origin");
            assert_eq!(header(&headers, "content-disposition"), format!("inline; filename=\"{name}\"; filename*=UTF-8''{name}"));
            assert_eq!(answer.bytes().await.unwrap(), bytes);

            let answer = gets(&niilo.client, file["thumbnailUrl"].as_str().unwrap()).await;
            assert_eq!(header(answer.headers(), "content-type"), small);
            assert_eq!(header(answer.headers(), "x-content-type-options"), "nosniff");
            let shown = image::load_from_memory(&answer.bytes().await.unwrap()).expect("a picture");
            assert_eq!((shown.width(), shown.height()), (320, 240));
        }
        scene.host.stop().await;
    }

    async fn a_file_is_for_those_of_its_conversation_and_is_sent_once(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { host, owner, aino, niilo, queue, conversation } = &scene;
        let onni = host.customer("Onni").await;
        let others = onni.waits_in(queue).await;
        let hermanni = host.agent("Hermanni").await;
        let (id, _) = uploads(&aino.client, conversation, "a.txt", b"hei").await;
        let url = format!("/o/test/attachments/{id}");

        // Until it is sent, it is its sender's alone.
        let statuses = async |url: &str| {
            let mut statuses = Vec::new();
            for client in [&aino.client, &niilo.client, &owner.client, &onni.client, &hermanni.client, &host.stranger()] {
                statuses.push(gets(client, url).await.status().as_u16());
            }
            statuses
        };
        assert_eq!(statuses(&url).await, [200, 404, 404, 404, 404, 401]);
        for (who, client, outcome) in [
            ("another customer", &onni.client, "NOT_FOUND"),
            ("another agent", &hermanni.client, "NOT_FOUND"),
            ("an owner", &owner.client, "NOT_FOUND"),
        ] {
            let input = json!({ "conversationId": conversation, "clientId": uuid::Uuid::new_v4(), "attachmentIds": [id] });
            assert_eq!(client.outcome(PATH, "sendMessage", input).await, outcome, "{who}");
            let input = json!({ "conversationId": conversation, "name": "x", "sizeBytes": 1 });
            assert_eq!(client.outcome(PATH, "prepareAttachment", input).await, outcome, "{who}");
        }
        // Neither the other party nor another conversation can send it.
        assert_eq!(sends(&niilo.client, conversation, &[&id]).await["field"], "attachmentIds");
        assert_eq!(sends(&onni.client, &others, &[&id]).await["field"], "attachmentIds");
        let second = aino.waits_in(queue).await;
        assert_eq!(sends(&aino.client, &second, &[&id]).await["field"], "attachmentIds");
        assert_eq!(sends(&aino.client, conversation, &[&id, &id]).await["field"], "attachmentIds");
        let unknown = "att_00000000000000000000000000000000";
        assert_eq!(sends(&aino.client, conversation, &[&id, unknown]).await["field"], "attachmentIds");
        let (announced, upload) = may_send(&aino.client, conversation, "b.txt", 3).await;
        assert_eq!(sends(&aino.client, conversation, &[&announced]).await["field"], "attachmentIds");
        // None of all that has used it up.
        assert_eq!(sends(&aino.client, conversation, &[&id]).await["__typename"], "MessageSent");
        assert_eq!(sends(&aino.client, conversation, &[&id]).await["field"], "attachmentIds");
        assert_eq!(statuses(&url).await, [200, 200, 200, 404, 404, 401]);
        assert_eq!(statuses(&format!("{url}/thumbnail")).await, [404, 404, 404, 404, 404, 401]);

        // Its bytes are accepted from the person who announced it only, once.
        for (client, wanted) in [
            (&niilo.client, (404, "NOT_FOUND")),
            (&onni.client, (404, "NOT_FOUND")),
            (&host.stranger(), (401, "UNAUTHENTICATED")),
        ] {
            let (status, code, _) = refused(puts(client, &upload, b"hei").await).await;
            assert_eq!((status, code.as_str()), wanted);
        }
        assert_eq!(puts(&aino.client, &upload, b"hei").await.status(), StatusCode::CREATED);
        let (status, code, _) = refused(puts(&aino.client, &upload, b"hoi").await).await;
        assert_eq!((status, code.as_str()), (409, "CONFLICT"));
        let bytes = gets(&aino.client, &format!("/o/test/attachments/{announced}")).await.bytes().await.unwrap();
        assert_eq!(bytes, "hei");

        // Ten a message.
        let mut many = Vec::new();
        for n in 0..11 {
            many.push(uploads(&aino.client, conversation, &format!("{n}.txt"), b"x").await.0);
        }
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(sends(&aino.client, conversation, &many).await["field"], "attachmentIds");
        assert_eq!(sends(&aino.client, conversation, &many[..10]).await["__typename"], "MessageSent");

        // Nobody sends after the end.
        let (_, upload) = may_send(&aino.client, conversation, "c.txt", 3).await;
        niilo.does("endConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(announces(&aino.client, conversation, "d.txt", 3).await["__typename"], "ConversationOver");
        assert_eq!(sends(&aino.client, conversation, &many[10..]).await["__typename"], "ConversationOver");
        let over = (409, "CONFLICT".to_owned(), "ConversationOver".to_owned());
        assert_eq!(refused(puts(&aino.client, &upload, b"hei").await).await, over);
        assert_eq!(gets(&aino.client, &url).await.status(), StatusCode::OK);
        // An agent whose list it has left reads no file of it any more.
        niilo.does("hideConversation", json!({ "conversationId": conversation })).await;
        assert_eq!(statuses(&url).await, [200, 404, 200, 404, 404, 401]);
        scene.host.stop().await;
    }

    async fn the_queue_says_who_sends_files(database: Database) {
        let scene = scene(TestHost::on(database).await).await;
        let Scene { owner, aino, niilo, queue, conversation, .. } = &scene;
        for (policy, visitor, agent) in [
            ("NOBODY", "AttachmentsNotAllowed", "AttachmentsNotAllowed"),
            ("AGENTS", "AttachmentsNotAllowed", "AttachmentPrepared"),
            ("BOTH", "AttachmentPrepared", "AttachmentPrepared"),
        ] {
            let change = json!({ "queueId": queue, "settings": { "attachments": policy } });
            assert_eq!(owner.outcome("updateQueue", change).await, "QueueUpdated");
            assert_eq!(announces(&aino.client, conversation, "a.txt", 1).await["__typename"], visitor, "{policy}");
            assert_eq!(announces(&niilo.client, conversation, "a.txt", 1).await["__typename"], agent, "{policy}");
        }
        scene.host.stop().await;
    }

    async fn files_stay_within_the_bounds_of_one_and_of_their_conversation(database: Database) {
        let host = TestHost::with(database, |config| {
            config.limits.attachment_bytes = 1_000;
            config.limits.conversation_attachment_bytes = 2_500;
        });
        let scene = scene(host.await).await;
        let Scene { aino, niilo, conversation, .. } = &scene;
        for wrong in [0, -1, i64::from(i32::MIN)] {
            assert_eq!(announces(&aino.client, conversation, "a", wrong).await["field"], "sizeBytes");
        }
        let input = json!({ "conversationId": conversation, "name": "a", "sizeBytes": 3_000_000_000_i64 });
        assert_eq!(aino.outcome("prepareAttachment", input).await, "BAD_INPUT");
        let too_large = |max: i64| json!({ "__typename": "AttachmentTooLarge", "maxBytes": max });
        assert_eq!(announces(&aino.client, conversation, "a", 1_001).await, too_large(1_000));
        let (_, url) = may_send(&aino.client, conversation, "a", 1_000).await;
        let (status, ..) = refused(puts(&aino.client, &url, &[b'x'; 1_001]).await).await;
        assert_eq!(status, 413);
        assert_eq!(puts(&aino.client, &url, &[b'x'; 1_000]).await.status(), StatusCode::CREATED);
        // Both parties' files count, and those still to come.
        may_send(&niilo.client, conversation, "b", 1_000).await;
        assert_eq!(announces(&aino.client, conversation, "c", 501).await, too_large(500));
        may_send(&aino.client, conversation, "c", 500).await;
        assert_eq!(announces(&niilo.client, conversation, "d", 1).await, too_large(0));
        scene.host.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_has_exactly_the_size_it_was_announced_with() {
    let scene = scene(TestHost::start().await).await;
    let Scene { host, aino, conversation, .. } = &scene;
    let (id, url) = may_send(&aino.client, conversation, "a.bin", 1_000).await;
    for wrong in [1, 999, 1_001, 5_000_000] {
        let (status, code, _) = refused(puts(&aino.client, &url, &vec![b'x'; wrong]).await).await;
        assert_eq!((status, code.as_str()), (400, "BAD_INPUT"), "{wrong}");
    }
    // Without a length, it can't be told before the bytes have come.
    let parts = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"hei"))]);
    let endless = aino.client.request(Method::PUT, &url).body(reqwest::Body::wrap_stream(parts)).send().await.unwrap();
    assert_eq!(endless.status(), StatusCode::LENGTH_REQUIRED);
    // One that breaks off half-way leaves nothing.
    let mut line = TcpStream::connect(host.base.trim_start_matches("http://")).await.unwrap();
    let token = aino.client.token.as_deref().unwrap();
    let head = format!(
        "PUT {url} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: 1000\r\n\r\nonly this"
    );
    line.write_all(head.as_bytes()).await.unwrap();
    drop(line);
    assert_eq!(gets(&aino.client, &format!("/o/test/attachments/{id}")).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(sends(&aino.client, conversation, &[&id]).await["field"], "attachmentIds");
    // What failed can be tried again.
    assert_eq!(puts(&aino.client, &url, &[b'x'; 1_000]).await.status(), StatusCode::CREATED);
    assert_eq!(sends(&aino.client, conversation, &[&id]).await["__typename"], "MessageSent");
    for wrong in ["/o/test/attachments/att_00000000000000000000000000000000", "/o/test/attachments/nonsense"] {
        assert_eq!(refused(puts(&aino.client, wrong, b"x").await).await.0, 404, "{wrong}");
    }
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_keeps_its_letters_and_can_not_add_to_the_headers() {
    let scene = scene(TestHost::start().await).await;
    let Scene { aino, niilo, conversation, .. } = &scene;
    for (name, kept, shown) in [
        (
            "Äidin kesäkuva.txt",
            "Äidin kesäkuva.txt",
            "filename=\"_idin kes_kuva.txt\"; filename*=UTF-8''%C3%84idin%20kes%C3%A4kuva.txt",
        ),
        (
            "履歴書 🌅.txt",
            "履歴書 🌅.txt",
            "filename=\"___ _.txt\"; filename*=UTF-8''%E5%B1%A5%E6%AD%B4%E6%9B%B8%20%F0%9F%8C%85.txt",
        ),
        (
            "a\"; filename=\"evil.html",
            "a\"; filename=\"evil.html",
            "filename=\"a__ filename=_evil.html\"; filename*=UTF-8''a%22%3B%20filename%3D%22evil.html",
        ),
        ("..\\..\\x'%41.txt", "x'%41.txt", "filename=\"x__41.txt\"; filename*=UTF-8''x%27%2541.txt"),
        ("/etc/passwd", "passwd", "filename=\"passwd\"; filename*=UTF-8''passwd"),
    ] {
        let (id, said) = uploads(&aino.client, conversation, name, b"hei").await;
        assert_eq!(said["name"], kept);
        let sent = sends(&aino.client, conversation, &[&id]).await;
        assert_eq!(sent["entry"]["content"]["attachments"][0]["name"], kept);
        let answer = gets(&niilo.client, &format!("/o/test/attachments/{id}")).await;
        assert_eq!(header(answer.headers(), "content-disposition"), format!("attachment; {shown}"));
    }
    for wrong in
        ["", " ", "..", "a\r\nSet-Cookie: x=1", "a\nb", "a\0b", "x\u{202e}gnp.exe", "a\u{2028}b", &"ä".repeat(256)]
    {
        let outcome = announces(&aino.client, conversation, wrong, 3).await;
        assert_eq!((&outcome["__typename"], &outcome["field"]), (&json!("InvalidInput"), &json!("name")), "{wrong:?}");
    }
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_browser_could_run_is_never_shown_in_place() {
    let scene = scene(TestHost::start().await).await;
    let Scene { aino, niilo, conversation, .. } = &scene;
    let mut broken = encoded(&picture(8, 8), ImageFormat::Png);
    broken.truncate(40);
    let tested: [(&str, &[u8]); 9] = [
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("picture.png", b"<html><body onload=alert(1)>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("data.xml", b"<?xml version='1.0'?><x/>"),
        ("script.js", b"alert(document.cookie)"),
        ("text.txt", b"hei"),
        ("half.png", &broken),
        ("gif.gif", b"GIF89a<script>alert(1)</script>\0"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ];
    for (name, bytes) in tested {
        let (id, said) = uploads(&aino.client, conversation, name, bytes).await;
        let content_type = said["contentType"].as_str().unwrap();
        assert!(
            !content_type.contains("html") && !content_type.contains("xml") && !content_type.contains("script"),
            "{said}"
        );
        let sent = sends(&aino.client, conversation, &[&id]).await;
        assert_eq!(sent["entry"]["content"]["attachments"][0]["thumbnailUrl"], Value::Null);
        let answer = gets(&niilo.client, &format!("/o/test/attachments/{id}")).await;
        assert_eq!(header(answer.headers(), "content-type"), "application/octet-stream", "{name}");
        assert!(header(answer.headers(), "content-disposition").starts_with("attachment;"), "{name}");
        assert!(header(answer.headers(), "content-security-policy").starts_with("sandbox;"), "{name}");
        assert_eq!(header(answer.headers(), "x-content-type-options"), "nosniff");
        assert_eq!(answer.bytes().await.unwrap(), bytes, "{name}");
    }
    scene.host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_file_that_claims_to_be_a_huge_picture_is_kept_and_not_opened() {
    let scene = scene(TestHost::start().await).await;
    let Scene { aino, niilo, conversation, .. } = &scene;
    let bomb = claiming(50_000, 50_000);
    assert!(bomb.len() < 200);
    let began = std::time::Instant::now();
    let (id, said) = uploads(&aino.client, conversation, "pommi.png", &bomb).await;
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    assert_eq!(said["thumbnailUrl"], Value::Null, "{said}");
    let sent = sends(&aino.client, conversation, &[&id]).await;
    let file = &sent["entry"]["content"]["attachments"][0];
    assert_eq!(
        (&file["width"], &file["height"], &file["thumbnailUrl"]),
        (&json!(50_000), &json!(50_000), &Value::Null)
    );
    // Nor is the reader's browser asked to open it.
    let answer = gets(&niilo.client, &format!("/o/test/attachments/{id}")).await;
    assert_eq!(header(answer.headers(), "content-type"), "application/octet-stream");
    assert!(header(answer.headers(), "content-disposition").starts_with("attachment;"));
    assert_eq!(
        gets(&niilo.client, &format!("/o/test/attachments/{id}/thumbnail")).await.status(),
        StatusCode::NOT_FOUND
    );
    // The server goes on.
    let (_, said) = uploads(&aino.client, conversation, "kuva.png", &encoded(&picture(8, 8), ImageFormat::Png)).await;
    assert!(said["thumbnailUrl"].is_string(), "{said}");
    scene.host.stop().await;
}

/// A PNG of some 100 bytes whose header claims a size.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits a sample, red green blue and alpha.
    header.extend([8, 6, 0, 0, 0]);
    // A deflate stream that is over at once.
    let empty = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
    for (name, data) in [(b"IHDR", &header[..]), (b"IDAT", &empty[..]), (b"IEND", &[][..])] {
        let mut body = name.to_vec();
        body.extend(data);
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(&body);
        png.extend(crc(&body).to_be_bytes());
    }
    png
}

/// The checksum of a PNG's chunk (PNG specification, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    })
}
