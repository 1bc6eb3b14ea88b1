//! Failed tries to sign in, counted for each account and for each address, so that passwords can't be tried in bulk.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    net::IpAddr,
};

use parking_lot::Mutex;
use vuoro_kernel::{Time, limits::SIGN_IN_TRIES_PER_MINUTE};

const TRIES: usize = SIGN_IN_TRIES_PER_MINUTE as usize;
const MINUTE_MS: i64 = 60_000;
/// Accounts and addresses remembered at once, some 5 MiB. Hashing two passwords at a time bounds the tries of a minute
/// to a tenth of this, so nothing that counts is forgotten.
const KEYS_MAX: usize = 65_536;

/// Who tried too often.
#[derive(Default)]
pub(crate) struct Tries {
    counts: Mutex<HashMap<u64, Recent>>,
    // Keys are hashes with a secret: an address of any length takes 8 bytes, and nobody can make two collide.
    hasher: RandomState,
}

/// A try that counts as failed until it is told to have succeeded.
#[must_use]
#[derive(Clone, Copy)]
pub(crate) struct Try {
    account: u64,
    address: u64,
    at: Time,
}

/// The moments of the last tries; 0 is none.
#[derive(Clone, Copy, Default)]
struct Recent([i64; TRIES]);

impl Recent {
    /// How long until another try is allowed, in milliseconds; none when it is now.
    fn wait(&self, now: Time) -> Option<i64> {
        let oldest = self.0.iter().copied().filter(|at| counts(*at, now)).min()?;
        let full = self.0.iter().all(|at| counts(*at, now));
        full.then(|| (oldest + MINUTE_MS - now.0).max(1))
    }

    fn add(&mut self, now: Time) {
        if let Some(place) = self.0.iter_mut().find(|at| !counts(**at, now)) {
            *place = now.0;
        }
    }

    fn take_back(&mut self, at: Time) {
        if let Some(place) = self.0.iter_mut().find(|one| **one == at.0) {
            *place = 0;
        }
    }
}

/// A try of the future was made before the clock was set back, and would count for ever.
fn counts(at: i64, now: Time) -> bool {
    at != 0 && at <= now.0 && at > now.0 - MINUTE_MS
}

impl Tries {
    /// Counts a try; the milliseconds to wait when there were too many for the account or from the address. Counted
    /// before the password is compared, so that tries made at once count too.
    pub fn begin(&self, email: &str, address: IpAddr, now: Time) -> Result<Try, i64> {
        let account = self.hasher.hash_one(("account", email));
        let address = self.hasher.hash_one(("address", network(address)));
        let mut counts_of = self.counts.lock();
        let wait = |key| counts_of.get(key).and_then(|recent: &Recent| recent.wait(now));
        if let Some(wait) = [&account, &address].into_iter().filter_map(wait).max() {
            return Err(wait);
        }
        if counts_of.len() + 2 > KEYS_MAX {
            forget(&mut counts_of, now);
        }
        for key in [account, address] {
            counts_of.entry(key).or_default().add(now);
        }
        Ok(Try { account, address, at: now })
    }

    /// Takes a try back that succeeded. The account begins anew; the address keeps what it failed at before, else
    /// somebody with one account could try all others from there.
    pub fn succeeded(&self, one: Try) {
        let mut counts = self.counts.lock();
        counts.remove(&one.account);
        if let Some(recent) = counts.get_mut(&one.address) {
            recent.take_back(one.at);
        }
    }
}

/// Forgets what counts no more; when that is not enough, the half that was tried longest ago.
fn forget(all: &mut HashMap<u64, Recent>, now: Time) {
    all.retain(|_, recent| recent.0.iter().any(|at| counts(*at, now)));
    if all.len() * 4 > KEYS_MAX * 3 {
        let last = |recent: &Recent| recent.0.iter().copied().max().unwrap_or(0);
        let mut times: Vec<i64> = all.values().map(last).collect();
        let middle = times.len() / 2;
        let (_, &mut middle, _) = times.select_nth_unstable(middle);
        all.retain(|_, recent| last(recent) > middle);
    }
}

/// What one party can be taken to hold: an IPv4 address, or the 64 bits of an IPv6 network.
fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        // No IPv6 network in use begins with 32 zero bits, so the two don't meet.
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_700_000_000_000);

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn after(ms: i64) -> Time {
        Time(NOW.0 + ms)
    }

    #[test]
    fn five_failed_tries_a_minute_for_an_account_wherever_they_come_from() {
        let tries = Tries::default();
        for n in 0..5u8 {
            assert!(
                tries.begin("niilo@vuoro.example", IpAddr::from([192, 0, 2, n]), after(i64::from(n) * 1_000)).is_ok()
            );
        }
        let sixth = |ms| tries.begin("niilo@vuoro.example", from("192.0.2.9"), after(ms)).err();
        assert_eq!(sixth(5_000), Some(55_000));
        assert_eq!(sixth(59_999), Some(1));
        assert_eq!(sixth(60_000), None);
        assert_eq!(sixth(60_000), Some(1_000));
        assert!(tries.begin("hermanni@vuoro.example", from("192.0.2.1"), NOW).is_ok());
    }

    #[test]
    fn five_failed_tries_a_minute_from_an_address_or_an_ipv6_network() {
        let tries = Tries::default();
        for n in 0..5u16 {
            let address = format!("2001:db8:0:1:{n}::{n}");
            assert!(tries.begin(&format!("{n}@vuoro.example"), from(&address), NOW).is_ok());
        }
        assert_eq!(tries.begin("6@vuoro.example", from("2001:db8:0:1:ffff::"), NOW).err(), Some(60_000));
        assert!(tries.begin("6@vuoro.example", from("2001:db8:0:2::"), NOW).is_ok());
        for n in 0..5 {
            assert!(tries.begin(&format!("4-{n}@vuoro.example"), from("192.0.2.1"), NOW).is_ok());
        }
        assert!(tries.begin("4@vuoro.example", from("::ffff:192.0.2.1"), NOW).is_err());
    }

    #[test]
    fn a_success_clears_the_account_and_not_the_address() {
        let tries = Tries::default();
        for n in 0..4 {
            let _failed = tries.begin(if n < 2 { "a@b.fi" } else { "c@d.fi" }, from("192.0.2.1"), NOW).unwrap();
        }
        let right = tries.begin("a@b.fi", from("192.0.2.1"), NOW).ok().unwrap();
        tries.succeeded(right);
        assert!(tries.begin("a@b.fi", from("192.0.2.1"), NOW).is_ok());
        assert!(tries.begin("a@b.fi", from("192.0.2.1"), NOW).is_err());
        for n in 2..6u8 {
            assert!(tries.begin("a@b.fi", IpAddr::from([192, 0, 2, n]), NOW).is_ok());
        }
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let tries = Tries::default();
        (0..5).for_each(|_| assert!(tries.begin("a@b.fi", from("192.0.2.1"), NOW).is_ok()));
        assert!(tries.begin("a@b.fi", from("192.0.2.1"), NOW).is_err());
        assert!(tries.begin("a@b.fi", from("192.0.2.1"), after(-3_600_000)).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_the_newest_tries_still_count() {
        let tries = Tries::default();
        for n in 0..(KEYS_MAX as u32 * 2) {
            let _ =
                tries.begin(&format!("{n}@vuoro.example"), IpAddr::from(n.to_be_bytes()), after(i64::from(n) / 10_000));
        }
        assert!(tries.counts.lock().len() <= KEYS_MAX);
        (0..4).for_each(|_| assert!(tries.begin("last@vuoro.example", from("198.51.100.1"), after(14)).is_ok()));
        assert!(tries.begin("last@vuoro.example", from("198.51.100.1"), after(14)).is_ok());
        assert!(tries.begin("last@vuoro.example", from("198.51.100.1"), after(14)).is_err());
    }
}
