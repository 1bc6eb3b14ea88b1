//! Requests through a small schema made for these tests, and through the served ones.

mod prepare;
mod run;

use std::sync::atomic::{AtomicI64, Ordering};

use async_graphql::dynamic::FieldValue;
use serde_json::{Value as Json, json};
use vuoro_domain::{Agent, Author, Content, Entry, Problem};
use vuoro_kernel::{
    AccountId, Caller, ClientId, ConversationId, MemberId, OrganisationId, RequestContext, Role, SessionId, Time, Who,
};

use super::*;
use crate::{
    bind::{Leaf, Stop},
    live::{EventValue, Runner},
    resolvers,
};

const SDL: &str = r#"
interface Problem { message: String! }
type Empty implements Problem { message: String! }
type Full implements Problem { message: String! }
type InvalidInput implements Problem { message: String! field: String! }
type QueueEmpty implements Problem { message: String! }
type Done { thing: Thing! }
union Outcome = Done | QueueEmpty | InvalidInput

type Thing {
  name: String!
  must: Int!
  may: Int
  inner: Thing
  innermost: Thing!
  things: [Thing!]!
  gaps: [Thing]
  many(first: Int, after: String, last: Int, before: String): ThingConnection!
}
type ThingConnection { nodes: [Thing!]! }

type Query {
  slow: Int!
  thing(name: String = "default"): Thing
  must: Thing!
  count: Int!
  echo(input: EchoInput!): String!
}
input EchoInput { text: String! = "none", maybe: Int, kind: Kind! = A, ids: [ID!]! = [], nested: EchoInput }
enum Kind { A B }

type Mutation {
  add(by: Int! = 1): Int!
  do(what: String!): Outcome!
}
"#;

struct Thing {
    name: String,
}

static COUNT: AtomicI64 = AtomicI64::new(0);

fn engine() -> Engine {
    let mut binder = Binder::default();
    let thing = |name: &str| Thing { name: name.to_owned() };
    binder
        .object::<Thing>("Thing")
        .get("name", |thing| thing.name.leaf())
        .load("must", |call| {
            Box::pin(async move {
                match call.parent::<Thing>()?.name.as_str() {
                    "broken" => Err(vuoro_domain::Error::Internal("secret".into()).into()),
                    _ => Ok(Some(FieldValue::value(1))),
                }
            })
        })
        .load("may", |_| Box::pin(async move { Err(vuoro_domain::Error::Forbidden.into()) }))
        .load("inner", move |call| {
            Box::pin(async move { Ok(Some(FieldValue::owned_any(thing(&call.parent::<Thing>()?.name)))) })
        })
        .load("innermost", move |call| {
            Box::pin(async move { Ok(Some(FieldValue::owned_any(thing(&call.parent::<Thing>()?.name)))) })
        })
        .load("things", move |call| Box::pin(async move { call.list_of(vec![thing("fine"), thing("broken")]) }))
        .load("gaps", move |call| Box::pin(async move { call.list_of(vec![thing("fine"), thing("broken")]) }))
        .load("many", move |call| {
            Box::pin(async move {
                let rows = (0..call.page()?.size).map(|_| thing("row")).collect();
                call.page_of(vuoro_kernel::Page { rows, has_next: false, has_previous: false })
            })
        });
    binder.object::<vuoro_kernel::Page<Thing>>("ThingConnection").many("nodes", |page| &page.rows);
    binder.object::<Thing>("Done").itself("thing");
    binder.load("Query", "slow", |_| {
        Box::pin(async move {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            Ok(Some(FieldValue::value(1)))
        })
    });
    binder.load("Query", "thing", move |call| {
        Box::pin(async move { Ok(call.text("name").map(|name| FieldValue::owned_any(thing(name)))) })
    });
    binder.load("Query", "must", move |_| Box::pin(async move { Ok(Some(FieldValue::owned_any(thing("broken")))) }));
    binder.load("Query", "count", |_| {
        Box::pin(async move { Ok(Some(FieldValue::value(COUNT.load(Ordering::Relaxed)))) })
    });
    binder.load("Query", "echo", |call| {
        Box::pin(async move {
            let input = call.input()?;
            let (maybe, ids) = (input.whole_change("maybe"), input.ids::<String>("ids")?);
            let nested = input.object("nested").map(|nested| nested.text("text")).transpose()?;
            let (text, kind) = (input.text("text")?, input.word::<String>("kind")?);
            Ok(format!("{text} {kind} {maybe:?} {ids:?} {nested:?}").leaf().map(FieldValue::value))
        })
    });
    binder.load("Mutation", "add", |call| {
        Box::pin(async move {
            let by = call.context.args.get("by").and_then(|by| by.i64().ok()).unwrap_or_default();
            Ok(Some(FieldValue::value(COUNT.fetch_add(by, Ordering::Relaxed) + by)))
        })
    });
    binder.load("Mutation", "do", move |call| {
        Box::pin(async move {
            match call.text("what") {
                Some("empty") => Err(Stop::Problem(Problem::QueueEmpty)),
                Some("invalid") => Err(Stop::Problem(Problem::invalid("what", "is wrong"))),
                Some("not allowed") => Err(Stop::Problem(Problem::NotAllowed)),
                Some("no outcome") => Err(Stop::Problem(Problem::LastOwner)),
                _ => Ok(Some(FieldValue::owned_any(thing("done")).with_type("Done"))),
            }
        })
    });
    new(&[("test.graphql", SDL)], binder)
}

fn new(files: &[(&str, &str)], binder: Binder) -> Engine {
    let engine = Engine::new(files, &[], binder, Introspection::SignedIn, None);
    engine.unwrap_or_else(|error| panic!("{error}"))
}

fn context(caller: Caller) -> Context {
    let address = [127, 0, 0, 1].into();
    let request = RequestContext { request_id: "r-1".into(), address, ..RequestContext::inside(caller) };
    Context { request, slug: Some("demo".into()) }
}

fn stranger() -> Context {
    context(Caller::stranger(None))
}

fn request(query: &str, variables: Json) -> Request {
    serde_json::from_value(json!({"query": query, "variables": variables})).unwrap()
}

async fn answer_to(engine: &Engine, query: &str, variables: Json) -> Json {
    match engine.prepare(request(query, variables), &stranger()) {
        Err(rejected) => serde_json::from_slice(&rejected.body()).unwrap(),
        Ok(prepared) => {
            let scope = Scope::new(stranger(), Time(0), None);
            serde_json::from_slice(&engine.run(&prepared.plan, prepared.variables, &scope).await).unwrap()
        }
    }
}

/// The response as text.
async fn ask(query: &str) -> String {
    answer_to(&engine(), query, Json::Null).await.to_string()
}

fn rejection(engine: &Engine, query: &str, variables: Json) -> String {
    let rejected = engine.prepare(request(query, variables), &stranger()).err();
    rejected.map(|rejected| rejected.errors[0].message.clone()).unwrap_or_default()
}
