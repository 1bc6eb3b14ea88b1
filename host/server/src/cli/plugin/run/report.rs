//! The report on a call, for the plugin's author.

use std::{collections::BTreeMap, time::Duration};

use clap::ValueEnum;
use serde_json::{Value, json};
use vuoro_harness::{CallError, Effect, Failure, Harness, Item, Key, limits};

use super::input::{Asked, Input};
use crate::cli::plugin::text::{indented, size};

/// Prints the answer, the refusal, or what operators would read of the failure.
pub(super) fn answer(harness: &Harness, input: &Input, answer: Result<Value, CallError>) -> anyhow::Result<()> {
    let manifest = harness.manifest();
    let export = input.export.to_possible_value();
    let export = export.as_ref().map_or("?", |export| export.get_name());
    say!("{} {} ({})", manifest.id, manifest.version, harness.digest())?;
    match answer {
        Ok(Value::Null) if matches!(input.asked, Asked::After { .. } | Asked::Ring { .. } | Asked::Forget(_)) => {
            say!("{export}: done")
        }
        Ok(answer) => say!("{export} answers\n    {}", indented(&format!("{answer:#}"))),
        Err(CallError::Failed(failure)) => failed(export, &failure),
        Err(CallError::Refused(text)) => say!("{export} refuses: {text}"),
        Err(CallError::Invalid(fields)) => {
            say!("{export} refuses values")?;
            fields.iter().try_for_each(|it| say!("    {}: {}", it.field, it.message))
        }
        Err(CallError::NotFound) => say!("{export} refuses: not there, or not for them to see"),
        Err(CallError::NotAllowed) => say!("{export} refuses: they may not"),
        Err(CallError::Unavailable(why)) => say!("{export} wasn't answered: {why}"),
    }
}

fn failed(export: &str, failure: &Failure) -> anyhow::Result<()> {
    say!("{export} FAILED: {}: {}", failure.outcome.as_str(), failure.text)?;
    failure.frames.iter().try_for_each(|frame| say!("    in {frame}"))
}

/// Prints what the call changed: keys and everything else.
pub(super) fn changes(before: &BTreeMap<Key, Item>, harness: &Harness) -> anyhow::Result<()> {
    let after = harness.all_items();
    let mut lines = Vec::new();
    for (key, item) in &after {
        if before.get(key).map(|item| item.version) != Some(item.version) {
            lines.push(format!("keeps {key}: {}", value(&item.value)));
        }
    }
    for key in before.keys().filter(|key| !after.contains_key(*key)) {
        lines.push(format!("forgets {key}"));
    }
    lines.extend(harness.effects().iter().map(effect));
    if lines.is_empty() {
        return say!("changes nothing");
    }
    say!("changes")?;
    lines.iter().try_for_each(|line| say!("    {line}"))
}

/// A value as text where it is text, otherwise its size.
fn value(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => size(bytes.len()),
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Annotate { conversation, annotation } => {
            let for_whom = if annotation.for_everyone { "everyone" } else { "agents" };
            let text = json!(annotation.text);
            format!("annotates {conversation}: {} for {for_whom}, {text}, {:?}", annotation.key, annotation.statistic)
        }
        Effect::Unannotate { conversation, key } => format!("takes the annotation {key} of {conversation} back"),
        Effect::Post { conversation, text } => format!("writes in {conversation}: {}", json!(text)),
        Effect::SetMetadata { conversation, changes } => {
            let change = |change: &vuoro_plugins::MetadataChange| {
                format!("{} {} = {}", change.kind.as_str(), change.key, json!(change.value))
            };
            format!("sets metadata of {conversation}: {}", changes.iter().map(change).collect::<Vec<_>>().join(", "))
        }
        Effect::Transfer { conversation, queue, text } => {
            format!("transfers {conversation} to {queue}: {}", json!(text))
        }
        Effect::End { conversation } => format!("ends {conversation}"),
        Effect::Publish { topic, value } => format!("publishes on {topic}: {value}"),
        Effect::SetAlarm { key, at, payload } => format!("sets the alarm {key} to {at}: {payload}"),
        Effect::CancelAlarm { key } => format!("takes the alarm {key} back"),
    }
}

/// Prints the lines that the plugin logged.
pub(super) fn log(harness: &Harness) -> anyhow::Result<()> {
    let lines = harness.lines();
    if lines.is_empty() {
        return Ok(());
    }
    say!("log")?;
    lines.iter().try_for_each(|line| say!("    {:<7}  {}", format!("{:?}", line.level).to_lowercase(), line.text))
}

/// Prints what the call used of each limit.
pub(super) fn usage(harness: &Harness) -> anyhow::Result<()> {
    let Some(usage) = harness.usage() else { return Ok(()) };
    let limits = usage.limits;
    say!("used")?;
    say!("    CPU      {} of {}", time(usage.cpu), time(limits.cpu))?;
    say!("    wall     {} of {}", time(usage.wall), time(limits.wall))?;
    say!("    memory   {} of {}", size(usage.memory_bytes), size(limits.memory_bytes))?;
    say!("    in       {} of {}", size(usage.in_bytes), size(limits::IN_BYTES))?;
    say!("    out      {} of {}", size(usage.out_bytes), size(limits.out_bytes))
}

fn time(duration: Duration) -> String {
    match duration.as_millis() {
        0..10 => format!("{:.2} ms", duration.as_secs_f64() * 1_000.0),
        whole => format!("{whole} ms"),
    }
}
