//! `chat-write`: changes conversations. Each change is checked at once, and made when the call is committed.

use serde::Deserialize;
use vuoro_kernel::words::MetadataKind;

use super::{Answer, id, text, word};
use crate::{
    Annotation, Effect, HostError, MetadataChange, Permission, Statistic, bindings::chat_write, limits, state::State,
};

impl chat_write::Host for State {
    async fn annotate(&mut self, conversation: String, annotation: chat_write::Annotation) -> Answer<()> {
        self.change(|| Ok(Effect::Annotate { conversation: id(&conversation)?, annotation: annotation.try_into()? }))
            .await
    }

    async fn unannotate(&mut self, conversation: String, key: String) -> Answer<()> {
        self.change(|| {
            word("the key", &key, limits::WORD_CHARS)?;
            Ok(Effect::Unannotate { conversation: id(&conversation)?, key })
        })
        .await
    }

    async fn post(&mut self, conversation: String, line: String) -> Answer<()> {
        self.change(|| {
            text("the text", &line)?;
            Ok(Effect::Post { conversation: id(&conversation)?, text: line })
        })
        .await
    }

    async fn set_metadata(&mut self, conversation: String, changes: Vec<String>) -> Answer<()> {
        self.change(|| {
            if changes.len() > limits::METADATA_CHANGES {
                return Err(HostError::TooMuch(format!("set-metadata takes {} changes", limits::METADATA_CHANGES)));
            }
            let changes = changes.iter().map(|change| metadata_change(change)).collect::<Result<_, _>>()?;
            Ok(Effect::SetMetadata { conversation: id(&conversation)?, changes })
        })
        .await
    }

    async fn transfer(&mut self, conversation: String, queue: String, line: Option<String>) -> Answer<()> {
        self.change(|| {
            line.as_deref().map_or(Ok(()), |line| text("the text", line))?;
            Ok(Effect::Transfer { conversation: id(&conversation)?, queue: id(&queue)?, text: line })
        })
        .await
    }

    async fn end(&mut self, conversation: String) -> Answer<()> {
        self.change(|| Ok(Effect::End { conversation: id(&conversation)? })).await
    }
}

impl State {
    async fn change(&mut self, effect: impl FnOnce() -> Result<Effect, HostError>) -> Answer<()> {
        if let Err(error) = self.enter_to_change(Permission::ChatWrite)? {
            return Ok(Err(error.into()));
        }
        let effect = match effect() {
            Ok(effect) => effect,
            Err(error) => return Ok(Err(error.into())),
        };
        Ok(self.check_and_add("chat-write", effect).await.map_err(Into::into))
    }

    /// Checks whether a change is possible, and adds it to those of the call.
    pub(super) async fn check_and_add(&mut self, what: &'static str, effect: Effect) -> Result<(), HostError> {
        let checked = self.ask(what, move |delegate, call| async move { delegate.check(&call, effect).await }).await?;
        self.transaction.add(checked)
    }
}

impl TryFrom<chat_write::Annotation> for Annotation {
    type Error = HostError;

    fn try_from(annotation: chat_write::Annotation) -> Result<Self, HostError> {
        word("the key", &annotation.key, limits::WORD_CHARS)?;
        annotation.text.as_deref().map_or(Ok(()), |line| text("the text", line))?;
        let statistic = match annotation.statistic {
            chat_write::Statistic::None => Statistic::None,
            chat_write::Statistic::Facet(facet) => {
                word("the facet", &facet, limits::WORD_CHARS)?;
                Statistic::Facet(facet)
            }
            chat_write::Statistic::Measure(number) if number.is_finite() => Statistic::Measure(number),
            chat_write::Statistic::Measure(_) => {
                return Err(HostError::Invalid("the measure is not a finite number".to_owned()));
            }
        };
        let for_everyone = matches!(annotation.audience, chat_write::Audience::Everyone);
        Ok(Self { key: annotation.key, text: annotation.text, for_everyone, statistic })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    kind: MetadataKind,
    key: String,
    value: Option<String>,
}

fn metadata_change(text: &str) -> Result<MetadataChange, HostError> {
    let change: Change = serde_json::from_str(text)
        .map_err(|error| HostError::Invalid(format!("a change is {{ kind, key, value }}: {error}")))?;
    match change.kind {
        MetadataKind::Live | MetadataKind::Folded => {
            Ok(MetadataChange { kind: change.kind, key: change.key, value: change.value })
        }
        MetadataKind::Technical | MetadataKind::Secure => {
            Err(HostError::Invalid("plugins set metadata of kind LIVE and FOLDED".to_owned()))
        }
    }
}
