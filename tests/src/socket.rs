//! A client of `graphql-transport-ws`, frame by frame, so that tests can also break the protocol.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::Client;

/// Longer than any answer of a healthy server takes.
const LONG: Duration = Duration::from_secs(20);

/// A WebSocket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_id: usize,
}

/// How a socket ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Closed {
    /// The close code.
    pub code: u16,
    /// The reason.
    pub reason: String,
}

impl Socket {
    /// Opens the socket without speaking the protocol.
    pub async fn connect(client: &Client, path: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = format!("{}{path}", client.base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("a request");
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        for (name, value) in headers {
            if value.is_empty() {
                request.headers_mut().remove(*name);
            } else {
                request.headers_mut().insert(*name, value.parse().expect("a header"));
            }
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self { stream, next_id: 0 }),
            Err(tokio_tungstenite::tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens the socket and starts the protocol with the client's token.
    pub async fn open(client: &Client, path: &str) -> Self {
        let mut socket = Self::connect(client, path, &[]).await.expect("the socket opens");
        socket.init(client.token.as_deref()).await;
        socket
    }

    /// As [`Socket::open`], with the smallest receive buffer that the system allows, so that unread data soon waits at
    /// the server.
    pub async fn open_with_little_room(client: &Client, path: &str) -> Self {
        let address: std::net::SocketAddr = client.base.trim_start_matches("http://").parse().expect("an address");
        let tcp = tokio::net::TcpSocket::new_v4().expect("a socket");
        tcp.set_recv_buffer_size(2048).expect("a small buffer");
        let tcp = tcp.connect(address).await.expect("the server listens");
        let mut request = format!("ws://{address}{path}").into_client_request().expect("a request");
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        let (stream, _) = client_async(request, MaybeTlsStream::Plain(tcp)).await.expect("the socket opens");
        let mut socket = Self { stream, next_id: 0 };
        socket.init(client.token.as_deref()).await;
        socket
    }

    /// Waits until the server has closed the connection, without reading anything that it sent.
    pub async fn is_let_go(&mut self) {
        let writing = async {
            while self.stream.send(Message::Ping(Vec::new().into())).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        timeout(LONG, writing).await.expect("the server lets go of it");
    }

    /// Sends `connection_init` and waits for the acknowledgement.
    ///
    /// # Panics
    /// When the server refuses the token.
    pub async fn init(&mut self, token: Option<&str>) {
        self.try_init(token).await.unwrap_or_else(|closed| panic!("closed: {closed:?}"));
    }

    /// Sends `connection_init`; returns when it is acknowledged, or how the socket was closed.
    pub async fn try_init(&mut self, token: Option<&str>) -> Result<(), Closed> {
        let payload = token.map_or(json!({}), |token| json!({ "token": token }));
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(self.try_receive().await?["type"], "connection_ack");
        Ok(())
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    /// Sends a frame.
    pub async fn send_raw(&mut self, frame: Message) {
        // The server may have closed meanwhile; the next read says so.
        let _ = self.stream.send(frame).await;
    }

    /// The next message.
    ///
    /// # Panics
    /// When the socket is closed instead.
    pub async fn receive(&mut self) -> Value {
        self.try_receive().await.unwrap_or_else(|closed| panic!("closed: {closed:?}"))
    }

    /// The next message, or how the socket was closed.
    pub async fn try_receive(&mut self) -> Result<Value, Closed> {
        loop {
            match timeout(LONG, self.stream.next()).await.expect("something comes") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err(Closed { code: frame.code.into(), reason: frame.reason.to_string() });
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => return Err(Closed { code: 1006, reason: String::new() }),
            }
        }
    }

    /// How the socket is closed, whatever arrives before.
    pub async fn closes(&mut self) -> Closed {
        loop {
            if let Err(closed) = self.try_receive().await {
                return closed;
            }
        }
    }

    /// Whether nothing arrives for a while.
    pub async fn is_silent(&mut self, during: Duration) -> bool {
        timeout(during, self.try_receive()).await.is_err()
    }

    /// Starts a subscription, or another operation, and returns its id.
    pub async fn subscribe(&mut self, query: &str, variables: Value) -> String {
        self.next_id += 1;
        let id = self.next_id.to_string();
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
        id
    }

    /// The data of the next event.
    ///
    /// # Panics
    /// When something else arrives.
    pub async fn event(&mut self) -> Value {
        let mut message = self.receive().await;
        assert_eq!(message["type"], "next", "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        message["payload"]["data"].take()
    }

    /// Closes the socket properly.
    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
    }

    /// Cuts the connection, like a lost network.
    pub fn cut(self) {
        drop(self.stream);
    }
}
