//! Limits how many connections the server holds, and for whom, because each takes one of a limited number of file
//! descriptors.
//!
//! A connection belongs to a stranger until a request or `connection_init` on it brings a valid token. Strangers and
//! customers together never take the share kept for members, and customers leave room for strangers, because everybody
//! begins as one. So there is always a stranger's connection to close for the next one: the oldest of those without a
//! request in progress.
//!
//! SECURITY.md, "Connections" and G25.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;
use vuoro_kernel::{
    Caller, Who,
    limits::http::{CUSTOMERS_PERCENT, LEAVING_MAX, MEMBERS_PERCENT},
};

use crate::measure::{self, Counted};

/// Most connections that are considered for closing. When none of these is idle, the first of them is closed.
const LOOKED_AT_MAX: usize = 64;

/// The class of callers that a connection belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Stranger,
    Customer,
    Member,
}

impl Class {
    const ALL: [Self; 3] = [Self::Stranger, Self::Customer, Self::Member];

    fn of(caller: &Caller) -> Self {
        match caller.who {
            Who::Stranger => Self::Stranger,
            Who::Visitor(_) => Self::Customer,
            Who::Account { .. } | Who::Member { .. } => Self::Member,
        }
    }
}

/// All connections of some listeners.
pub(crate) struct Places {
    most: usize,
    most_without_members: usize,
    most_customers: usize,
    next: AtomicU64,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    /// The connections of each class, in the order in which they were accepted.
    classes: [BTreeMap<u64, Arc<Connection>>; 3],
    /// Connections that were told to close and still exist.
    leaving: usize,
}

struct Connection {
    id: u64,
    /// An index of [`Class::ALL`]; changed under the lock only.
    class: AtomicU8,
    /// Requests whose responses haven't been sent completely.
    requests: AtomicUsize,
    /// One for a connection that has become a socket.
    sockets: AtomicUsize,
    let_go: CancellationToken,
}

impl Connection {
    fn is_idle(&self) -> bool {
        self.requests.load(Relaxed) == 0
    }

    /// Whether nothing is lost by closing it: its client opens another when it has a request.
    fn is_spare(&self) -> bool {
        self.is_idle() && self.sockets.load(Relaxed) == 0
    }
}

impl Taken {
    fn of(&mut self, class: Class) -> &mut BTreeMap<u64, Arc<Connection>> {
        &mut self.classes[class as usize]
    }

    fn count(&self, class: Class) -> usize {
        self.classes[class as usize].len()
    }

    /// Closes one to make room for another. False when none can be closed.
    fn make_room(&mut self) -> bool {
        let strangers = self.of(Class::Stranger);
        let idle = strangers.values().take(LOOKED_AT_MAX).find(|one| one.is_idle());
        let first = idle.or_else(|| strangers.values().next()).map(|one| one.id);
        if let Some(id) = first {
            return self.let_go(Class::Stranger, id);
        }
        for class in [Class::Customer, Class::Member] {
            let spare = self.of(class).values().take(LOOKED_AT_MAX).find(|one| one.is_spare()).map(|one| one.id);
            if let Some(id) = spare {
                return self.let_go(class, id);
            }
        }
        false
    }

    fn let_go(&mut self, class: Class, id: u64) -> bool {
        let Some(connection) = self.of(class).remove(&id) else { return false };
        self.leaving += 1;
        connection.let_go.cancel();
        measure::connection_let_go();
        true
    }
}

impl Places {
    /// Places for this many connections at once.
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_without_members: most - most * MEMBERS_PERCENT / 100,
            most_customers: most * CUSTOMERS_PERCENT / 100,
            next: AtomicU64::new(0),
            taken: Mutex::default(),
        })
    }

    /// A place for a new connection, if necessary by closing another; `None` when all are members' sockets.
    pub(crate) fn take(self: &Arc<Self>) -> Option<Place> {
        let mut taken = self.taken.lock();
        let [strangers, customers, members] = Class::ALL.map(|class| taken.count(class));
        let is_full = strangers + customers + members >= self.most;
        if (is_full || strangers + customers >= self.most_without_members) && !taken.make_room() {
            return None;
        }
        let id = self.next.fetch_add(1, Relaxed);
        let connection = Arc::new(Connection {
            id,
            class: AtomicU8::new(Class::Stranger as u8),
            requests: AtomicUsize::new(0),
            sockets: AtomicUsize::new(0),
            let_go: CancellationToken::new(),
        });
        taken.of(Class::Stranger).insert(id, connection.clone());
        drop(taken);
        let holder = Holder { places: self.clone(), connection };
        Some(Place { holder, _counted: Counted::connection() })
    }

    /// Whether so many that were told to close still exist that the next connection must wait.
    pub(crate) fn is_crowded(&self) -> bool {
        self.taken.lock().leaving >= LEAVING_MAX
    }
}

/// A counted connection; dropping it uncounts it. It is kept together with the descriptor.
pub(crate) struct Place {
    holder: Holder,
    _counted: Counted,
}

impl Place {
    /// The connection as its requests know it.
    pub(crate) fn holder(&self) -> Holder {
        self.holder.clone()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.holder.places.taken.lock();
        let id = self.holder.connection.id;
        if !Class::ALL.into_iter().any(|class| taken.of(class).remove(&id).is_some()) {
            taken.leaving -= 1;
        }
    }
}

/// A connection with a place, as its requests and its socket know it.
#[derive(Clone)]
pub(crate) struct Holder {
    places: Arc<Places>,
    connection: Arc<Connection>,
}

impl Holder {
    /// Notes the caller of a request on this connection. The last one counts, because a proxy's connection carries
    /// several one after another. Returns false, and leaves the connection a stranger's, when customers have as many as
    /// they may.
    pub(crate) fn belongs_to(&self, caller: &Caller) -> bool {
        self.is(Class::of(caller))
    }

    fn is(&self, class: Class) -> bool {
        if self.connection.class.load(Relaxed) == class as u8 {
            return true;
        }
        let mut taken = self.places.taken.lock();
        let has_room = class != Class::Customer || taken.count(class) < self.places.most_customers;
        let class = if has_room { class } else { Class::Stranger };
        let id = self.connection.id;
        // A connection that was told to close belongs to nobody any more.
        let found = Class::ALL.into_iter().find_map(|from| taken.of(from).remove(&id));
        if let Some(connection) = found {
            connection.class.store(class as u8, Relaxed);
            taken.of(class).insert(id, connection);
        }
        has_room
    }

    /// Counts a request, which is in progress until the result is dropped.
    pub(crate) fn request(&self) -> Request {
        self.connection.requests.fetch_add(1, Relaxed);
        Request(self.connection.clone())
    }

    /// The connection becomes a socket, a stranger's until its caller is known.
    pub(crate) fn becomes_socket(&self) {
        self.connection.sockets.store(1, Relaxed);
        self.is(Class::Stranger);
    }

    /// Cancelled when the place is needed for another connection.
    pub(crate) fn let_go(&self) -> CancellationToken {
        self.connection.let_go.clone()
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connection {}", self.connection.id)
    }
}

/// A request in progress.
pub(crate) struct Request(Arc<Connection>);

impl Drop for Request {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::{AccountId, SessionId, VisitorId};

    use super::*;

    fn caller(who: Who) -> Caller {
        Caller { organisation: None, who }
    }

    fn customer() -> Caller {
        caller(Who::Visitor(VisitorId::new()))
    }

    fn member() -> Caller {
        caller(Who::Account { account: AccountId::new(), session: SessionId::new() })
    }

    fn is_let_go(place: &Place) -> bool {
        place.holder().let_go().is_cancelled()
    }

    /// The positions of those that were told to close.
    fn gone(places: &[Place]) -> Vec<usize> {
        places.iter().enumerate().filter(|(_, place)| is_let_go(place)).map(|(n, _)| n).collect()
    }

    #[test]
    fn the_oldest_idle_stranger_makes_room_for_a_new_connection_and_the_members_share_stays_free() {
        let places = Places::new(100);
        let mut strangers: Vec<_> = (0..75).map(|_| places.take().unwrap()).collect();
        assert_eq!(gone(&strangers), [0; 0], "three quarters are for those who aren't members");
        let busy = strangers[0].holder().request();
        strangers.push(places.take().unwrap());
        assert_eq!(gone(&strangers), [1], "the first asks for something");
        drop(busy);
        strangers.push(places.take().unwrap());
        assert_eq!(gone(&strangers), [0, 1]);

        // Members are accepted all the same, each as a stranger at first.
        let members: Vec<_> = (0..25).map(|_| places.take().unwrap()).collect();
        assert!(members.iter().all(|one| one.holder().belongs_to(&member())));
        strangers.extend((0..75).map(|_| places.take().unwrap()));
        assert_eq!(gone(&members), [0; 0]);
        let taken = places.taken.lock();
        assert_eq!(Class::ALL.map(|class| taken.count(class)), [75, 0, 25]);
        assert_eq!(taken.leaving, gone(&strangers).len());
        drop(taken);
        assert!(places.is_crowded());
        drop(strangers);
        assert!(!places.is_crowded());
    }

    #[test]
    fn customers_leave_room_for_strangers_and_so_for_members() {
        let places = Places::new(100);
        let customers: Vec<_> = (0..51).map(|_| places.take().unwrap()).collect();
        customers.iter().for_each(|one| one.holder().becomes_socket());
        let came_in: Vec<_> = customers.iter().map(|one| one.holder().belongs_to(&customer())).collect();
        assert_eq!(came_in.iter().filter(|came| !**came).count(), 1, "half are for customers");
        let strangers: Vec<_> = (0..50).map(|_| places.take().unwrap()).collect();
        assert_eq!(gone(&customers), [50], "the one who stayed a stranger");
        assert!(strangers[49].holder().belongs_to(&member()));
    }

    #[test]
    fn all_places_are_members_when_they_come_and_an_idle_connection_goes_before_any_socket() {
        let places = Places::new(100);
        let members: Vec<_> = (0..100)
            .map(|n| {
                let place = places.take().unwrap();
                if n != 7 {
                    place.holder().becomes_socket();
                }
                assert!(place.holder().belongs_to(&member()));
                place
            })
            .collect();
        let next = places.take().unwrap();
        assert_eq!(gone(&members), [7]);
        assert!(next.holder().belongs_to(&member()));
        next.holder().becomes_socket();
        assert!(next.holder().belongs_to(&member()));
        assert!(places.take().is_none(), "no one can go");
        drop(next);
        assert!(places.take().is_some());
    }

    #[test]
    fn the_last_who_asks_decides_whose_a_connection_is() {
        let places = Places::new(4);
        let proxied = places.take().unwrap();
        assert!(proxied.holder().belongs_to(&member()));
        assert!(proxied.holder().belongs_to(&caller(Who::Stranger)));
        let _others: Vec<_> = (0..3).map(|_| places.take().unwrap()).collect();
        assert!(is_let_go(&proxied));
        assert!(proxied.holder().belongs_to(&member()), "too late, and harmless");
        drop(proxied);
        assert_eq!(places.taken.lock().leaving, 0);
    }
}
