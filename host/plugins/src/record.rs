//! The record of a plugin in an organisation, for those who maintain it: its last log lines, its last failures, and
//! statistics of its calls. It is kept in memory and is empty after a restart.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parking_lot::Mutex;
use strum::IntoStaticStr;
use vuoro_kernel::{OrganisationId, Time};

use crate::{Failure, PluginId, Usage, limits};

/// The level of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum Level {
    /// Details for the author.
    Debug,
    /// Information.
    Info,
    /// Needs attention some day.
    Warning,
    /// Needs attention now.
    Error,
}

/// A line that a plugin logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The time.
    pub at: Time,
    /// The level.
    pub level: Level,
    /// The text with control characters escaped; before that at most [`limits::LINE_BYTES`].
    pub text: String,
}

/// Counts of calls by result, since the server started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Calls that succeeded.
    pub done: u64,
    /// Calls that the plugin refused: an expected outcome.
    pub refused: u64,
    /// Calls that failed by the plugin's fault.
    pub failed: u64,
    /// Calls that weren't made: breaker, overload, loop.
    pub skipped: u64,
    /// Processor time of all calls, in microseconds.
    pub cpu_us: u64,
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Went {
    Done,
    Refused,
    Failed,
    Skipped,
}

/// The record of one plugin in one organisation.
#[derive(Debug, Default)]
pub struct Record {
    lines: Mutex<VecDeque<Line>>,
    failures: Mutex<VecDeque<Failure>>,
    last_usage: Mutex<Option<Usage>>,
    /// Indexed by [`Went`].
    counts: [AtomicU64; 4],
    cpu_us: AtomicU64,
}

impl Record {
    /// The last lines, newest last; at most [`limits::LINES_KEPT`].
    pub fn lines(&self) -> Vec<Line> {
        self.lines.lock().iter().cloned().collect()
    }

    /// The last failures, newest last; at most [`limits::FAILURES_KEPT`].
    pub fn failures(&self) -> Vec<Failure> {
        self.failures.lock().iter().cloned().collect()
    }

    /// What the last call used; `None` before the first call, and when the plugin wasn't called.
    pub fn last_usage(&self) -> Option<Usage> {
        *self.last_usage.lock()
    }

    /// The counts of calls by result.
    pub fn counts(&self) -> Counts {
        let [done, refused, failed, skipped] = &self.counts;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            done: read(done),
            refused: read(refused),
            failed: read(failed),
            skipped: read(skipped),
            cpu_us: read(&self.cpu_us),
        }
    }

    pub(crate) fn write(&self, line: Line) {
        push(&mut self.lines.lock(), line, limits::LINES_KEPT);
    }

    pub(crate) fn fail(&self, failure: Failure) {
        push(&mut self.failures.lock(), failure, limits::FAILURES_KEPT);
    }

    /// Keeps a failure unless the last one is of the same package and the same kind, and says the same.
    pub(crate) fn fail_once(&self, failure: Failure) {
        let same = |last: &Failure| {
            (last.digest, last.export, last.outcome) == (failure.digest, failure.export, failure.outcome)
                && last.text == failure.text
        };
        let mut failures = self.failures.lock();
        if !failures.back().is_some_and(same) {
            push(&mut failures, failure, limits::FAILURES_KEPT);
        }
    }

    pub(crate) fn note_usage(&self, usage: Usage) {
        *self.last_usage.lock() = Some(usage);
    }

    pub(crate) fn count(&self, went: Went) {
        let [done, refused, failed, skipped] = &self.counts;
        let count = match went {
            Went::Done => done,
            Went::Refused => refused,
            Went::Failed => failed,
            Went::Skipped => skipped,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn used(&self, cpu: std::time::Duration) {
        self.cpu_us.fetch_add(u64::try_from(cpu.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

fn push<T>(ring: &mut VecDeque<T>, item: T, max: usize) {
    while ring.len() >= max {
        ring.pop_front();
    }
    ring.push_back(item);
}

/// The records of all plugins of all organisations, at most [`limits::RECORDS`].
#[derive(Default)]
pub(crate) struct Records(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    records: HashMap<(OrganisationId, PluginId), (u64, Arc<Record>)>,
    /// Counts the look-ups; the record with the lowest count is the least recently used.
    turn: u64,
}

impl Records {
    /// The record of a plugin, created when there is none.
    pub(crate) fn of(&self, organisation: OrganisationId, plugin: &PluginId) -> Arc<Record> {
        let mut kept = self.0.lock();
        kept.turn += 1;
        let turn = kept.turn;
        let key = (organisation, plugin.clone());
        if let Some((used_at, record)) = kept.records.get_mut(&key) {
            *used_at = turn;
            return record.clone();
        }
        if kept.records.len() >= limits::RECORDS {
            let least = kept.records.iter().min_by_key(|(_, (used_at, _))| *used_at).map(|(key, _)| key.clone());
            least.map(|key| kept.records.remove(&key));
        }
        let record = Arc::new(Record::default());
        kept.records.insert(key, (turn, record.clone()));
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_the_newest_lines() {
        let record = Record::default();
        for number in 0..limits::LINES_KEPT + 5 {
            record.write(Line { at: Time(0), level: Level::Info, text: number.to_string() });
        }
        let lines = record.lines();
        assert_eq!(lines.len(), limits::LINES_KEPT);
        assert_eq!(lines.first().map(|line| line.text.as_str()), Some("5"));
    }

    #[test]
    fn who_was_heard_of_least_lately_is_forgotten_first() {
        let records = Records::default();
        let [old, busy] = [OrganisationId::new(), OrganisationId::new()];
        let plugin = PluginId::new("tags");
        records.of(old, &plugin).count(Went::Done);
        records.of(busy, &plugin).count(Went::Done);
        for _ in 1..limits::RECORDS {
            records.of(OrganisationId::new(), &plugin);
            records.of(busy, &plugin);
        }
        assert_eq!(records.of(busy, &plugin).counts().done, 1);
        assert_eq!(records.of(old, &plugin).counts().done, 0);
    }
}
