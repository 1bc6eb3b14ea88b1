//! The line of passwords that wait to be hashed or compared. Few are processed at once, because each takes 19 MiB; the
//! line is limited, and one address can't fill it.
//!
//! SECURITY.md, "Passwords" and G25.

use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Duration};

use parking_lot::Mutex;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use vuoro_kernel::limits::{
    PASSWORD_TURN_TIME, PASSWORDS_AT_ONCE_MAX, PASSWORDS_WAITING_MAX, PASSWORDS_WAITING_PER_ADDRESS_MAX,
};

use crate::{Error, session::network};

/// When refused callers should try again, in milliseconds.
const COME_BACK_MS: u64 = 2_000;

/// The free turns, and the callers who wait for one.
pub(crate) struct Turns {
    free: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
    most_time: Duration,
}

/// Permission to hash or compare one password, until dropped.
#[must_use]
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

#[derive(Default)]
struct Waiting {
    all: usize,
    networks: HashMap<u64, usize>,
}

impl Default for Turns {
    fn default() -> Self {
        let free = Arc::new(Semaphore::new(PASSWORDS_AT_ONCE_MAX));
        Self { free, waiting: Mutex::default(), most_time: PASSWORD_TURN_TIME }
    }
}

impl Turns {
    /// Waits for a turn, first come, first served. `from` is the caller's address; `None` for the server's operator.
    ///
    /// # Errors
    /// `RateLimited` when too many wait, in total or from this address, and when no turn comes in time.
    pub async fn take(&self, from: Option<IpAddr>) -> Result<Turn, Error> {
        // Callers who wait go first: a free turn belongs to them.
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(Turn { _permit: permit });
        }
        let crowded = Error::RateLimited { retry_after_ms: COME_BACK_MS };
        let _place = self.stand_in_line(from.map(network)).ok_or_else(|| crowded.clone())?;
        let permit = timeout(self.most_time, Arc::clone(&self.free).acquire_owned()).await.map_err(|_| crowded)?;
        Ok(Turn { _permit: permit.map_err(|error| Error::Internal(error.to_string()))? })
    }

    fn stand_in_line(&self, network: Option<u64>) -> Option<Place<'_>> {
        let mut waiting = self.waiting.lock();
        let from_there = network.and_then(|network| waiting.networks.get(&network)).copied().unwrap_or(0);
        if waiting.all >= PASSWORDS_WAITING_MAX || from_there >= PASSWORDS_WAITING_PER_ADDRESS_MAX {
            return None;
        }
        waiting.all += 1;
        if let Some(network) = network {
            waiting.networks.insert(network, from_there + 1);
        }
        Some(Place { turns: self, network })
    }
}

/// A place in the line, given up when the turn comes or the caller leaves.
struct Place<'t> {
    turns: &'t Turns,
    network: Option<u64>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut waiting = self.turns.waiting.lock();
        waiting.all -= 1;
        let Some(network) = self.network else { return };
        if let Some(count) = waiting.networks.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                waiting.networks.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;

    use futures_util::{FutureExt, future::join_all};

    use super::*;

    type Wait<'t> = Pin<Box<dyn Future<Output = Result<Turn, Error>> + 't>>;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)));
    const THERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2)));

    /// Joins the line; `None` when the caller is refused.
    fn comes(turns: &Turns, from: Option<IpAddr>) -> Option<Wait<'_>> {
        let mut wait: Wait<'_> = Box::pin(turns.take(from));
        match (&mut wait).now_or_never() {
            None => Some(wait),
            Some(Err(Error::RateLimited { retry_after_ms: COME_BACK_MS })) => None,
            Some(other) => panic!("{:?}", other.map(|_| ())),
        }
    }

    #[tokio::test]
    async fn a_full_line_sends_the_next_away_and_no_address_fills_it() {
        let turns = Turns::default();
        let mut held = Vec::new();
        for _ in 0..PASSWORDS_AT_ONCE_MAX {
            held.push(turns.take(HERE).await.unwrap());
        }
        let mut line: Vec<_> = (0..PASSWORDS_WAITING_PER_ADDRESS_MAX).map(|_| comes(&turns, HERE).unwrap()).collect();
        assert!(comes(&turns, HERE).is_none(), "one address has its share of the line");
        line.extend((PASSWORDS_WAITING_PER_ADDRESS_MAX..PASSWORDS_WAITING_MAX).map(|_| comes(&turns, THERE).unwrap()));
        assert!(comes(&turns, THERE).is_none(), "the line is full");

        drop(line.remove(0));
        line.push(comes(&turns, HERE).expect("one that leaves makes room"));
        drop(held);
        let got = join_all(line.into_iter().map(|wait| async { wait.await.map(drop) })).await;
        assert_eq!(got.iter().filter(|turn| turn.is_ok()).count(), PASSWORDS_WAITING_MAX, "all who stayed had a turn");
        let waiting = turns.waiting.lock();
        assert_eq!((waiting.all, waiting.networks.len()), (0, 0));
    }

    #[tokio::test]
    async fn a_line_that_does_not_move_sends_away_those_who_wait() {
        let turns = Turns { most_time: Duration::from_millis(10), ..Turns::default() };
        let _held = [turns.take(None).await.unwrap(), turns.take(None).await.unwrap()];
        assert!(matches!(turns.take(HERE).await, Err(Error::RateLimited { .. })));
        assert_eq!(turns.waiting.lock().all, 0);
    }
}
