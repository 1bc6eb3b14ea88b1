//! Explains what went wrong in a guest, for those who maintain it.

use std::time::Duration;

use wasmtime::{PoolConcurrencyLimitError, Trap, WasmBacktrace};

use super::Stopped;
use crate::{
    CallError, Unavailable,
    failure::{Blame, Outcome, cut, escape},
    limits,
    meter::Meter,
    state::{Exceeded, State, Trace},
};

/// Interprets wasmtime's error, together with what the host knows of the call.
pub(super) fn blame(error: &wasmtime::Error, state: &State, meter: &Meter, trace: &Trace, cpu: Duration) -> Stopped {
    if error.is::<PoolConcurrencyLimitError>() {
        return CallError::Unavailable(Unavailable::Busy).into();
    }
    let (outcome, text) = what(error, state, meter, trace, cpu);
    Stopped::Blame(Blame { outcome, text, frames: frames(error) })
}

fn what(error: &wasmtime::Error, state: &State, meter: &Meter, trace: &Trace, cpu: Duration) -> (Outcome, String) {
    let trap = error.downcast_ref::<Trap>();
    if meter.is_over() {
        return (Outcome::CpuLimit, format!("used its {} ms of processor time up", cpu.as_millis()));
    }
    if let Some(exceeded) = error.downcast_ref::<Exceeded>() {
        return (Outcome::TooMuch, exceeded.to_string());
    }
    if let Some(words) = trace.last_words().filter(|words| words.contains("panicked")) {
        return (Outcome::Panic, words);
    }
    if state.memory.was_refused {
        return (Outcome::Memory, state.memory.refusal());
    }
    let root = error.root_cause().to_string();
    // wasmtime has no error types for these two.
    if root.contains("fuel allocated for hostcalls") {
        let text = format!("handed the host more than {} bytes at once", limits::HOSTCALL_BYTES);
        return (Outcome::TooMuch, text);
    }
    if root.contains("handle limit exceeded") {
        return (Outcome::TooMuch, format!("had more than {} handles at once", limits::HANDLES));
    }
    match trap {
        Some(trap) => (Outcome::Trap, trap.to_string()),
        None => (Outcome::Trap, root),
    }
}

fn frames(error: &wasmtime::Error) -> Vec<String> {
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
        Some(name) => {
            const NAME_BYTES: usize = 200;
            escape(cut(&format!("{:#}", rustc_demangle::demangle(name)), NAME_BYTES))
        }
        None => format!("function {}", frame.func_index()),
    };
    let frames = backtrace.frames().iter().map(name);
    frames.skip_while(|name| is_of_panicking(name)).take(limits::FRAMES).collect()
}

/// Whether a function belongs to Rust's panic machinery, which is above the function that panicked.
fn is_of_panicking(name: &str) -> bool {
    ["__rustc::", "core::panicking::", "std::panicking::", "std::sys::backtrace::"]
        .iter()
        .any(|of| name.starts_with(of))
}

#[cfg(test)]
mod tests {
    use super::is_of_panicking;

    #[test]
    fn who_panicked_is_told_apart_from_how_a_panic_ends() {
        for name in ["__rustc::rust_panic", "std::panicking::panic_handler::{closure#0}", "core::panicking::panic_fmt"]
        {
            assert!(is_of_panicking(name), "{name}");
        }
        for name in ["hello::give", "vuoro:plugin/fields@0.1.0#resolve", "function 7", "core::option::unwrap_failed"] {
            assert!(!is_of_panicking(name), "{name}");
        }
    }
}
