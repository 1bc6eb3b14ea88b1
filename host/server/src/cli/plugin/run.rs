//! `vuoro plugin run`: one call of a package, as the server makes it, with conversations in memory.

mod export;
mod input;
mod report;

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use serde_json::{Value, json};
use vuoro_harness::{CallError, Decision, Harness};

use export::Export;
use input::{Asked, Input};

/// The shapes of inputs, below the help.
pub(super) const INPUTS: &str = include_str!("run/inputs.txt");

#[derive(clap::Args)]
pub(in crate::cli) struct Run {
    /// The .wasm file
    file: PathBuf,
    /// Which call
    #[arg(long, value_enum)]
    export: Export,
    /// A file with what the call is given, as JSON; - for standard input
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
}

impl Run {
    /// Makes the call and prints the result.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let input = self.read_input()?;
        let harness = Harness::load(&self.file).await?;
        let harness = input.around(harness)?;
        let before = harness.all_items();
        let answer = ask(&harness, &input).await;
        let has_failed = matches!(answer, Err(CallError::Failed(_) | CallError::Unavailable(_)));
        report::answer(&harness, &input, answer)?;
        report::changes(&before, &harness)?;
        report::log(&harness)?;
        report::usage(&harness)?;
        Ok(if has_failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn read_input(&self) -> anyhow::Result<Input> {
        let text = if self.input == Path::new("-") {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("standard input can't be read")?;
            text
        } else {
            std::fs::read_to_string(&self.input).with_context(|| format!("{} can't be read", self.input.display()))?
        };
        Input::read(self.export, &text)
            .with_context(|| format!("{}: see `vuoro plugin run --help`", self.input.display()))
    }
}

/// The result as JSON; null where a call has none.
async fn ask(harness: &Harness, input: &Input) -> Result<Value, CallError> {
    let call = harness.call(&input.actor).reading(&input.language);
    match &input.asked {
        Asked::Before { moment, event } => Ok(decided(call.before(*moment, event).await?)),
        Asked::After { conversation, entries } => {
            call.after(*conversation, entries).await?;
            Ok(Value::Null)
        }
        Asked::Resolve { parent_type, field, arguments, parents } => {
            Ok(json!(call.resolve(parent_type, field, arguments.clone(), parents.clone()).await?))
        }
        Asked::Topic { field, arguments } => Ok(json!(call.topic(field, arguments).await?)),
        Asked::Render { slot, subject } => Ok(json!(call.render(*slot, subject).await?)),
        Asked::Act { slot, subject, input } => Ok(json!(call.act(*slot, subject, input).await?)),
        Asked::Ring { key, payload } => {
            call.ring(key, payload).await?;
            Ok(Value::Null)
        }
        Asked::Forget(erased) => {
            harness.erases(*erased).await?;
            Ok(Value::Null)
        }
    }
}

fn decided(decision: Decision) -> Value {
    match decision {
        Decision::Allow => json!("allow"),
        Decision::Change(changes) => json!({ "change": changes }),
        Decision::Refuse(text) => json!({ "refuse": text }),
        Decision::Redirect(queue) => json!({ "redirect": queue }),
    }
}
