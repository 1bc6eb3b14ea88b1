//! What is known of a request, and what its handler tells of it.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use uuid::Uuid;

use crate::{address::Client, places::Holder};

/// What is known of a request before its handler runs. Stored in the request's extensions.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// Made here and not by tower-http's layer, which takes a client's own id: one line of the log could pass for another.
    pub(crate) id: Arc<str>,
    pub(crate) client: Client,
    /// The connection that the request came on.
    pub(crate) holder: Holder,
}

/// What a handler reports for the log. Stored in the response's extensions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The slug of an organisation that exists.
    pub(crate) slug: Option<Arc<str>>,
    /// The operation's name in a valid document, so a GraphQL name.
    pub(crate) operation: Option<Arc<str>>,
}

/// A new id for a request, or for an operation of a socket.
pub(crate) fn new_id() -> Arc<str> {
    let mut text = Uuid::encode_buffer();
    Arc::from(&*Uuid::now_v7().simple().encode_lower(&mut text))
}

/// What the client calls itself.
pub(crate) fn user_agent(headers: &HeaderMap) -> Option<Arc<str>> {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(Arc::from)
}
