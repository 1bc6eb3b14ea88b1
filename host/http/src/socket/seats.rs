//! Limits how many sockets one customer or account may have open.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use parking_lot::Mutex;
use vuoro_kernel::{AccountId, Caller, OrganisationId, VisitorId, Who, limits::Limits};

/// The number of sockets of each.
pub(crate) struct Seats {
    limits: Limits,
    taken: Mutex<HashMap<Holder, usize>>,
}

/// A counted socket; dropping it uncounts it.
pub(crate) struct Seat {
    seats: Arc<Seats>,
    holder: Holder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder {
    Visitor(Option<OrganisationId>, VisitorId),
    Account(AccountId),
    /// Strangers, who are limited by the connections of their address.
    Stranger,
}

impl Seats {
    pub(crate) fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, taken: Mutex::default() })
    }

    /// A seat for one more socket; `None` when the caller has as many as they may.
    pub(crate) fn take(self: &Arc<Self>, caller: &Caller) -> Option<Seat> {
        let (holder, most) = match caller.who {
            Who::Stranger => (Holder::Stranger, usize::MAX),
            Who::Visitor(visitor) => (Holder::Visitor(caller.organisation, visitor), self.limits.sockets_per_visitor),
            Who::Account { account, .. } | Who::Member { account, .. } => {
                (Holder::Account(account), self.limits.sockets_per_account)
            }
        };
        if holder != Holder::Stranger {
            let mut taken = self.taken.lock();
            let count = taken.get(&holder).copied().unwrap_or(0);
            if count >= most {
                return None;
            }
            taken.insert(holder, count + 1);
        }
        Some(Seat { seats: self.clone(), holder })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.seats.taken.lock().entry(self.holder) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_gets_no_more_seats_than_allowed_until_one_is_free() {
        let seats = Seats::new(Limits { sockets_per_visitor: 2, ..Limits::default() });
        let caller = |who| Caller { organisation: None, who };
        let visitor = caller(Who::Visitor(VisitorId::new()));
        let (first, _second) = (seats.take(&visitor).unwrap(), seats.take(&visitor).unwrap());
        assert!(seats.take(&visitor).is_none());
        assert!(seats.take(&caller(Who::Visitor(VisitorId::new()))).is_some());
        assert!(seats.take(&caller(Who::Stranger)).is_some());
        drop(first);
        assert!(seats.take(&visitor).is_some());
        drop(_second);
        assert!(seats.taken.lock().is_empty());
    }
}
