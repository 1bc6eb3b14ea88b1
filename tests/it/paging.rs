//! Relay's paging, which is the same for all lists: the pages together are the whole list.

use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};
use vuoro_domain::NewAccount;
use vuoro_kernel::Role;
use vuoro_tests::{
    TestHost, holds,
    host::{PASSWORD, PATH},
    on_both_databases,
    people::Agent,
    rounds,
};

/// A list that is paged, and who reads it.
struct List {
    reader: Agent,
    query: String,
    at: &'static str,
}

struct Page {
    cursors: Vec<String>,
    has_next: bool,
    has_previous: bool,
    start: Option<String>,
    end: Option<String>,
}

impl List {
    async fn page(&self, arguments: &str) -> Page {
        let data = self.reader.data(&self.query.replace("ARGUMENTS", arguments), json!({})).await;
        let connection = data.pointer(self.at).unwrap_or_else(|| panic!("{data}"));
        let edges = connection["edges"].as_array().unwrap();
        let nodes: Vec<_> = edges.iter().map(|edge| edge["node"].clone()).collect();
        assert_eq!(connection["nodes"], json!(nodes));
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let info = &connection["pageInfo"];
        Page {
            cursors: edges.iter().map(|edge| text(&edge["cursor"]).unwrap()).collect(),
            has_next: info["hasNextPage"].as_bool().unwrap(),
            has_previous: info["hasPreviousPage"].as_bool().unwrap(),
            start: text(&info["startCursor"]),
            end: text(&info["endCursor"]),
        }
    }
}

/// Each kind of list, with seven rows.
async fn lists(host: &TestHost) -> Vec<List> {
    let (owner, niilo) = (host.owner().await, host.agent("Niilo").await);
    for n in 0..5 {
        let new = NewAccount {
            email: format!("m{n}@test.example"),
            // Equal names, and a sign that means something elsewhere: the cursor has to tell them apart.
            full_name: ["Öö:1", "Öö:1", "öö:1", "Aa", "\"Bb\\"][n].into(),
            display_name: "x".into(),
            password: PASSWORD.into(),
        };
        let account = host.domain().create_account(new).await.unwrap();
        host.domain().add_member(host.organisation, account.id, Role::Handler, &[]).await.unwrap();
        owner.does("createInvitation", json!({})).await;
    }
    for _ in 0..2 {
        owner.does("createInvitation", json!({})).await;
    }
    let queue = owner.makes_queue("Jono", true).await;
    owner.lets_handle(&queue, &[&niilo]).await;
    for n in 0..6 {
        owner.makes_queue(&format!("Muu {n}"), false).await;
    }
    // An event log of its own, of seven rows: made, then opened and closed.
    let logged = owner.makes_queue("Loki", false).await;
    for n in 0..6 {
        owner.does(if n % 2 == 0 { "openQueue" } else { "closeQueue" }, json!({ "queueId": logged })).await;
    }
    let extra = owner.data("{ queues { nodes { id } } }", json!({})).await;
    let extra = extra["queues"]["nodes"][6]["id"].as_str().unwrap().to_owned();
    owner.does("removeQueue", json!({ "queueId": extra })).await;
    let mut waiting = Vec::new();
    for n in 0..7 {
        let customer = host.customer(&format!("Asiakas {n}")).await;
        waiting.push((customer.waits_in(&queue).await, customer));
    }
    let (conversation, customer) = &waiting[0];
    for n in 0..6 {
        customer.writes(conversation, &format!("{n}")).await;
    }
    let page =
        "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let entries = page.replace("{ id }", "{ seq }");
    let of_queue =
        |queue: &str, field: &str| format!("{{ queue(id: \"{queue}\") {{ {field}(ARGUMENTS) {{ {page} }} }} }}");
    [
        (format!("{{ queues(ARGUMENTS) {{ {page} }} }}"), "/queues"),
        (format!("{{ members(ARGUMENTS) {{ {page} }} }}"), "/members"),
        (format!("{{ invitations(ARGUMENTS) {{ {page} }} }}"), "/invitations"),
        (format!("{{ conversations(list: ALL, ARGUMENTS) {{ {page} }} }}"), "/conversations"),
        (of_queue(&queue, "waiting"), "/queue/waiting"),
        (of_queue(&logged, "events"), "/queue/events"),
        (
            format!("{{ conversation(id: \"{conversation}\") {{ entries(ARGUMENTS) {{ {entries} }} }} }}"),
            "/conversation/entries",
        ),
    ]
    .map(|(query, at)| List { reader: owner.clone(), query, at })
    .into()
}

on_both_databases! {
    async fn every_list_is_paged_as_the_whole_list_would_be_cut(database: Database) {
        let host = TestHost::on(database).await;
        let lists = lists(&host).await;
        let mut whole = Vec::new();
        for list in &lists {
            let all = list.page("first: 100").await;
            assert_eq!(all.cursors.len(), 7, "{}", list.query);
            assert!(!all.has_next && !all.has_previous);
            whole.push(all.cursors);
        }
        let cases = (0..lists.len(), 1..9usize, any::<bool>(), any::<Option<Index>>(), any::<Option<Index>>());
        holds(rounds(150, 10_000), cases, async |(n, size, backwards, after, before)| {
            let (list, all) = (&lists[n], &whole[n]);
            let place = |index: Option<Index>| index.map(|index| index.index(all.len()));
            let (after, before) = (place(after), place(before));
            let mut arguments = format!("{}: {size}", if backwards { "last" } else { "first" });
            for (name, place) in [("after", after), ("before", before)] {
                if let Some(place) = place {
                    arguments += &format!(", {name}: {}", json!(all[place]));
                }
            }
            let page = list.page(&arguments).await;
            let (from, to) = (after.map_or(0, |after| after + 1), before.unwrap_or(all.len()));
            let to = to.max(from);
            let (from, to) = if backwards { (from.max(to.saturating_sub(size)), to) } else { (from, to.min(from + size)) };
            prop_assert_eq!(&page.cursors, &all[from..to], "{} {}", list.query, arguments);
            prop_assert_eq!(&page.start, &page.cursors.first().cloned());
            prop_assert_eq!(&page.end, &page.cursors.last().cloned());
            if from < to {
                prop_assert_eq!((page.has_previous, page.has_next), (from > 0, to < all.len()), "{} {}", list.query, arguments);
            }
            Ok(())
        })
        .await;
        for list in &lists {
            for wrong in ["first: 0", "first: 101", "last: -1", "first: 1, last: 1", "after: \"nonsense\"", "before: \"\""] {
                let query = list.query.replace("ARGUMENTS", wrong);
                assert_eq!(list.reader.client.refusal(PATH, &query, json!({})).await, "BAD_INPUT", "{query}");
            }
        }
        host.stop().await;
    }
}
