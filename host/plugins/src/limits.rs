//! Every limit of running plugins, by name and unit. A package's manifest may lower those of its calls.

use std::time::Duration;

/// What one kind of call may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    /// Processor time of the guest, for each attempt.
    pub cpu: Duration,
    /// From request to answer, including waiting for a seat and for the host; all attempts together.
    pub wall: Duration,
    /// Linear memory, in bytes.
    pub memory_bytes: usize,
    /// Bytes of text that the guest returns.
    pub out_bytes: usize,
}

/// The kinds of calls, each with its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `hooks.before`: a person waits, and so does their action.
    Before,
    /// `fields.resolve` and `fields.topic`.
    Fields,
    /// `panels.render` and `panels.act`.
    Panels,
    /// `hooks.after`, `alarms.ring` and `erasures.forget`: nobody waits.
    Background,
}

impl Kind {
    /// The limits of this kind of call.
    pub const fn limits(self) -> CallLimits {
        match self {
            Self::Before => limits(20, 150, 64 * KIB),
            Self::Fields => limits(50, 500, MIB),
            Self::Panels => limits(50, 1_000, vuoro_blocks::limits::VIEW_BYTES),
            Self::Background => limits(200, 10_000, 256 * KIB),
        }
    }
}

const fn limits(cpu_ms: u64, wall_ms: u64, out_bytes: usize) -> CallLimits {
    CallLimits {
        cpu: Duration::from_millis(cpu_ms),
        wall: Duration::from_millis(wall_ms),
        memory_bytes: MEMORY_BYTES,
        out_bytes,
    }
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// Linear memory of one call, in bytes.
pub const MEMORY_BYTES: usize = 16 * MIB;

/// All before-hooks of one event together; the domain passes on what is left of it.
pub const EVENT_WALL: Duration = Duration::from_millis(300);

/// What a panel may hold is one definition for host and SDK.
pub use vuoro_blocks::limits::{BLOCKS, ID_CHARS as BLOCK_ID_CHARS};

/// Parents of one `fields.resolve`.
pub const PARENTS: usize = 100;

/// Parents of one field in one response of the API; they are resolved in several calls.
pub const PARENTS_ASKED: usize = 1_000;

/// How deep JSON of a guest may nest; serde_json itself stops at 128.
pub const JSON_DEPTH: usize = 32;

/// Entries of one `hooks.after`.
pub const NEWS_ENTRIES: usize = 100;

/// Bytes of text that a guest is given in one call: half of its memory.
pub const IN_BYTES: usize = 8 * MIB;

/// Bytes that a guest hands to the host in one host call, or returns at the end, as wasmtime counts them.
pub const HOSTCALL_BYTES: usize = MIB;

/// Handles of resources that live at once in one call.
pub const HANDLES: usize = 256;

/// Calls of the host in one call of the guest.
pub const HOST_CALLS: u32 = 100_000;

/// Stack of the guest, in bytes.
pub const GUEST_STACK_BYTES: usize = 512 * KIB;

/// Stack of a call, with what the host needs on top of the guest, in bytes.
pub const FIBER_STACK_BYTES: usize = MIB;

/// Elements of a guest's tables.
pub const TABLE_ELEMENTS: usize = 20_000;

/// Core instances of one component: its module and what adapts it.
pub const CORE_INSTANCES: u32 = 16;

/// How often running guests are interrupted to check their time.
pub const TICK: Duration = Duration::from_millis(1);

/// How long the ticker goes on when no guest runs, so that a busy server doesn't wake it for each call.
pub const TICKER_LINGERS: Duration = Duration::from_millis(200);

/// How often a call is run when others change what it read.
pub const ATTEMPTS: u32 = 3;

/// How long a commit may take, beyond the time of its call.
pub const COMMIT_WALL: Duration = Duration::from_secs(5);

/// Plugins in a chain of causes, including the called one.
pub const CAUSES: usize = 3;

/// Concurrent calls of one plugin in one organisation.
pub const SEATS: usize = 4;

/// Those of them for background calls; the rest is kept for people who wait.
pub const BACKGROUND_SEATS: usize = 2;

/// Concurrent interactive calls of all organisations.
pub const INTERACTIVE_LANE: usize = 64;

/// Concurrent background calls of all organisations.
pub const BACKGROUND_LANE: usize = 16;

/// Calls that wait for a seat of one plugin in one organisation; further ones are refused.
pub const WAITING: usize = 64;

/// Components in memory at once, with those that calls under way still use. The domain keeps fewer for organisations.
pub const LOADED: usize = 2_000;

/// What compiling one component may take, from its turn on; the same for checking a package, which stands back where others
/// want the processor.
pub const COMPILE_WALL: Duration = Duration::from_secs(180);

/// How long a component waits for its turn.
pub const COMPILE_WAIT: Duration = Duration::from_secs(180);

/// Packages and settings that organisations bring and that wait to be checked; the next one is turned away.
pub const COMPILE_WAITING: usize = 16;

/// Of these, those of one organisation.
pub const COMPILE_WAITING_OF_ONE: usize = 4;

/// For how long a component that can't be loaded isn't tried again.
pub const LOAD_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Components of which that is remembered.
pub const LOAD_FAILURES: u64 = 1_000;

/// Processor time of the process that checks a package, to the end of reading it.
pub const CHECK_READ_CPU: Duration = Duration::from_secs(10);

/// Processor time of the process that checks a package, with compiling.
pub const CHECK_CPU: Duration = Duration::from_secs(60);

/// Address space of the process that checks a package, in bytes: the program itself, and what it makes.
pub const CHECK_MEMORY_BYTES: u64 = 1_536 * MIB as u64;

/// One file that the process writes: compiled code.
pub const CHECK_FILE_BYTES: u64 = 256 * MIB as u64;

/// Files that the process has open at once.
pub const CHECK_FILES: u64 = 64;

/// Stack on which the process does what the server does again: half of what the server's threads have.
pub const CHECK_STACK_BYTES: usize = MIB;

/// Stack on which the process compiles: the compiler is used to as much.
pub const COMPILE_STACK_BYTES: usize = 2 * MIB;

/// What the process says in all, in bytes.
pub const VERDICT_BYTES: usize = 32 * KIB;

/// The text in it, in bytes before they are written as JSON.
pub const VERDICT_TEXT_BYTES: usize = 4 * KIB;

/// The path of a wrong setting in it, the same.
pub const SETTINGS_PATH_BYTES: usize = KIB;

/// What the process reads to check settings: a schema and what was chosen, in bytes of JSON.
pub const SETTINGS_CHECK_BYTES: u64 = 512 * KIB as u64;

/// Compiled code on disk, in bytes; the least recently used is deleted first.
pub const CACHE_BYTES: u64 = 1024 * MIB as u64;

/// Files of compiled code on disk.
pub const CACHE_FILES: u64 = 4_000;

/// A key of `store`, in bytes.
pub const KEY_BYTES: usize = 200;

/// A value of `store`, in bytes.
pub const VALUE_BYTES: usize = 64 * KIB;

/// Keys of one plugin in one organisation; the delegate counts them.
pub const KEYS: usize = 10_000;

/// Keys that a plugin keeps of one conversation or customer.
pub const SCOPED_KEYS: usize = 100;

/// A value of a conversation or customer, in bytes.
pub const SCOPED_VALUE_BYTES: usize = 16 * KIB;

/// What all plugins of an organisation keep of its conversations and customers, in bytes of keys and values, and 100 for each. Two calls at
/// once may go beyond it by what they write.
pub const SCOPED_BYTES: usize = 1024 * MIB;

/// Keys of one `get-many`, and of one `scan`.
pub const KEYS_A_CALL: usize = 100;

/// Bytes of values and keys that one `scan` returns.
pub const SCAN_BYTES: usize = MIB;

/// Keys that one call of a guest may read.
pub const READS: usize = 10_000;

/// Keys that one call of a guest may change.
pub const WRITES: usize = 500;

/// All values that one call of a guest may write, in bytes.
pub const WRITTEN_BYTES: usize = 4 * MIB;

/// Changes other than of keys in one call of a guest.
pub const EFFECTS: usize = 200;

/// Entries of one `chat.entries`.
pub const ENTRIES: usize = 100;

/// Characters of an annotation's key and of a facet.
pub const WORD_CHARS: usize = 100;

/// Characters of a text that a plugin writes in a conversation.
pub const TEXT_CHARS: usize = 1_000;

/// Changes of one `set-metadata`.
pub const METADATA_CHANGES: usize = 100;

/// Bytes of one published value.
pub const EVENT_BYTES: usize = 16 * KIB;

/// Published values of one call of a guest.
pub const PUBLISHED: usize = 20;

/// Bytes of a topic.
pub const TOPIC_BYTES: usize = 200;

/// Bytes of an alarm's payload.
pub const PAYLOAD_BYTES: usize = 16 * KIB;

/// Bytes of one call of `random.bytes`.
pub const RANDOM_BYTES: u32 = 1_024;

/// The address of a connection, in bytes.
pub const CONNECTION_URL_BYTES: usize = 2_000;

/// The name of a header, in bytes.
pub const HEADER_NAME_BYTES: usize = 100;

/// Requests to other servers in one call of a guest.
pub const REQUESTS: u32 = 10;

/// One request, from looking the name up to the last byte of the response.
pub const REQUEST_WALL: Duration = Duration::from_secs(5);

/// How long before the end of its call a request times out, so that the guest can still report it.
pub const REQUEST_MARGIN: Duration = Duration::from_millis(100);

/// The path of a request with its query, in bytes.
pub const REQUEST_PATH_BYTES: usize = 4 * KIB;

/// Headers of a request.
pub const REQUEST_HEADERS: usize = 32;

/// Headers of a request, in bytes of names and values.
pub const REQUEST_HEADER_BYTES: usize = 8 * KIB;

/// The body of a request, in bytes.
pub const REQUEST_BODY_BYTES: usize = 256 * KIB;

/// Headers of a response, in bytes of names and values.
pub const RESPONSE_HEADER_BYTES: usize = 64 * KIB;

/// The body of a response, in bytes.
pub const RESPONSE_BYTES: usize = MIB;

/// Concurrent look-ups of other servers' names, of all organisations.
pub const LOOKUPS: usize = 64;

/// Concurrent look-ups of one organisation; its further requests fail meanwhile.
pub const LOOKUPS_OF_ONE: usize = 8;

/// Addresses of one name that are considered.
pub const ADDRESSES: usize = 32;

/// A line of a plugin, in bytes; the rest is cut off.
pub const LINE_BYTES: usize = 4 * KIB;

/// Lines of one call of a guest; the rest is dropped.
pub const LINES: u32 = 100;

/// Lines kept of one plugin in one organisation.
pub const LINES_KEPT: usize = 200;

/// Failures kept of one plugin in one organisation.
pub const FAILURES_KEPT: usize = 20;

/// Plugins of organisations of which lines and failures are kept; the least recently used is dropped first.
pub const RECORDS: usize = 4_096;

/// Text of a failure, in bytes.
pub const FAILURE_BYTES: usize = 4 * KIB;

/// Functions named in a failure.
pub const FRAMES: usize = 20;

/// Characters of a plugin's text for a person.
pub const REFUSAL_CHARS: usize = 1_000;

/// Fields that one `invalid` names.
pub const FIELD_ERRORS: usize = 100;

/// Failures that open a breaker.
pub const BREAKER_FAILURES: usize = 5;

/// The time within which these failures must happen.
pub const BREAKER_WINDOW: Duration = Duration::from_secs(60);

/// Customers of whom a breaker knows that their failure counted within its window; of more the oldest is forgotten, and
/// counts again.
pub const BREAKER_CUSTOMERS: usize = 64;

/// What finding out whose conversation a failed call was about may take; then it counts as nobody's.
pub const BLAME_WALL: Duration = Duration::from_millis(300);

/// How long an open breaker waits before each probe; the last delay repeats.
pub const BREAKER_PROBES: [Duration; 4] =
    [Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(60), Duration::from_secs(300)];

/// Openings that disable a plugin in an organisation.
pub const BREAKER_OPENINGS: usize = 3;

/// The time within which these openings must happen.
pub const BREAKER_OPENINGS_WINDOW: Duration = Duration::from_secs(3_600);

/// Events that wait for the domain; further ones are dropped and logged.
pub const EVENTS_WAITING: usize = 256;
