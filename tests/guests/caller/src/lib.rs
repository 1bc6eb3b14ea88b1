//! A plugin for tests that sends requests to other servers.

use serde_json::{Value, json};
use vuoro_plugin::{
    Alarms, Before, Context, Decision, Error, FieldRequest, Fields, Hooks, alarms, clock,
    http::{self, Request},
    store,
};

struct Caller;

const LATER: &str = "later";

impl Fields for Caller {
    fn resolve(context: &Context, request: &FieldRequest) -> Result<Vec<Value>, Error> {
        match request.name() {
            ("Query", "askedLater") => request.answer(store::get_json::<Value>(LATER)?),
            ("Mutation", "ask") => request.answer(ask(&request.argument("input")?)),
            ("Mutation", "askLater") => {
                context.need_member()?;
                alarms::set(LATER, clock::now_ms(), &request.argument::<Value>("input")?)?;
                request.answer(true)
            }
            _ => Err(request.unknown()),
        }
    }
}

impl Alarms for Caller {
    fn ring(_: &Context, _: &str, payload: &Value) -> Result<(), Error> {
        store::put_json(LATER, &ask(payload)).map(|_| ())
    }
}

impl Hooks for Caller {
    /// A message that begins with `ask ` is refused with the result of requesting the rest of it.
    fn before(_: &Context, event: &Before) -> Result<Decision, Error> {
        let text: Option<String> = event.property("text")?;
        Ok(match text.as_deref().and_then(|text| text.strip_prefix("ask ")) {
            Some(path) => Decision::Refuse(ask(&json!({ "path": path }))["error"].to_string()),
            None => Decision::Allow,
        })
    }
}

fn ask(input: &Value) -> Value {
    let mut asked = answered(input);
    asked["path"] = input["path"].clone();
    asked
}

fn answered(input: &Value) -> Value {
    let text = |name: &str, default: &str| input[name].as_str().unwrap_or(default).to_owned();
    let headers = input["headers"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let pair = |header: &str| {
        let (name, value) = header.split_once(": ").unwrap_or((header, ""));
        (name.to_owned(), value.to_owned())
    };
    let bytes = usize::try_from(input["bodyBytes"].as_u64().unwrap_or_default()).unwrap_or_default();
    let body = if bytes > 0 { vec![b'x'; bytes] } else { text("body", "").into_bytes() };
    let request =
        Request { method: text("method", "GET"), path: text("path", "/"), headers: headers.map(pair).collect(), body };
    match http::send(&text("connection", "crm"), &request) {
        Ok(response) => {
            let headers: Vec<_> = response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let shown = response.body.get(..1_000).unwrap_or(&response.body);
            json!({ "status": response.status, "headers": headers, "body": String::from_utf8_lossy(shown), "bytes": response.body.len() })
        }
        Err(error) => json!({ "error": format!("{error:?}") }),
    }
}

vuoro_plugin::export!(Caller: fields, hooks, alarms);
