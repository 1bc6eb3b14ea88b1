//! A person's picture: set by the person, seen by their colleagues and by nobody else.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use vuoro_kernel::{Role, limits::PICTURE_BYTES_MAX};
use vuoro_tests::{Client, TestHost, host::PATH, on_both_databases};

/// A photograph with much around its middle.
fn photograph(colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(640, 400, Rgb(colour));
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

async fn puts(client: &Client, file: Vec<u8>) -> Response {
    client.request(Method::PUT, "/picture").body(file).send().await.unwrap()
}

async fn gets(client: &Client, url: &str) -> Response {
    client.request(Method::GET, url).send().await.unwrap()
}

/// Sets a picture that must be accepted; returns its path.
async fn shows(client: &Client, colour: [u8; 3]) -> String {
    let answer = puts(client, photograph(colour)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let said: Value = answer.json().await.unwrap();
    said["pictureUrl"].as_str().unwrap().to_owned()
}

async fn own(client: &Client) -> Value {
    client.data("/graphql", "{ viewer { pictureUrl } }", json!({})).await["viewer"]["pictureUrl"].clone()
}

on_both_databases! {
    async fn a_picture_is_cut_square_and_colleagues_see_it(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        assert_eq!(own(&niilo.client).await, Value::Null);
        let url = shows(&niilo.client, [200, 30, 30]).await;
        assert_eq!(own(&niilo.client).await, url.as_str());
        for client in [&niilo.client, &owner.client] {
            let answer = gets(client, &url).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()["content-type"], "image/jpeg");
            assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
            assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("private"));
            let picture = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap();
            assert_eq!((picture.width(), picture.height()), (256, 256));
        }
        let members = owner.client.data(PATH, "{ members(search: \"niilo\") { nodes { pictureUrl } } }", json!({})).await;
        assert_eq!(members["members"]["nodes"][0]["pictureUrl"], url.as_str());
    }

    async fn another_picture_takes_the_place_of_the_first_and_none_takes_it_away(database: Database) {
        let host = TestHost::on(database).await;
        let niilo = host.agent("Niilo").await;
        let first = shows(&niilo.client, [200, 30, 30]).await;
        let second = shows(&niilo.client, [30, 30, 200]).await;
        assert_ne!(first, second);
        assert_eq!(gets(&niilo.client, &first).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(gets(&niilo.client, &second).await.status(), StatusCode::OK);
        for _ in 0..2 {
            let said = niilo.client.data("/graphql", "mutation { removePicture { account { pictureUrl } } }", json!({})).await;
            assert_eq!(said["removePicture"]["account"]["pictureUrl"], Value::Null);
        }
        assert_eq!(gets(&niilo.client, &second).await.status(), StatusCode::NOT_FOUND);
    }

    async fn neither_customers_nor_other_organisations_nor_former_colleagues_see_it(database: Database) {
        let host = TestHost::on(database).await;
        let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
        let url = shows(&niilo.client, [200, 30, 30]).await;
        let other = host.organisation("other").await;
        let outsider = host.member_of(other, "other", "Outsider", Role::Owner).await;
        let aino = host.customer("Aino").await;
        // A customer's token opens nothing outside its organisation: there it is a stranger's.
        for (client, status) in
            [(&host.stranger(), 401), (&aino.client, 401), (&outsider.client, 404)]
        {
            let answer = gets(client, &url).await;
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(puts(&host.stranger(), photograph([1, 2, 3])).await.status(), StatusCode::UNAUTHORIZED);
        }
        assert_eq!(gets(&owner.client, "/pictures/pic_x").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(gets(&owner.client, &url).await.status(), StatusCode::OK);
        assert_eq!(owner.outcome("removeMember", json!({ "memberId": niilo.id })).await, "MemberRemoved");
        assert_eq!(gets(&owner.client, &url).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(gets(&niilo.client, &url).await.status(), StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_picture_is_refused_and_changes_nothing() {
    let host = TestHost::start().await;
    let niilo = host.agent("Niilo").await;
    let url = shows(&niilo.client, [200, 30, 30]).await;
    let broken = photograph([1, 2, 3])[..600].to_vec();
    for file in [b"<svg onload='alert(1)'/>".to_vec(), Vec::new(), b"GIF89a".to_vec(), broken] {
        let answer = puts(&niilo.client, file).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said["errors"][0]["extensions"]["problem"], "InvalidInput", "{said}");
    }
    let answer = puts(&niilo.client, vec![0xFF; PICTURE_BYTES_MAX + 1]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(own(&niilo.client).await, url.as_str());
}
