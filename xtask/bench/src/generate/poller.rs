//! epoll with numbers for names, and a timer finer than epoll's milliseconds.

use std::os::fd::AsFd;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};

/// Events taken at once.
const EVENTS_MAX: usize = 256;
/// A wait returns after so many milliseconds at least, so that every loop sees its end.
const WAIT_MS: u8 = 20;
/// The number under which a timer's ticks come.
pub const TICK: u64 = u64::MAX;

/// What is waited for.
pub struct Poller {
    epoll: Epoll,
    events: Vec<EpollEvent>,
    timer: Option<TimerFd>,
    wait: EpollTimeout,
}

impl Poller {
    /// Nothing yet.
    pub fn new() -> anyhow::Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        Ok(Self {
            epoll,
            events: vec![EpollEvent::empty(); EVENTS_MAX],
            timer: None,
            wait: EpollTimeout::from(WAIT_MS),
        })
    }

    /// Never sleeps from now on. Waking a sleeping core is dear on a virtual machine and charged to the server that
    /// writes; a generator that is awake keeps that out of the server's figures.
    pub fn stay_awake(&mut self) {
        self.wait = EpollTimeout::ZERO;
    }

    /// Adds a connection under `number`.
    pub fn add(&self, source: &impl AsFd, number: usize) -> anyhow::Result<()> {
        Ok(self.epoll.add(source.as_fd(), EpollEvent::new(EpollFlags::EPOLLIN, number as u64))?)
    }

    /// Starts ticks, one every `period`, which wake [`Self::wait`] with [`TICK`].
    pub fn tick_every(&mut self, period: Duration) -> anyhow::Result<()> {
        let timer = TimerFd::new(ClockId::CLOCK_MONOTONIC, TimerFlags::TFD_NONBLOCK | TimerFlags::TFD_CLOEXEC)?;
        timer.set(Expiration::Interval(period.into()), TimerSetTimeFlags::empty())?;
        self.epoll.add(timer.as_fd(), EpollEvent::new(EpollFlags::EPOLLIN, TICK))?;
        self.timer = Some(timer);
        Ok(())
    }

    /// Waits a short time, and puts the numbers of what is ready into `ready`, a tick first.
    pub fn wait(&mut self, ready: &mut Vec<u64>) -> anyhow::Result<()> {
        ready.clear();
        let count = match self.epoll.wait(&mut self.events, self.wait) {
            Ok(count) => count,
            Err(Errno::EINTR) => 0,
            Err(error) => return Err(error.into()),
        };
        ready.extend(self.events[..count].iter().map(EpollEvent::data));
        if let Some(at) = ready.iter().position(|number| *number == TICK) {
            ready.swap(0, at);
            if let Some(timer) = &self.timer {
                // Reading takes the ticks; how many is told by the clock. None is left if another wait took them.
                match timer.wait() {
                    Ok(()) | Err(Errno::EAGAIN) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}
