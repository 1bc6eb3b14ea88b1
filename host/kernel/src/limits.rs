//! Every bound of the host by name. The figures are the defaults that SECURITY.md promises in public (G13);
//! those an operator of the server may change live in [`Limits`], the others are constants.

use std::time::Duration;

/// Most rows on one page of a list.
pub const PAGE_SIZE_MAX: usize = 100;
/// Rows on a page when the client asks for no number.
pub const PAGE_SIZE_DEFAULT: usize = 20;
/// Most characters of one message.
pub const MESSAGE_CHARS_MAX: usize = 10_000;
/// Most characters of the name of a person, a queue or an organisation.
pub const NAME_CHARS_MAX: usize = 100;
/// Most characters of an e-mail address (RFC 5321, 4.5.3.1.3, without the angle brackets).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Most characters of an attachment's file name.
pub const FILE_NAME_CHARS_MAX: usize = 255;
/// Fewest and most characters of a password. The upper limit bounds the cost of hashing.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=256;
/// Most queues of one organisation.
pub const QUEUES_MAX: usize = 500;
/// Most origins whose pages may embed an organisation's widget. All of them are sent in one header.
pub const WIDGET_ORIGINS_MAX: usize = 50;
/// Most bytes of one widget origin: a host name has at most 253, plus the scheme and the port.
pub const ORIGIN_BYTES_MAX: usize = 280;
/// Most members of one organisation.
pub const MEMBERS_MAX: usize = 10_000;
/// Most open invitations of one organisation.
pub const INVITATIONS_OPEN_MAX: usize = 1_000;
/// Most sessions of one account; a new one over this ends the oldest.
pub const SESSIONS_MAX: usize = 50;
/// Most conversations that one visitor may have waiting or active at once.
pub const VISITOR_CONVERSATIONS_MAX: usize = 3;
/// Most metadata keys of one conversation.
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
/// How long after the end plugins may still say something of a conversation on its customer's or nobody's behalf, as a rating.
pub const SAID_AFTER_END: Duration = Duration::from_secs(24 * 60 * 60);
/// Annotations of one plugin on one conversation.
pub const ANNOTATIONS_MAX: usize = 100;
/// Alarms that one plugin sets in one organisation.
pub const ALARMS_MAX: usize = 1_000;
/// Characters of an annotation's line, and of the reason for a transfer.
pub const ANNOTATION_CHARS_MAX: usize = 1_000;
/// A session ends when it isn't used for this long.
pub const SESSION_IDLE: Duration = Duration::from_secs(12 * 60 * 60);
/// A session ends this long after sign-in, even when it is used.
pub const SESSION_LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long a session's former token can be used after it got another: requests that were on their way bring it.
pub const FORMER_TOKEN_TIME: Duration = Duration::from_secs(60);
/// How long a visitor's session can be resumed after it was last used, unless the site asks for longer.
pub const VISITOR_IDLE: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest idle time that a site may ask for a visitor's session.
pub const VISITOR_IDLE_MAX: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A waiting customer without a sign of life for this long counts as gone.
pub const WAITING_GONE_AFTER: Duration = Duration::from_secs(120);
/// Wrong passwords a minute for one account from one address.
pub const SIGN_IN_FAILURES_MAX: usize = 5;
/// Wrong passwords a minute for one account, wherever they come from.
pub const SIGN_IN_FAILURES_OF_ACCOUNT_MAX: usize = 50;
/// Wrong passwords a minute from one address, for all accounts together: an office shares one address.
pub const SIGN_IN_FAILURES_OF_ADDRESS_MAX: usize = 100;
/// Passwords that are hashed or compared at once; each takes 19 MiB.
pub const PASSWORDS_AT_ONCE_MAX: usize = 2;
/// People whose password waits for its turn to be hashed or compared; the next are told to come back.
pub const PASSWORDS_WAITING_MAX: usize = 1_000;
/// Those of them who come from one address, so that no address fills the line.
pub const PASSWORDS_WAITING_PER_ADDRESS_MAX: usize = 600;
/// How long a password waits for its turn; an operation with a password in it gets this long beside its own time.
pub const PASSWORD_TURN_TIME: Duration = Duration::from_secs(45);
/// A file that no message has taken this long after it was uploaded is removed.
pub const UNSENT_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// Most attachments of one organisation that no message has taken.
pub const ORGANISATION_UNSENT_MAX: i64 = 20_000;
/// Most attachments of one customer that no message has taken.
pub const VISITOR_UNSENT_MAX: i64 = 200;
/// Most attachments of one message.
pub const ATTACHMENTS_PER_MESSAGE_MAX: usize = 10;
/// Largest image, in pixels, of which a thumbnail is made.
pub const THUMBNAIL_SOURCE_PIXELS_MAX: u64 = 40_000_000;
/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE_PX: u32 = 320;

/// Most bytes of a file that a person's picture is made from: enough for a photograph from a telephone.
pub const PICTURE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Side of a person's picture, in pixels: twice the largest size at which the console shows it, for dense screens.
pub const PICTURE_SIDE_PX: u32 = 256;
/// Most files for pictures of persons that are received at once, because each is held whole in memory.
pub const PICTURE_UPLOADS_MAX: usize = 16;

/// Limits of a GraphQL request, over HTTP and over WebSocket.
pub mod graphql {
    use std::time::Duration;

    /// Most bytes of a request body.
    pub const BODY_BYTES_MAX: usize = 64 * 1024;
    /// Most bytes of a document.
    pub const DOCUMENT_BYTES_MAX: usize = 16 * 1024;
    /// Most tokens of a document.
    pub const TOKENS_MAX: usize = 2_000;
    /// Most fields once fragments are spread.
    pub const FIELDS_MAX: usize = 500;
    /// Most aliases once fragments are spread.
    pub const ALIASES_MAX: usize = 50;
    /// Most fields at the root of an operation.
    pub const ROOT_FIELDS_MAX: usize = 20;
    /// Most directives of one field.
    pub const DIRECTIVES_MAX: usize = 10;
    /// Most selection sets nested in one another.
    pub const DEPTH_MAX: usize = 12;
    /// Most rows of lists in one answer: estimated before the operation runs and counted while it runs.
    pub const ROWS_MAX: usize = 10_000;
    /// Time that one query or mutation may take.
    pub const OPERATION_TIME: Duration = Duration::from_secs(5);
    /// Parsed documents cached for each schema.
    pub const DOCUMENTS_CACHED_MAX: usize = 1_000;
}

/// Limits of a WebSocket.
pub mod socket {
    use std::time::Duration;

    /// The client must send `connection_init` within this time.
    pub const INIT_TIME: Duration = Duration::from_secs(3);
    /// Most bytes of one message from a client.
    pub const MESSAGE_BYTES_MAX: usize = 64 * 1024;
    /// Most subscriptions of one socket.
    pub const SUBSCRIPTIONS_MAX: usize = 50;
    /// How often the server pings an idle socket.
    pub const PING_EVERY: Duration = Duration::from_secs(25);
    /// A socket from which nothing arrives for this long is closed.
    pub const DEAD_AFTER: Duration = Duration::from_secs(60);
    /// Most events that wait for a slow reader; one more closes the socket.
    pub const WAITING_EVENTS_MAX: usize = 256;
    /// Most bytes that wait for a slow reader; more close the socket.
    pub const WAITING_BYTES_MAX: usize = 1024 * 1024;
    /// Read buffer of a socket. An idle subscriber takes 20 KiB with this size, and 147 KiB with tungstenite's default.
    pub const READ_BUFFER_BYTES: usize = 4 * 1024;
}

/// Limits of HTTP.
pub mod http {
    use std::time::Duration;

    /// The headers of a request must arrive within this time.
    pub const HEADER_TIME: Duration = Duration::from_secs(10);
    /// Most bytes of the headers of a request.
    pub const HEADER_BYTES_MAX: usize = 16 * 1024;
    /// The body of a request (except uploads) must arrive within this time.
    pub const BODY_TIME: Duration = Duration::from_secs(30);
    /// An idle connection is closed after this time.
    pub const IDLE_TIME: Duration = Duration::from_secs(75);
    /// Most HTTP/2 streams of one connection.
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
    /// Requests in flight get this long to finish on shutdown.
    pub const DRAIN_TIME: Duration = Duration::from_secs(10);
}

/// The limits that a server's configuration may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most open sockets of one visitor.
    pub sockets_per_visitor: usize,
    /// Most open sockets of one account.
    pub sockets_per_account: usize,
    /// Open connections of the whole server; fewer when the process has too few descriptors.
    pub connections: usize,
    /// Most open connections of one address.
    pub connections_per_address: usize,
    /// Most bytes of one attachment.
    pub attachment_bytes_max: u64,
    /// Most bytes of all attachments of one conversation together.
    pub conversation_attachment_bytes_max: u64,
    /// Most bytes of all attachments of one customer.
    pub visitor_attachment_bytes_max: u64,
    /// Most bytes of attachments that customers of one network announce in a day, in one organisation.
    pub network_attachment_bytes_max: u64,
    /// Most bytes of all attachments of one organisation.
    pub organisation_attachment_bytes_max: u64,
    /// Most bytes of one customer's attachments that no message has taken.
    pub visitor_unsent_bytes_max: u64,
    /// Most bytes of one network's attachments that no message has taken, in one organisation.
    pub network_unsent_bytes_max: u64,
    /// Most bytes of one organisation's attachments that no message has taken.
    pub organisation_unsent_bytes_max: u64,
    /// Bytes of the disk that uploads leave free.
    pub free_disk_bytes_min: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            sockets_per_visitor: 10,
            sockets_per_account: 20,
            connections: 16_000,
            connections_per_address: 1_000,
            attachment_bytes_max: 20 * MIB,
            conversation_attachment_bytes_max: 200 * MIB,
            visitor_attachment_bytes_max: 1024 * MIB,
            network_attachment_bytes_max: 4 * 1024 * MIB,
            organisation_attachment_bytes_max: 100 * 1024 * MIB,
            visitor_unsent_bytes_max: 200 * MIB,
            network_unsent_bytes_max: 1024 * MIB,
            organisation_unsent_bytes_max: 5 * 1024 * MIB,
            free_disk_bytes_min: 1024 * MIB,
        }
    }
}
