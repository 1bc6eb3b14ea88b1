//! Combines the calls for a field of many parents in one response into one call of the plugin. The rows of a list are
//! resolved concurrently, so the first one waits until the others have asked too.

use std::{collections::HashMap, future::Future, sync::Arc};

use parking_lot::Mutex;
use serde_json::Value as Json;
use tokio::sync::watch;
use vuoro_domain::{PARENTS_A_CALL_MAX, PluginRefusal};

/// How many turns of the executor the first caller waits for the others: each row is polled once per turn, and each
/// list nested in another needs one more turn.
const TURNS: usize = 3;

/// The calls being collected, keyed by what they ask.
#[derive(Default)]
pub(crate) struct Batches(Mutex<HashMap<String, Batch>>);

struct Batch {
    parents: Vec<Json>,
    answer: watch::Receiver<Option<Answer>>,
}

type Answer = Result<Arc<Vec<Json>>, PluginRefusal>;

impl Batches {
    /// The value for one parent. The first caller of a batch calls `ask` with the parents of all, each parent once.
    pub async fn one<F>(&self, key: String, parent: Json, ask: impl Fn(Vec<Json>) -> F) -> Result<Json, PluginRefusal>
    where
        F: Future<Output = Result<Vec<Json>, PluginRefusal>>,
    {
        let (at, role) = self.join(&key, parent);
        let mut answer = match role {
            Role::Follower(answer) => answer,
            Role::Leader(tell, answer) => {
                for _ in 0..TURNS {
                    tokio::task::yield_now().await;
                }
                // Later callers start another batch.
                let parents = self.0.lock().remove(&key).map(|batch| batch.parents).unwrap_or_default();
                tell.send_replace(Some(all(parents, ask).await.map(Arc::new)));
                answer
            }
        };
        match answer.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(Ok(values))) => Ok(values.get(at).cloned().unwrap_or_default()),
            Ok(Some(Err(refusal))) => Err(refusal.clone()),
            // The first caller was dropped, and with it the whole response.
            _ => Ok(Json::Null),
        }
    }

    fn join(&self, key: &str, parent: Json) -> (usize, Role) {
        let mut batches = self.0.lock();
        if let Some(batch) = batches.get_mut(key) {
            let at = batch.parents.iter().position(|there| *there == parent).unwrap_or_else(|| {
                batch.parents.push(parent);
                batch.parents.len() - 1
            });
            return (at, Role::Follower(batch.answer.clone()));
        }
        let (tell, answer) = watch::channel(None);
        batches.insert(key.to_owned(), Batch { parents: vec![parent], answer: answer.clone() });
        (0, Role::Leader(tell, answer))
    }
}

enum Role {
    Leader(watch::Sender<Option<Answer>>, watch::Receiver<Option<Answer>>),
    Follower(watch::Receiver<Option<Answer>>),
}

/// Asks for all parents, in as few calls as the limit allows.
async fn all<F>(mut parents: Vec<Json>, ask: impl Fn(Vec<Json>) -> F) -> Result<Vec<Json>, PluginRefusal>
where
    F: Future<Output = Result<Vec<Json>, PluginRefusal>>,
{
    let mut values = Vec::with_capacity(parents.len());
    while !parents.is_empty() {
        let later = parents.split_off(parents.len().min(PARENTS_A_CALL_MAX));
        values.extend(ask(std::mem::replace(&mut parents, later)).await?);
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;
    use serde_json::json;

    use super::*;

    /// Asks for the parents concurrently and returns the sizes of the resulting calls and the values.
    async fn calls(parents: Vec<(&str, Json)>) -> (Vec<usize>, Vec<Json>) {
        let (batches, calls) = (Batches::default(), Mutex::new(Vec::new()));
        let ask = |parents: Vec<Json>| {
            calls.lock().push(parents.len());
            async move { Ok(parents.into_iter().map(|parent| json!({ "of": parent })).collect()) }
        };
        let values = join_all(parents.into_iter().map(|(key, parent)| batches.one(key.to_owned(), parent, ask))).await;
        assert!(batches.0.lock().is_empty());
        (calls.into_inner(), values.into_iter().map(|value| value.unwrap()).collect())
    }

    #[tokio::test]
    async fn fifty_rows_make_one_call_and_each_gets_its_own_value() {
        let (calls, values) = calls((0..50).map(|n| ("tags", json!(n))).collect()).await;
        assert_eq!(calls, [50]);
        assert_eq!(values, (0..50).map(|n| json!({ "of": n })).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn what_is_asked_differently_is_asked_apart() {
        let (mut calls, _) = calls(vec![("tags", json!(1)), ("notes", json!(1)), ("tags", json!(2))]).await;
        calls.sort_unstable();
        assert_eq!(calls, [1, 2]);
    }

    #[tokio::test]
    async fn equal_parents_are_asked_once() {
        let (calls, values) = calls(vec![("tags", json!(1)); 3]).await;
        assert_eq!((calls, values), (vec![1], vec![json!({ "of": 1 }); 3]));
    }

    #[tokio::test]
    async fn more_parents_than_a_call_takes_make_several() {
        let (calls, values) = calls((0..PARENTS_A_CALL_MAX + 1).map(|n| ("tags", json!(n))).collect()).await;
        assert_eq!(calls, [PARENTS_A_CALL_MAX, 1]);
        assert_eq!(values.last(), Some(&json!({ "of": PARENTS_A_CALL_MAX })));
    }

    #[tokio::test]
    async fn a_refusal_is_everybodys() {
        let batches = Batches::default();
        let refused = || PluginRefusal::Error(vuoro_domain::Error::Forbidden);
        let ask = |_| async { Err(refused()) };
        let all = join_all((0..3).map(|n| batches.one("tags".into(), json!(n), ask))).await;
        assert!(all.into_iter().all(|one| matches!(one, Err(PluginRefusal::Error(vuoro_domain::Error::Forbidden)))));
    }
}
