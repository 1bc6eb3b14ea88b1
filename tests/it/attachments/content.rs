//! What is in a file: pictures and their thumbnails, names, and what a browser might run.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use reqwest::StatusCode;
use serde_json::{Value, json};
use vuoro_tests::{TestHost, on_both_databases};

use super::{Scene, announces, gets, header, scene, sends, uploads};

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
