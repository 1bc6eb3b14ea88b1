//! Checks whether a PostgreSQL server accepts a user without a password and lets them create databases.
//!
//! It speaks the protocol itself, because psql need not be installed where a server runs; it takes five messages.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A longer message isn't an answer to what is asked here.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// Why a server can't be used.
#[derive(Debug)]
pub enum Refusal {
    /// Nothing answers, or it doesn't speak PostgreSQL.
    Silent(#[allow(dead_code, reason = "for a debugger and for tests")] io::Error),
    /// The server refuses, or the user may not create databases.
    Said(String),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Silent(error)
    }
}

/// Logs in and returns the server's version.
pub fn probe(address: SocketAddr, user: &str) -> Result<String, Refusal> {
    let patience = Some(Duration::from_secs(3));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
    stream.set_read_timeout(patience)?;
    stream.set_write_timeout(patience)?;

    stream.write_all(&startup(user))?;
    let mut version = String::from("of an unknown version");
    let mut may_create = None;
    loop {
        let (kind, body) = read_message(&mut stream)?;
        match kind {
            b'R' if body.starts_with(&[0, 0, 0, 0]) => {}
            b'R' => return Err(Refusal::Said("it asks for a password".to_owned())),
            b'S' => {
                if let Some(value) = body.strip_prefix(b"server_version\0") {
                    version = text(value);
                }
            }
            b'D' => may_create = Some(body.ends_with(b"t")),
            b'E' => return Err(Refusal::Said(error_text(&body))),
            // Ready for the question at first, and for the end afterwards.
            b'Z' => match may_create {
                None => {
                    let question = "select rolsuper or rolcreatedb from pg_roles where rolname = current_user\0";
                    stream.write_all(&message(Some(b'Q'), question.as_bytes()))?;
                    may_create = Some(false);
                }
                Some(true) => {
                    stream.write_all(&message(Some(b'X'), b""))?;
                    return Ok(version);
                }
                Some(false) => {
                    return Err(Refusal::Said("the user may not make databases".to_owned()));
                }
            },
            _ => {}
        }
    }
}

fn startup(user: &str) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    for word in ["user", user, "database", "postgres"] {
        body.extend_from_slice(word.as_bytes());
        body.push(0);
    }
    body.push(0);
    message(None, &body)
}

fn message(kind: Option<u8>, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    let mut bytes: Vec<u8> = kind.into_iter().collect();
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}

fn read_message(stream: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if !(4..=MESSAGE_BYTES_MAX).contains(&length) {
        return Err(io::Error::other("not a PostgreSQL"));
    }
    let mut body = vec![0; length - 4];
    stream.read_exact(&mut body)?;
    Ok((kind, body))
}

/// The part of an error message for people; its fields are a letter and a text each.
fn error_text(body: &[u8]) -> String {
    let fields = body.split(|byte| *byte == 0);
    let human = fields.into_iter().find_map(|field| field.strip_prefix(b"M"));
    text(human.unwrap_or(b"refused"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A server that answers each read with the next of these.
    fn server(answers: Vec<Vec<u8>>) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut question = [0; 512];
                let _ = stream.read(&mut question);
                stream.write_all(&answer).unwrap();
            }
        });
        address
    }

    fn welcome() -> Vec<u8> {
        let version = message(Some(b'S'), b"server_version\x0017.2\0");
        [message(Some(b'R'), &[0; 4]), version, message(Some(b'Z'), b"I")].concat()
    }

    fn row(value: &[u8]) -> Vec<u8> {
        let body = [&[0, 1, 0, 0, 0, 1], value].concat();
        [message(Some(b'D'), &body), message(Some(b'Z'), b"I")].concat()
    }

    #[test]
    fn a_server_that_lets_us_in_tells_its_version() {
        assert_eq!(probe(server(vec![welcome(), row(b"t")]), "postgres").unwrap(), "17.2");
    }

    #[test]
    fn a_user_without_the_right_to_make_databases_is_of_no_use() {
        let refusal = probe(server(vec![welcome(), row(b"f")]), "root").unwrap_err();
        assert!(matches!(refusal, Refusal::Said(reason) if reason.contains("may not make databases")));
    }

    #[test]
    fn a_server_that_asks_for_a_password_is_of_no_use() {
        let refusal = probe(server(vec![message(Some(b'R'), &[0, 0, 0, 10])]), "postgres").unwrap_err();
        assert!(matches!(refusal, Refusal::Said(reason) if reason.contains("password")));
    }

    #[test]
    fn the_servers_own_words_are_kept() {
        let error = message(Some(b'E'), b"SFATAL\0Mrole \"root\" does not exist\0\0");
        let refusal = probe(server(vec![error]), "root").unwrap_err();
        assert!(matches!(refusal, Refusal::Said(reason) if reason == "role \"root\" does not exist"));
    }

    #[test]
    fn something_else_on_the_port_is_no_postgres() {
        let refusal = probe(server(vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()]), "root").unwrap_err();
        assert!(matches!(refusal, Refusal::Silent(_)));
    }
}
