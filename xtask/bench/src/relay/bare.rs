//! The bare relay: a frame that comes in at one socket of a room goes out at the room's others.
//!
//! The room is the path of the upgrade request. Conversations are rooms of two, a fan-out is a room of 1,001.

use std::rc::Rc;

use anyhow::Context;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

use super::connection::{Outbox, talk};
use super::hub::Hub;

type Rooms = Hub<Rc<Outbox>>;

/// Serves until killed.
pub fn run() -> anyhow::Result<()> {
    super::accept_forever(|| {
        let rooms = Rc::new(Rooms::new());
        Ok(move |stream| serve(stream, rooms.clone()))
    })
}

async fn serve(stream: TcpStream, rooms: Rc<Rooms>) -> anyhow::Result<()> {
    // In a box, so that an open connection doesn't keep the room that its handshake took.
    let (room, socket) = Box::pin(accept(stream)).await?;
    let connection = rooms.connection();
    let outbox = Rc::new(Outbox::default());
    rooms.join(&room, connection, outbox.clone());
    let talked = talk(socket, &outbox, |text| {
        rooms.others(&room, connection, |other| other.put(text.clone()));
        Ok(())
    });
    let talked = talked.await;
    rooms.leave(&room, connection);
    talked
}

async fn accept(stream: TcpStream) -> anyhow::Result<(Box<str>, WebSocketStream<TcpStream>)> {
    let mut room = Box::default();
    #[expect(clippy::result_large_err, reason = "the type is tungstenite's")]
    let read_path = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        room = request.uri().path().into();
        Ok(response)
    };
    let socket =
        accept_hdr_async_with_config(stream, read_path, Some(super::websocket_config())).await.context("handshake")?;
    Ok((room, socket))
}
