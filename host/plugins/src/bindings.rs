//! The contract of `plugin-api/wit` as Rust.
//!
//! `imports` has everything that plugins may call; the small worlds, a module each, have what the host calls.

/// The functions that plugins call.
pub mod imports {
    wasmtime::component::bindgen!({
        path: "../../plugin-api/wit",
        world: "imports",
        imports: { default: async | trappable },
    });
}

pub use imports::vuoro::plugin::{
    alarm_clock, chat, chat_write, clock, events, http, log, random, scoped_store, settings, store, types,
};

macro_rules! worlds {
    ($($module:ident = $world:literal;)*) => {$(
        pub mod $module {
            wasmtime::component::bindgen!({
                path: "../../plugin-api/wit",
                world: $world,
                imports: { default: async | trappable },
                exports: { default: async },
                with: {
                    "vuoro:plugin/types": crate::bindings::types,
                    "vuoro:plugin/store": crate::bindings::store,
                    "vuoro:plugin/scoped-store": crate::bindings::scoped_store,
                    "vuoro:plugin/chat": crate::bindings::chat,
                    "vuoro:plugin/chat-write": crate::bindings::chat_write,
                    "vuoro:plugin/events": crate::bindings::events,
                    "vuoro:plugin/alarm-clock": crate::bindings::alarm_clock,
                    "vuoro:plugin/settings": crate::bindings::settings,
                    "vuoro:plugin/log": crate::bindings::log,
                    "vuoro:plugin/clock": crate::bindings::clock,
                    "vuoro:plugin/random": crate::bindings::random,
                    "vuoro:plugin/http": crate::bindings::http,
                },
            });
        }
    )*};
}

worlds! {
    with_hooks = "with-hooks";
    with_fields = "with-fields";
    with_panels = "with-panels";
    with_alarms = "with-alarms";
    with_erasures = "with-erasures";
}
