//! Every bound of the host by name. The figures are the defaults that SECURITY.md promises in public (G13);
//! those an operator of the server may change live in [`Limits`], the others are constants.

use std::time::Duration;

/// Rows of one page of any list.
pub const PAGE_SIZE_MAX: usize = 100;
/// Rows of a page when the client names no number.
pub const PAGE_SIZE_DEFAULT: usize = 20;
/// Characters of one message.
pub const MESSAGE_CHARS_MAX: usize = 10_000;
/// Characters of a name of a person, a queue or an organisation.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of an e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Characters of the file name of an attachment.
pub const FILE_NAME_CHARS_MAX: usize = 255;
/// Fewest and most characters of a password; the upper bound keeps hashing bounded.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;
/// Most queues of one organisation.
pub const QUEUES_MAX: usize = 500;
/// Most origins whose pages may embed an organisation's widget: they all stand in one header.
pub const WIDGET_ORIGINS_MAX: usize = 50;
/// Most bytes of one of them: a host name has 253, and a scheme and a port stand beside it.
pub const ORIGIN_BYTES_MAX: usize = 280;
/// Most members of one organisation.
pub const MEMBERS_MAX: usize = 10_000;
/// Most open invitations of one organisation.
pub const INVITATIONS_OPEN_MAX: usize = 1_000;
/// Most sessions of one account; a new one over this ends the oldest.
pub const SESSIONS_MAX: usize = 50;
/// Most conversations that one visitor has waiting or active at once.
pub const VISITOR_CONVERSATIONS_MAX: usize = 3;
/// Most keys of metadata of one conversation.
pub const METADATA_KEYS_MAX: usize = 200;
/// Most bytes of one metadata value as JSON.
pub const METADATA_VALUE_BYTES_MAX: usize = 4 * 1024;
/// Most characters of a metadata key.
pub const METADATA_KEY_CHARS_MAX: usize = 100;
/// Highest capacity a queue can be given.
pub const QUEUE_CAPACITY_MAX: i64 = 100_000;
/// How long an invitation can be used (product rule 1.5).
pub const INVITATION_LIFE: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How long a departed customer stays in the agent's list (product rule 4.6).
pub const DEPARTED_LIFE: Duration = Duration::from_secs(6 * 60 * 60);
/// A session that isn't used for this long ends.
pub const SESSION_IDLE: Duration = Duration::from_secs(12 * 60 * 60);
/// A session ends this long after sign-in at the latest.
pub const SESSION_LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long a session's former token can be used after it got another: requests that were on their way bring it.
pub const FORMER_TOKEN_TIME: Duration = Duration::from_secs(60);
/// How long a visitor's session can be resumed after it was last used, unless the site asks for longer.
pub const VISITOR_IDLE: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest a site may ask a visitor's session to live without use.
pub const VISITOR_IDLE_MAX: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A waiting customer whom nobody has seen for this long is taken for gone.
pub const WAITING_GONE_AFTER: Duration = Duration::from_secs(120);
/// Wrong passwords a minute for one account from one address.
pub const SIGN_IN_FAILURES_MAX: usize = 5;
/// Wrong passwords a minute for one account, wherever they come from.
pub const SIGN_IN_FAILURES_OF_ACCOUNT_MAX: usize = 50;
/// Wrong passwords a minute from one address, whichever the accounts: an office shares one.
pub const SIGN_IN_FAILURES_OF_ADDRESS_MAX: usize = 100;
/// Passwords that are hashed or compared at once; each takes 19 MiB.
pub const PASSWORDS_AT_ONCE_MAX: usize = 2;
/// People whose password waits for its turn to be hashed or compared; the next are told to come back.
pub const PASSWORDS_WAITING_MAX: usize = 1_000;
/// Those of them who come from one address, so that no address fills the line.
pub const PASSWORDS_WAITING_PER_ADDRESS_MAX: usize = 600;
/// How long a password waits for its turn; an operation with a password in it gets this long beside its own time.
pub const PASSWORD_TURN_TIME: Duration = Duration::from_secs(45);
/// Most attachments of one message.
pub const ATTACHMENTS_PER_MESSAGE_MAX: usize = 10;
/// Pixels of an image of which a thumbnail is made.
pub const THUMBNAIL_SOURCE_PIXELS_MAX: u64 = 40_000_000;
/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE_PX: u32 = 320;

/// Bytes of a file that a person's picture is made from: a photograph as a telephone takes it.
pub const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Sides of a person's picture, in pixels: what the console shows at most, twice over for dense screens.
pub const PICTURE_SIDE_PX: u32 = 256;
/// Files for pictures of persons that come in at once; each is held whole.
pub const PICTURE_UPLOADS_MAX: usize = 16;

/// Bounds of a GraphQL request, for both doors.
pub mod graphql {
    use std::time::Duration;

    /// Bytes of a request body.
    pub const BODY_BYTES_MAX: usize = 64 * 1024;
    /// Bytes of a document.
    pub const DOCUMENT_BYTES_MAX: usize = 16 * 1024;
    /// Tokens of a document.
    pub const TOKENS_MAX: usize = 2_000;
    /// Fields after fragments are spread.
    pub const FIELDS_MAX: usize = 500;
    /// Aliases after fragments are spread.
    pub const ALIASES_MAX: usize = 50;
    /// Fields at the root of an operation.
    pub const ROOT_FIELDS_MAX: usize = 20;
    /// Directives of one field.
    pub const DIRECTIVES_MAX: usize = 10;
    /// Selection sets inside one another.
    pub const DEPTH_MAX: usize = 12;
    /// Rows of lists in one answer: estimated before it is made, counted while.
    pub const ROWS_MAX: usize = 10_000;
    /// Time of one query or mutation.
    pub const OPERATION_TIME: Duration = Duration::from_secs(5);
    /// Parsed documents kept for each schema.
    pub const DOCUMENTS_CACHED_MAX: usize = 1_000;
}

/// Bounds of a WebSocket.
pub mod socket {
    use std::time::Duration;

    /// The client sends `connection_init` within this time.
    pub const INIT_TIME: Duration = Duration::from_secs(3);
    /// Bytes of one message from a client.
    pub const MESSAGE_BYTES_MAX: usize = 64 * 1024;
    /// Subscriptions of one socket.
    pub const SUBSCRIPTIONS_MAX: usize = 50;
    /// The server pings an idle socket this often.
    pub const PING_EVERY: Duration = Duration::from_secs(25);
    /// A socket without a sign of life for this long is closed.
    pub const DEAD_AFTER: Duration = Duration::from_secs(60);
    /// Events that wait for a slow reader; one more closes the socket.
    pub const WAITING_EVENTS_MAX: usize = 256;
    /// Bytes that wait for a slow reader; more close the socket.
    pub const WAITING_BYTES_MAX: usize = 1024 * 1024;
    /// The read buffer of a socket: 20 KiB an idle subscriber against 147 with tungstenite's default.
    pub const READ_BUFFER_BYTES: usize = 4 * 1024;
}

/// Bounds of HTTP.
pub mod http {
    use std::time::Duration;

    /// The headers of a request arrive within this time.
    pub const HEADER_TIME: Duration = Duration::from_secs(10);
    /// Bytes of the headers of a request.
    pub const HEADER_BYTES_MAX: usize = 16 * 1024;
    /// The body of a request (uploads aside) arrives within this time.
    pub const BODY_TIME: Duration = Duration::from_secs(30);
    /// An idle connection is closed after this time.
    pub const IDLE_TIME: Duration = Duration::from_secs(75);
    /// HTTP/2 streams of one connection.
    pub const STREAMS_MAX: u32 = 100;
    /// Of all connections, so many in a hundred are kept for members.
    pub const MEMBERS_PERCENT: usize = 25;
    /// Of all connections, so many in a hundred customers may hold. What is left to both are those of strangers, which
    /// everybody is at first.
    pub const CUSTOMERS_PERCENT: usize = 50;
    /// Connections that were let go for others and aren't closed yet; at so many, the next waits.
    pub const LEAVING_MAX: usize = 32;
    /// Connections of the listener for operators.
    pub const METRICS_CONNECTIONS_MAX: usize = 64;
    /// Descriptors that are kept for everything but connections: the database, files on their way in and out, requests
    /// of plugins. Half of them when there are fewer than twice as many.
    pub const DESCRIPTORS_KEPT: usize = 512;
    /// Fewest connections that a server starts with.
    pub const CONNECTIONS_MIN: usize = 16;
    /// In-flight requests get this long to finish on shutdown.
    pub const DRAIN_TIME: Duration = Duration::from_secs(10);
}

/// The bounds that a server's configuration may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Open sockets of one visitor.
    pub sockets_per_visitor: usize,
    /// Open sockets of one account.
    pub sockets_per_account: usize,
    /// Open connections of the whole server; fewer when the process has too few descriptors.
    pub connections: usize,
    /// Open connections of one address.
    pub connections_per_address: usize,
    /// Bytes of one attachment.
    pub attachment_bytes_max: u64,
    /// Bytes of all attachments of one conversation.
    pub conversation_attachment_bytes_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sockets_per_visitor: 10,
            sockets_per_account: 20,
            connections: 16_000,
            connections_per_address: 1_000,
            attachment_bytes_max: 20 * 1024 * 1024,
            conversation_attachment_bytes_max: 200 * 1024 * 1024,
        }
    }
}
