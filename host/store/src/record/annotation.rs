//! What plugins say of conversations: as it stands, and as the log tells it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use vuoro_kernel::{Time, words::Audience};

/// Something a plugin says of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The id of the plugin.
    pub plugin: String,
    /// Names it within plugin and conversation.
    pub key: String,
    /// Who may see it.
    pub audience: Audience,
    /// A line for the transcript.
    pub text: Option<String>,
    /// A word that statistics group by.
    pub facet: Option<String>,
    /// A number that statistics average.
    pub measure: Option<f64>,
    /// When the plugin last set it.
    pub at: Time,
}

/// What a plugin said of a conversation, or took back: all of it, so that statistics can be counted from the log alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnotationChange {
    /// The id of the plugin.
    pub plugin: Arc<str>,
    /// Names it within the plugin and the conversation.
    pub key: String,
    /// A line for the transcript.
    pub text: Option<String>,
    /// Who may see it.
    pub audience: Audience,
    /// A word that statistics group by.
    pub facet: Option<String>,
    /// A number that statistics average; never NaN or infinite.
    #[serde(default, with = "exact", skip_serializing_if = "Option::is_none")]
    pub measure: Option<f64>,
    /// It was taken back: the rest is what was said until then.
    pub removed: bool,
}

/// A measure is never NaN, so it equals itself.
impl Eq for AnnotationChange {}

impl AnnotationChange {
    /// What is said from now on, or no more.
    pub fn of(annotation: Annotation, removed: bool) -> Self {
        let Annotation { plugin, key, audience, text, facet, measure, at: _ } = annotation;
        Self { plugin: plugin.into(), key, text, audience, facet, measure, removed }
    }
}

/// A number as text: reading JSON, serde_json may miss the last bit of one.
mod exact {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => to.collect_str(number),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::Content;

    fn read_back(data: &str) -> Content {
        Content::from_columns(None, None, Some(data), Time(0)).unwrap()
    }

    #[test]
    fn an_annotation_from_before_its_statistic_was_kept_is_still_read() {
        let data =
            r#"{"kind":"annotation","plugin":"tags","key":"t","text":"Refund","audience":"AGENTS","removed":false}"#;
        let Content::Annotation(change) = read_back(data) else { panic!("{data}") };
        assert_eq!((&*change.plugin, change.text.as_deref()), ("tags", Some("Refund")));
        assert_eq!((change.facet, change.measure, change.removed), (None, None, false));
    }

    proptest! {
        #[test]
        fn an_annotation_is_read_as_it_was_written_to_the_last_bit_of_its_measure(
            text: Option<String>, facet: Option<String>, bits: Option<u64>, removed: bool,
        ) {
            let measure = bits.map(f64::from_bits).filter(|number| number.is_finite());
            let (plugin, key, audience) = ("tags".into(), "t".into(), Audience::Everyone);
            let change = AnnotationChange { plugin, key, text, audience, facet, measure, removed };
            let written = Content::Annotation(Box::new(change));
            let columns = written.columns().unwrap();
            prop_assert_eq!(columns.kind, "annotation");
            let read = read_back(columns.data.as_deref().unwrap());
            let bits = |content: &Content| match content {
                Content::Annotation(change) => change.measure.map(f64::to_bits),
                _ => None,
            };
            prop_assert_eq!(bits(&read), bits(&written));
            prop_assert_eq!(read, written);
        }
    }
}
