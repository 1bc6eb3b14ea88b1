//! TLS with a certificate and key: https, wss, the headers sent with it, a new certificate without a restart, and
//! versions that are too old.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime},
};

use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use vuoro_tests::{
    Database, TestHost,
    host::{PASSWORD, PATH},
};

/// A new certificate and key for `localhost`; gives the certificate.
fn certify(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    made.cert.der().clone()
}

async fn host() -> (TestHost, CertificateDer<'static>) {
    let database = Database::sqlite();
    let certificate = certify(database.folder());
    let (cert, key) = (database.folder().join("cert.pem"), database.folder().join("key.pem"));
    let host = TestHost::with(database, |config| (config.tls.certificate, config.tls.key) = (cert, key)).await;
    assert!(host.base.starts_with("https://"));
    (host, certificate)
}

fn address(host: &TestHost) -> &str {
    host.base.trim_start_matches("https://")
}

/// A connection that trusts only this certificate.
async fn connect(host: &TestHost, trusted: &CertificateDer<'static>) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(address(host)).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn https_is_spoken_with_hsts_and_a_cookie_bound_to_the_host() {
    let (host, certificate) = host().await;
    let owner = host.owner().await;
    assert_eq!(owner.data("{ viewer { __typename } }", json!({})).await["viewer"]["__typename"], "Member");
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { __typename } }";
    let body = json!({ "query": query, "variables": { "input": { "email": owner.email, "password": PASSWORD } } });
    let answer = host.stranger().request(reqwest::Method::POST, "/graphql").json(&body).send().await.unwrap();
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=63072000");
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-vuoro=vs_"), "{cookie}");
    for part in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.split("; ").any(|found| found == part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // The certificate is checked by a client that does, and is HTTP/2 where the client offers it.
    let stream = connect(&host, &certificate).await.unwrap();
    let version = stream.get_ref().1.protocol_version();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_3));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wss_is_spoken() {
    let (host, certificate) = host().await;
    let owner = host.owner().await;
    let mut request = format!("wss://{}{PATH}", address(&host)).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let (mut socket, answer) = client_async(request, connect(&host, &certificate).await.unwrap()).await.unwrap();
    assert_eq!(answer.headers()["sec-websocket-protocol"], "graphql-transport-ws");
    let init = json!({ "type": "connection_init", "payload": { "token": owner.client.token } });
    socket.send(Message::text(init.to_string())).await.unwrap();
    let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": "{ viewer { __typename } }" } });
    assert_eq!(socket.next().await.unwrap().unwrap().to_text().unwrap(), r#"{"type":"connection_ack"}"#);
    socket.send(Message::text(subscribe.to_string())).await.unwrap();
    let next = socket.next().await.unwrap().unwrap();
    assert!(next.to_text().unwrap().contains(r#"{"viewer":{"__typename":"Member"}}"#), "{next}");
    drop(socket);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_certificate_is_used_without_a_restart() {
    let (host, old) = host().await;
    let mut open = connect(&host, &old).await.unwrap();
    let new = certify(host.database.folder());
    assert!(connect(&host, &new).await.is_err());
    // The times of files may be as coarse as a second: they must differ.
    let file = std::fs::File::options().append(true).open(host.database.folder().join("cert.pem")).unwrap();
    file.set_modified(SystemTime::now() + Duration::from_secs(2)).unwrap();
    let is_used = async {
        while connect(&host, &new).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), is_used).await.expect("the new certificate is used");
    assert!(connect(&host, &old).await.is_err());
    // Existing connections stay.
    open.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    open.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_1_1_and_plain_http_are_refused() {
    let (host, _) = host().await;
    let mut stream = TcpStream::connect(address(&host)).await.unwrap();
    stream.write_all(&client_hello(0x02)).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    // An alert, fatal (RFC 8446, section 6), and nothing of a handshake.
    assert_eq!((answer.first(), answer.get(5), answer.len()), (Some(&21), Some(&2), 7), "{answer:?}");

    let mut stream = TcpStream::connect(address(&host)).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    host.stop().await;
}

/// The first message of a client that offers at most TLS 1.0 plus `minor` less one (RFC 5246, section 7.4.1.2).
fn client_hello(minor: u8) -> Vec<u8> {
    let mut hello = vec![3, minor];
    hello.extend([7; 32]);
    // No session; ECDHE-ECDSA and -RSA with AES-128-CBC-SHA; no compression; no extensions.
    hello.extend([0, 0, 4, 0xC0, 0x09, 0xC0, 0x13, 1, 0]);
    let length = u16::try_from(hello.len()).unwrap().to_be_bytes();
    let mut record = vec![22, 3, 1, 0, u8::try_from(hello.len() + 4).unwrap(), 1, 0, length[0], length[1]];
    record.extend(hello);
    record
}
