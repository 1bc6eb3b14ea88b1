//! Connects the contract's functions to the traits: the code that `export!` generates calls these.

use serde_json::Value;

use crate::bindings::with_erasures::exports::vuoro::plugin::erasures as erasures_export;
use crate::bindings::with_fields::exports::vuoro::plugin::fields as fields_export;
use crate::bindings::with_hooks::exports::vuoro::plugin::hooks as hooks_export;
use crate::{
    Alarms, Before, Context, Decision, Entry, Erased, Erasures, Error, FieldRequest, Fields, Hooks, News, Panels, Slot,
};

/// Declares which of the traits a plugin implements: `export!(Tags: fields, panels)`. With `; log` the text of a panic
/// is logged before the call ends, for which `plugin.toml` asks for the permission `log`.
#[macro_export]
macro_rules! export {
    ($plugin:ident: $($export:ident),+ $(,)?) => {
        $($crate::export!(@one $plugin ($crate::export::say_nothing) $export);)+
    };
    ($plugin:ident: $($export:ident),+; log) => {
        $($crate::export!(@one $plugin ($crate::export::say_panics) $export);)+
    };
    (@one $plugin:ident ($($begin:tt)*) fields) => {
        const _: () = {
            use $crate::bindings::{types, with_fields::exports::vuoro::plugin::fields};
            impl fields::Guest for $plugin {
                fn resolve(
                    context: types::Context,
                    request: fields::Request,
                ) -> ::std::result::Result<::std::vec::Vec<::std::string::String>, types::Error> {
                    $($begin)*();
                    $crate::export::resolve::<Self>(&context, request)
                }

                fn topic(
                    context: types::Context,
                    field: ::std::string::String,
                    arguments: ::std::string::String,
                ) -> ::std::result::Result<::std::string::String, types::Error> {
                    $($begin)*();
                    $crate::export::topic::<Self>(&context, &field, &arguments)
                }
            }
            $crate::bindings::with_fields::export!($plugin with_types_in $crate::bindings::with_fields);
        };
    };
    (@one $plugin:ident ($($begin:tt)*) hooks) => {
        const _: () = {
            use $crate::bindings::{types, with_hooks::exports::vuoro::plugin::hooks};
            impl hooks::Guest for $plugin {
                fn before(
                    context: types::Context,
                    moment: hooks::Moment,
                    event: ::std::string::String,
                ) -> ::std::result::Result<hooks::Decision, types::Error> {
                    $($begin)*();
                    $crate::export::before::<Self>(&context, moment, &event)
                }

                fn after(context: types::Context, news: hooks::News) -> ::std::result::Result<(), types::Error> {
                    $($begin)*();
                    $crate::export::after::<Self>(&context, news)
                }
            }
            $crate::bindings::with_hooks::export!($plugin with_types_in $crate::bindings::with_hooks);
        };
    };
    (@one $plugin:ident ($($begin:tt)*) panels) => {
        const _: () = {
            use $crate::bindings::{types, with_panels::exports::vuoro::plugin::panels};
            impl panels::Guest for $plugin {
                fn render(
                    context: types::Context,
                    slot: panels::Slot,
                    subject: ::std::string::String,
                ) -> ::std::result::Result<::std::string::String, types::Error> {
                    $($begin)*();
                    $crate::export::render::<Self>(&context, slot, &subject)
                }

                fn act(
                    context: types::Context,
                    slot: panels::Slot,
                    subject: ::std::string::String,
                    input: ::std::string::String,
                ) -> ::std::result::Result<::std::string::String, types::Error> {
                    $($begin)*();
                    $crate::export::act::<Self>(&context, slot, &subject, &input)
                }
            }
            $crate::bindings::with_panels::export!($plugin with_types_in $crate::bindings::with_panels);
        };
    };
    (@one $plugin:ident ($($begin:tt)*) alarms) => {
        const _: () = {
            use $crate::bindings::{types, with_alarms::exports::vuoro::plugin::alarms};
            impl alarms::Guest for $plugin {
                fn ring(
                    context: types::Context,
                    key: ::std::string::String,
                    payload: ::std::string::String,
                ) -> ::std::result::Result<(), types::Error> {
                    $($begin)*();
                    $crate::export::ring::<Self>(&context, &key, &payload)
                }
            }
            $crate::bindings::with_alarms::export!($plugin with_types_in $crate::bindings::with_alarms);
        };
    };
    (@one $plugin:ident ($($begin:tt)*) erasures) => {
        const _: () = {
            use $crate::bindings::{types, with_erasures::exports::vuoro::plugin::erasures};
            impl erasures::Guest for $plugin {
                fn forget(
                    context: types::Context,
                    erased: erasures::Erased,
                ) -> ::std::result::Result<(), types::Error> {
                    $($begin)*();
                    $crate::export::forget::<Self>(&context, erased)
                }
            }
            $crate::bindings::with_erasures::export!($plugin with_types_in $crate::bindings::with_erasures);
        };
    };
    (@one $plugin:ident ($($begin:tt)*) $other:ident) => {
        ::std::compile_error!(::std::concat!(
            "`", ::std::stringify!($other), "`: there are fields, panels, hooks, alarms and erasures"
        ));
    };
}

/// Without a log, a panic ends the call without its text.
pub fn say_nothing() {}

/// Logs the text of a panic, because the trap that follows has none. In tests the usual panic handler stays.
pub fn say_panics() {
    #[cfg(target_arch = "wasm32")]
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.payload_as_str().unwrap_or("(no text)");
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        crate::log::error(&format!("panicked at {place}: {text}"));
    }));
}

/// `fields.resolve`.
pub fn resolve<P: Fields>(context: &Context, request: fields_export::Request) -> Result<Vec<String>, Error> {
    let fields_export::Request { parent_type, field, arguments, parents } = request;
    let arguments = serde_json::from_str(&arguments)?;
    let parents = parents.iter().map(|parent| serde_json::from_str(parent)).collect::<Result<_, _>>()?;
    let values = P::resolve(context, &FieldRequest { parent_type, field, arguments, parents })?;
    Ok(values.iter().map(Value::to_string).collect())
}

/// `fields.topic`.
pub fn topic<P: Fields>(context: &Context, field: &str, arguments: &str) -> Result<String, Error> {
    P::topic(context, field, &serde_json::from_str(arguments)?)
}

/// `hooks.before`.
pub fn before<P: Hooks>(
    context: &Context,
    moment: hooks_export::Moment,
    event: &str,
) -> Result<hooks_export::Decision, Error> {
    let decision = P::before(context, &Before { moment, event: serde_json::from_str(event)? })?;
    Ok(match decision {
        Decision::Allow => hooks_export::Decision::Allow,
        Decision::Change(changes) => hooks_export::Decision::Change(changes.to_string()),
        Decision::Refuse(text) => hooks_export::Decision::Refuse(text),
        Decision::Redirect(queue) => hooks_export::Decision::Redirect(queue),
    })
}

/// `hooks.after`.
pub fn after<P: Hooks>(context: &Context, news: hooks_export::News) -> Result<(), Error> {
    let entries = news.entries.into_iter().map(Entry::try_from).collect::<Result<_, _>>()?;
    P::after(context, &News { conversation: news.conversation, entries })
}

/// `panels.render`.
pub fn render<P: Panels>(context: &Context, slot: Slot, subject: &str) -> Result<String, Error> {
    Ok(serde_json::to_string(&P::render(context, slot, &serde_json::from_str(subject)?)?)?)
}

/// `panels.act`.
pub fn act<P: Panels>(context: &Context, slot: Slot, subject: &str, input: &str) -> Result<String, Error> {
    let (subject, input) = (serde_json::from_str(subject)?, serde_json::from_str(input)?);
    Ok(serde_json::to_string(&P::act(context, slot, &subject, &input)?)?)
}

/// `alarms.ring`.
pub fn ring<P: Alarms>(context: &Context, key: &str, payload: &str) -> Result<(), Error> {
    P::ring(context, key, &serde_json::from_str(payload)?)
}

/// `erasures.forget`.
pub fn forget<P: Erasures>(context: &Context, erased: erasures_export::Erased) -> Result<(), Error> {
    let erased = match erased {
        erasures_export::Erased::Conversation(id) => Erased::Conversation(id),
        erasures_export::Erased::Visitor(id) => Erased::Visitor(id),
        erasures_export::Erased::Member(id) => Erased::Member(id),
    };
    P::forget(context, &erased)
}
