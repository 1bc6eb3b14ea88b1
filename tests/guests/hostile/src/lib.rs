//! A misbehaving plugin, built by the compiler for plugins; the field's name decides what it does. Guests that need no
//! compiler are in `host/plugins/src/tests`.

use vuoro_plugin::bindings::{
    log, store, types,
    with_alarms::{self, exports::vuoro::plugin::alarms},
    with_fields::{self, exports::vuoro::plugin::fields},
    with_hooks::{self, exports::vuoro::plugin::hooks},
    with_panels::{self, exports::vuoro::plugin::panels},
};

struct Hostile;

impl fields::Guest for Hostile {
    fn resolve(_: types::Context, request: fields::Request) -> Result<Vec<String>, types::Error> {
        speak();
        match request.field.as_str() {
            "panic" => panic!("the field panics"),
            "memory" => Ok(vec![fill().to_string()]),
            "deep" => Ok(vec![deep(1).to_string()]),
            "overlay" => overlay().map(|text| vec![text]).map_err(|error| types::Error::Failed(format!("{error:?}"))),
            _ => Ok(request.parents),
        }
    }

    fn topic(_: types::Context, field: String, _: String) -> Result<String, types::Error> {
        speak();
        panic!("the topic of {field} panics")
    }
}

impl hooks::Guest for Hostile {
    fn before(_: types::Context, _: hooks::Moment, _: String) -> Result<hooks::Decision, types::Error> {
        speak();
        panic!("before panics")
    }

    fn after(_: types::Context, _: hooks::News) -> Result<(), types::Error> {
        speak();
        panic!("after panics")
    }
}

impl panels::Guest for Hostile {
    fn render(_: types::Context, _: panels::Slot, _: String) -> Result<String, types::Error> {
        speak();
        panic!("render panics")
    }

    fn act(_: types::Context, _: panels::Slot, _: String, _: String) -> Result<String, types::Error> {
        speak();
        panic!("act panics")
    }
}

impl alarms::Guest for Hostile {
    fn ring(_: types::Context, _: String, _: String) -> Result<(), types::Error> {
        speak();
        panic!("ring panics")
    }
}

/// Logs why it panics, as the SDK of a careful plugin does.
fn speak() {
    std::panic::set_hook(Box::new(|panic| log::write(log::Level::Error, &panic.to_string())));
}

/// Allocates all the memory there is.
fn fill() -> usize {
    let mut all: Vec<Vec<u8>> = Vec::new();
    loop {
        all.push(vec![1; 1 << 20]);
        if all.len() > 1_000 {
            return all.len();
        }
    }
}

/// Recurses too deep; the result keeps it from being turned into a loop.
#[inline(never)]
fn deep(depth: u64) -> u64 {
    let below = std::hint::black_box([depth; 16]);
    if depth == u64::MAX { depth } else { deep(depth + 1) + below[0] }
}

/// What a call reads of its own changes: the versions and keys after two puts, one delete and a scan.
fn overlay() -> Result<String, types::HostError> {
    store::put("a/1", b"one", store::Expected::Nothing)?;
    let version = store::put("a/2", b"two", store::Expected::Anything)?;
    store::put("a/2", b"three", store::Expected::Version(version))?;
    let was_there = store::delete("a/1", store::Expected::Anything)?;
    let missing = store::get("a/1")?.is_none();
    let both = store::get_many(&["a/2".to_owned(), "b".to_owned()])?;
    let keys: Vec<String> = store::scan("a/", None, 10)?.into_iter().map(|item| item.key).collect();
    let found: Vec<bool> = both.iter().map(Option::is_some).collect();
    let again = store::put("a/2", b"four", store::Expected::Version(version));
    let again = matches!(again, Err(types::HostError::Conflict));
    Ok(format!("[{was_there},{missing},{},{},{again},{}]", found[0], found[1], keys == ["a/2"]))
}

with_fields::export!(Hostile with_types_in with_fields);
with_hooks::export!(Hostile with_types_in with_hooks);
with_panels::export!(Hostile with_types_in with_panels);
with_alarms::export!(Hostile with_types_in with_alarms);
