//! Failed attempts to sign in, counted for each account from each address, and more generously for each account and for
//! each address, so that passwords can't be tried in bulk. Right passwords don't count, however many come at once.
//!
//! SECURITY.md, "Passwords".

use std::{
    collections::{HashMap, VecDeque, hash_map::RandomState},
    hash::BuildHasher,
    net::IpAddr,
};

use parking_lot::Mutex;
use tokio::sync::Notify;
use vuoro_kernel::{
    Time,
    limits::{SIGN_IN_FAILURES_MAX, SIGN_IN_FAILURES_OF_ACCOUNT_MAX, SIGN_IN_FAILURES_OF_ADDRESS_MAX},
};

const MINUTE_MS: i64 = 60_000;
/// Most counts kept at once, some 10 MiB. Comparing two passwords at a time limits the failures of a minute to a tenth
/// of this, so nothing that counts is forgotten.
const KEYS_MAX: usize = 65_536;

/// The counts of failures.
#[derive(Default)]
pub(crate) struct Tries {
    counts: Mutex<HashMap<u64, Recent>>,
    // Keys are hashes with a secret: an address of any length takes 8 bytes, and nobody can make two collide.
    hasher: RandomState,
    /// Notified when a password has been compared.
    ended: Notify,
}

/// The account and the address of an attempt: its three counts, each with the most failures in a minute.
#[derive(Clone, Copy)]
pub(crate) struct Tried([(u64, usize); 3]);

/// The times of the last minute's failures, oldest first, and how many passwords are being compared.
#[derive(Default)]
struct Recent {
    failures: VecDeque<i64>,
    compared_now: usize,
}

/// Whether a password may be compared.
enum Allowed {
    Now,
    /// Not before the outcome of one that is being compared is known.
    Unclear,
    /// After this many milliseconds.
    After(i64),
}

impl Recent {
    fn forget_old(&mut self, now: Time) {
        self.failures.retain(|at| counts(*at, now));
    }

    /// Expects that only failures of the last minute are left: see [`Recent::forget_old`].
    fn allows(&self, most: usize, now: Time) -> Allowed {
        if let Some(over) = self.failures.len().checked_sub(most) {
            let oldest = self.failures.get(over).copied().unwrap_or(now.0);
            return Allowed::After((oldest + MINUTE_MS - now.0).max(1));
        }
        if self.failures.len() + self.compared_now < most { Allowed::Now } else { Allowed::Unclear }
    }
}

/// A failure in the future was recorded before the clock was set back, and would count for ever.
fn counts(at: i64, now: Time) -> bool {
    at <= now.0 && at > now.0 - MINUTE_MS
}

impl Tries {
    /// The counts of an attempt at this account from this address.
    pub fn of(&self, email: &str, address: IpAddr) -> Tried {
        let network = network(address);
        Tried([
            (self.hasher.hash_one(("both", email, network)), SIGN_IN_FAILURES_MAX),
            (self.hasher.hash_one(("account", email)), SIGN_IN_FAILURES_OF_ACCOUNT_MAX),
            (self.hasher.hash_one(("address", network)), SIGN_IN_FAILURES_OF_ADDRESS_MAX),
        ])
    }

    /// Refuses attempts after too many failures, before anything is done for them.
    ///
    /// # Errors
    /// The milliseconds to wait.
    pub fn check(&self, tried: Tried, now: Time) -> Result<(), i64> {
        match allowed(&mut self.counts.lock(), tried, now) {
            Allowed::After(wait) => Err(wait),
            Allowed::Now | Allowed::Unclear => Ok(()),
        }
    }

    /// Begins an attempt, or refuses it as [`Tries::check`] does. Where the attempts being compared could use up what
    /// is left, it waits for their outcome: so no more are ever compared than may fail, and a right password is never
    /// refused because of another one whose outcome isn't known.
    ///
    /// # Errors
    /// The milliseconds to wait.
    pub async fn begin(&self, tried: Tried, now: impl Fn() -> Time) -> Result<Try<'_>, i64> {
        loop {
            let ended = self.ended.notified();
            {
                let (mut counts_of, now) = (self.counts.lock(), now());
                match allowed(&mut counts_of, tried, now) {
                    Allowed::After(wait) => return Err(wait),
                    Allowed::Unclear => {}
                    Allowed::Now => {
                        if counts_of.len() + tried.0.len() > KEYS_MAX {
                            forget(&mut counts_of, now);
                        }
                        for (key, _) in tried.0 {
                            counts_of.entry(key).or_default().compared_now += 1;
                        }
                        return Ok(Try { tries: self, tried });
                    }
                }
            }
            ended.await;
        }
    }
}

/// A password that is being compared. It counts as failed only when [`Try::failed`] says so.
#[must_use]
pub(crate) struct Try<'t> {
    tries: &'t Tries,
    tried: Tried,
}

impl Try<'_> {
    /// The password was wrong.
    pub fn failed(self, now: Time) {
        let mut counts = self.tries.counts.lock();
        for (key, most) in self.tried.0 {
            let recent = counts.entry(key).or_default();
            recent.forget_old(now);
            // There is room, because no more are compared than may fail; but a jump of the clock must not make it grow.
            if recent.failures.len() < most {
                recent.failures.push_back(now.0);
            }
        }
    }

    /// The password was right: the account's failures from this address are forgotten. Those of the account elsewhere
    /// stay, and those of the address, because otherwise somebody with one account could try all others from there.
    pub fn succeeded(self) {
        let [(both, _), ..] = self.tried.0;
        if let Some(recent) = self.tries.counts.lock().get_mut(&both) {
            recent.failures.clear();
        }
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        let mut counts = self.tries.counts.lock();
        for (key, _) in self.tried.0 {
            if let Some(recent) = counts.get_mut(&key) {
                recent.compared_now -= 1;
                if recent.compared_now == 0 && recent.failures.is_empty() {
                    counts.remove(&key);
                }
            }
        }
        drop(counts);
        self.tries.ended.notify_waiters();
    }
}

/// What all three counts allow together.
fn allowed(counts: &mut HashMap<u64, Recent>, tried: Tried, now: Time) -> Allowed {
    let mut answer = Allowed::Now;
    for (key, most) in tried.0 {
        let Some(recent) = counts.get_mut(&key) else { continue };
        recent.forget_old(now);
        answer = match (answer, recent.allows(most, now)) {
            (Allowed::After(one), Allowed::After(other)) => Allowed::After(one.max(other)),
            (Allowed::After(wait), _) | (_, Allowed::After(wait)) => Allowed::After(wait),
            (Allowed::Unclear, _) | (_, Allowed::Unclear) => Allowed::Unclear,
            (Allowed::Now, Allowed::Now) => Allowed::Now,
        };
    }
    answer
}

/// Forgets what no longer counts; when that isn't enough, the half that failed longest ago.
fn forget(all: &mut HashMap<u64, Recent>, now: Time) {
    all.retain(|_, recent| {
        recent.forget_old(now);
        recent.compared_now > 0 || !recent.failures.is_empty()
    });
    if all.len() * 4 > KEYS_MAX * 3 {
        let last = |recent: &Recent| recent.failures.back().copied().unwrap_or(0);
        let mut times: Vec<i64> = all.values().map(last).collect();
        let middle = times.len() / 2;
        let (_, &mut middle, _) = times.select_nth_unstable(middle);
        all.retain(|_, recent| recent.compared_now > 0 || last(recent) > middle);
    }
}

/// What one person can be expected to control: an IPv4 address, or the 64 bits of an IPv6 network.
pub(crate) fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        // No IPv6 network in use begins with 32 zero bits, so the two don't meet.
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const NOW: Time = Time(1_700_000_000_000);

    fn from(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn after(ms: i64) -> Time {
        Time(NOW.0 + ms)
    }

    /// Begins a try that needs to wait for no other.
    fn begin<'t>(tries: &'t Tries, email: &str, address: IpAddr, at: Time) -> Result<Try<'t>, i64> {
        tries.begin(tries.of(email, address), || at).now_or_never().expect("nothing to wait for")
    }

    /// Fails; the milliseconds to wait when it isn't even tried.
    fn fail(tries: &Tries, email: &str, address: IpAddr, at: Time) -> Result<(), i64> {
        begin(tries, email, address, at).map(|one| one.failed(at))
    }

    #[test]
    fn five_failures_a_minute_for_an_account_from_an_address_or_an_ipv6_network() {
        let tries = Tries::default();
        let (here, there) = (from("192.0.2.1"), from("192.0.2.2"));
        for n in 0..5 {
            assert_eq!(fail(&tries, "niilo@vuoro.example", here, after(n * 1_000)), Ok(()));
        }
        let sixth = |ms| fail(&tries, "niilo@vuoro.example", here, after(ms));
        assert_eq!(sixth(5_000), Err(55_000));
        assert_eq!(sixth(59_999), Err(1));
        assert_eq!(sixth(60_000), Ok(()));
        assert_eq!(sixth(60_000), Err(1_000));
        assert_eq!(fail(&tries, "niilo@vuoro.example", from("::ffff:192.0.2.1"), after(60_000)), Err(1_000));
        assert_eq!(fail(&tries, "hermanni@vuoro.example", here, after(60_000)), Ok(()), "a colleague");
        assert_eq!(fail(&tries, "niilo@vuoro.example", there, after(60_000)), Ok(()), "from elsewhere");

        for n in 0..5 {
            let address = format!("2001:db8:0:1:{n}::{n}");
            assert_eq!(fail(&tries, "oona@vuoro.example", from(&address), NOW), Ok(()));
        }
        assert_eq!(fail(&tries, "oona@vuoro.example", from("2001:db8:0:1:ffff::"), NOW), Err(60_000));
        assert_eq!(fail(&tries, "oona@vuoro.example", from("2001:db8:0:2::"), NOW), Ok(()));
    }

    #[test]
    fn an_account_and_an_address_have_wider_bounds_of_their_own() {
        let tries = Tries::default();
        for n in 0..SIGN_IN_FAILURES_OF_ACCOUNT_MAX {
            let address = IpAddr::from([192, 0, 2, u8::try_from(n / 5).unwrap()]);
            assert_eq!(fail(&tries, "niilo@vuoro.example", address, NOW), Ok(()));
        }
        assert_eq!(fail(&tries, "niilo@vuoro.example", from("198.51.100.1"), NOW), Err(60_000));
        for n in 0..SIGN_IN_FAILURES_OF_ADDRESS_MAX {
            assert_eq!(fail(&tries, &format!("{}@vuoro.example", n / 5), from("203.0.113.1"), NOW), Ok(()));
        }
        assert_eq!(fail(&tries, "oona@vuoro.example", from("203.0.113.1"), NOW), Err(60_000));
        assert_eq!(fail(&tries, "oona@vuoro.example", from("203.0.113.2"), NOW), Ok(()));
    }

    #[test]
    fn a_right_password_clears_what_failed_there_and_nothing_else() {
        let tries = Tries::default();
        let (here, there) = (from("192.0.2.1"), from("192.0.2.2"));
        for _ in 0..4 {
            for (email, address) in [("a@b.fi", here), ("a@b.fi", there), ("c@d.fi", here)] {
                assert_eq!(fail(&tries, email, address, NOW), Ok(()));
            }
        }
        begin(&tries, "a@b.fi", here, NOW).ok().unwrap().succeeded();
        for _ in 0..5 {
            assert_eq!(fail(&tries, "a@b.fi", here, NOW), Ok(()));
        }
        for (email, address) in [("a@b.fi", there), ("c@d.fi", here)] {
            assert_eq!(fail(&tries, email, address, NOW), Ok(()));
            assert_eq!(fail(&tries, email, address, NOW), Err(60_000));
        }
    }

    #[test]
    fn tries_that_have_not_failed_yet_count_for_nobody() {
        let tries = Tries::default();
        // An office signs in at once: as long as nobody failed, those who can't be compared yet wait and aren't refused.
        let emails: Vec<String> = (0..500).map(|n| format!("{n}@b.fi")).collect();
        let begun = |email: &String| tries.begin(tries.of(email, from("192.0.2.1")), || NOW).now_or_never();
        let begun: Vec<_> = emails.iter().map(begun).collect();
        assert_eq!(begun.iter().flatten().filter(|one| one.is_ok()).count(), SIGN_IN_FAILURES_OF_ADDRESS_MAX);
        assert_eq!(begun.iter().flatten().filter(|one| one.is_err()).count(), 0);
    }

    #[tokio::test]
    async fn no_more_are_compared_at_once_than_may_fail_and_the_right_one_among_them_comes_in() {
        let tries = Tries::default();
        let here = from("192.0.2.1");
        let mut compared: Vec<_> = (0..5).map(|_| begin(&tries, "a@b.fi", here, NOW).ok().unwrap()).collect();
        let tried = tries.of("a@b.fi", here);
        let mut sixth = Box::pin(tries.begin(tried, || NOW));
        assert!((&mut sixth).now_or_never().is_none(), "it waits");
        assert!(tries.check(tried, NOW).is_ok(), "nothing has failed");
        compared.pop().unwrap().succeeded();
        assert!((&mut sixth).now_or_never().expect("there is room again").is_ok());

        compared.into_iter().for_each(|one| one.failed(NOW));
        let fifth = begin(&tries, "a@b.fi", here, NOW).ok().unwrap();
        let mut sixth = Box::pin(tries.begin(tried, || NOW));
        assert!((&mut sixth).now_or_never().is_none(), "it waits");
        fifth.failed(NOW);
        assert_eq!((&mut sixth).now_or_never().expect("it is clear").err(), Some(60_000));
        // One that was given up told nobody whether it was right.
        drop(begin(&tries, "c@d.fi", here, NOW));
        assert_eq!(tries.counts.lock().len(), 3);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let tries = Tries::default();
        (0..5).for_each(|_| assert_eq!(fail(&tries, "a@b.fi", from("192.0.2.1"), NOW), Ok(())));
        assert!(fail(&tries, "a@b.fi", from("192.0.2.1"), NOW).is_err());
        assert_eq!(fail(&tries, "a@b.fi", from("192.0.2.1"), after(-3_600_000)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_the_newest_failures_still_count() {
        let tries = Tries::default();
        for n in 0..(KEYS_MAX as u32) {
            let _ = fail(
                &tries,
                &format!("{n}@vuoro.example"),
                IpAddr::from(n.to_be_bytes()),
                after(i64::from(n / 10_000)),
            );
        }
        assert!(tries.counts.lock().len() <= KEYS_MAX);
        for _ in 0..5 {
            assert_eq!(fail(&tries, "last@vuoro.example", from("198.51.100.1"), after(14)), Ok(()));
        }
        assert!(fail(&tries, "last@vuoro.example", from("198.51.100.1"), after(14)).is_err());
    }
}
