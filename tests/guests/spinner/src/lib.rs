//! A plugin for tests that never answers: each of its calls uses up all its time.

use serde_json::Value;
use vuoro_plugin::{Before, Context, Decision, Error, FieldRequest, Fields, Hooks};

struct Spinner;

impl Fields for Spinner {
    fn resolve(_: &Context, _: &FieldRequest) -> Result<Vec<Value>, Error> {
        spin()
    }
}

impl Hooks for Spinner {
    fn before(_: &Context, _: &Before) -> Result<Decision, Error> {
        spin()
    }
}

fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = std::hint::black_box(turns.wrapping_add(1));
    }
}

vuoro_plugin::export!(Spinner: fields, hooks);
