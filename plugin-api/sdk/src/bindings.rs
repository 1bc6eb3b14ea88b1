//! The contract of `plugin-api/wit` as Rust. Each world is a module of its own, so that a component has only the
//! exports that its plugin chose.
#![allow(unsafe_code, missing_docs, unused_qualifications, clippy::all)]

/// The functions of the host that plugins call.
pub mod imports {
    wit_bindgen::generate!({
        path: "../wit",
        world: "imports",
        generate_all,
        additional_derives: [PartialEq],
    });
}

pub use imports::vuoro::plugin::{
    alarm_clock, chat, chat_write, clock, events, http, log, random, scoped_store, settings, store, types,
};

macro_rules! worlds {
    ($($module:ident = $world:literal;)*) => {$(
        pub mod $module {
            wit_bindgen::generate!({
                path: "../wit",
                world: $world,
                pub_export_macro: true,
                additional_derives: [PartialEq],
                default_bindings_module: "vuoro_plugin::bindings",
                with: {
                    "vuoro:plugin/types@0.1.0": crate::bindings::types,
                    "vuoro:plugin/store@0.1.0": crate::bindings::store,
                    "vuoro:plugin/scoped-store@0.1.0": crate::bindings::scoped_store,
                    "vuoro:plugin/chat@0.1.0": crate::bindings::chat,
                    "vuoro:plugin/chat-write@0.1.0": crate::bindings::chat_write,
                    "vuoro:plugin/events@0.1.0": crate::bindings::events,
                    "vuoro:plugin/alarm-clock@0.1.0": crate::bindings::alarm_clock,
                    "vuoro:plugin/settings@0.1.0": crate::bindings::settings,
                    "vuoro:plugin/log@0.1.0": crate::bindings::log,
                    "vuoro:plugin/clock@0.1.0": crate::bindings::clock,
                    "vuoro:plugin/random@0.1.0": crate::bindings::random,
                    "vuoro:plugin/http@0.1.0": crate::bindings::http,
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
