//! The note fields of queues.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use vuoro_plugin::{Context, Error, chat, random, store};

use crate::{
    Refusal,
    field::{Edit, Fields, New},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Create {
    pub(crate) queue_id: String,
    #[serde(flatten)]
    pub(crate) new: New,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Update {
    pub(crate) queue_id: String,
    pub(crate) field_id: String,
    #[serde(flatten)]
    pub(crate) edit: Edit,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    pub(crate) queue_id: String,
    pub(crate) field_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Order {
    pub(crate) queue_id: String,
    pub(crate) field_ids: Vec<String>,
}

/// The fields of each queue. The host asks only about queues that the actor sees.
pub(crate) fn fields_of_queues(queues: &[&str]) -> Result<Vec<Value>, Error> {
    let all = read_all(queues)?;
    Ok(queues.iter().map(|queue| all.get(*queue).map_or_else(|| json!([]), |fields| json!(fields))).collect())
}

/// The fields of each conversation's queue. The conversation's agent may no longer handle that queue.
pub(crate) fn fields_of_conversations(conversations: &[&str]) -> Result<Vec<Value>, Error> {
    let queues = conversations.iter().map(|id| Ok(chat::conversation(id)?.queue_id));
    let queues: Vec<String> = queues.collect::<Result<_, Error>>()?;
    fields_of_queues(&queues.iter().map(String::as_str).collect::<Vec<_>>())
}

pub(crate) fn create(context: &Context, input: &Create) -> Result<Value, Error> {
    let id = random::unique();
    change(context, &input.queue_id, |fields| {
        let field = fields.create(&id, &input.new)?;
        Ok(json!({ "__typename": "NoteFieldCreated", "noteField": field }))
    })
}

pub(crate) fn update(context: &Context, input: &Update) -> Result<Value, Error> {
    change(context, &input.queue_id, |fields| {
        let field = fields.update(&input.field_id, &input.edit)?;
        Ok(json!({ "__typename": "NoteFieldUpdated", "noteField": field }))
    })
}

pub(crate) fn remove(context: &Context, input: &Remove) -> Result<Value, Error> {
    change(context, &input.queue_id, |fields| {
        fields.remove(&input.field_id)?;
        Ok(json!({ "__typename": "NoteFieldRemoved", "fieldId": input.field_id }))
    })
}

pub(crate) fn order(context: &Context, input: &Order) -> Result<Value, Error> {
    change(context, &input.queue_id, |fields| {
        fields.order(&input.field_ids)?;
        Ok(json!({ "__typename": "NoteFieldsOrdered", "fields": fields }))
    })
}

/// The fields of one queue.
pub(crate) fn read(queue: &str) -> Result<Fields, Error> {
    Ok(store::get_json(&key(queue))?.unwrap_or_default())
}

/// The fields of those queues that have some, each queue read once.
pub(crate) fn read_all(queues: &[&str]) -> Result<BTreeMap<String, Fields>, Error> {
    let mut queues = queues.to_vec();
    queues.sort_unstable();
    queues.dedup();
    let keys: Vec<_> = queues.iter().map(|queue| key(queue)).collect();
    let all = queues.into_iter().map(str::to_owned).zip(store::get_many_json::<Fields>(&keys)?);
    Ok(all.filter_map(|(queue, fields)| Some((queue, fields?))).collect())
}

/// Changes a queue's fields and stores them. Two operators at once lose nothing: the host runs the later call again on
/// the result of the first.
fn change(
    context: &Context,
    queue: &str,
    change: impl FnOnce(&mut Fields) -> Result<Value, Refusal>,
) -> Result<Value, Error> {
    context.need_operator()?;
    if !chat::queues()?.iter().any(|there| there.id == queue) {
        return Err(Error::NotFound);
    }
    let mut fields = read(queue)?;
    let answer = change(&mut fields).map_err(|refusal| refusal.told(context))?;
    if fields.all().is_empty() {
        store::remove(&key(queue))?;
    } else {
        store::put_json(&key(queue), &fields)?;
    }
    Ok(answer)
}

fn key(queue: &str) -> String {
    format!("fields/{queue}")
}
