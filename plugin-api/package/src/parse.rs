//! Reads a `plugin.toml`, and checks it.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;
use serde::Deserialize;

use crate::{
    API, Fields, Hooks, Limits, Manifest, Permission, Texts,
    depth::{DEPTH_MAX, is_shallow},
    settings::{check_defaults, check_schema},
};

/// Characters of each text.
const TEXT_CHARS_MAX: usize = 500;
/// Characters of an id.
const ID_CHARS: std::ops::RangeInclusive<usize> = 2..=40;
/// Characters of a version. It is part of a key in the database.
const VERSION_CHARS_MAX: usize = 64;
/// Types of entries that an after hook names.
const KINDS_MAX: usize = 50;
/// Fields that a plugin opens to customers.
const VISITOR_FIELDS_MAX: usize = 200;
/// Characters of the name of a type, or of a type and its field.
const NAME_CHARS_MAX: usize = 200;
/// Bytes of what is said of a wrong manifest: it may quote from it.
const REPORT_BYTES_MAX: usize = 2_000;
/// Panels of one plugin.
const PANELS_MAX: usize = 20;
/// Connections of one plugin.
const CONNECTIONS_MAX: usize = 10;

impl Manifest {
    /// Reads a `plugin.toml`.
    ///
    /// # Errors
    /// What is wrong, with line and column where the text itself is.
    pub fn parse(text: &str) -> Result<Self, String> {
        let manifest = Self::parse_checked(text)?;
        check_defaults(&manifest).map_err(|error| shortened(format!("settings: {error}")))?;
        Ok(manifest)
    }

    /// Reads one that was [parsed](Self::parse) before. Its settings' defaults aren't checked again: that may take seconds.
    pub(crate) fn parse_checked(text: &str) -> Result<Self, String> {
        if !is_shallow(text) {
            return Err(format!("it nests deeper than {DEPTH_MAX} levels"));
        }
        let mut manifest: Self =
            toml::from_str(text).map_err(|error| shortened(error.to_string().trim_end().to_owned()))?;
        manifest.ask_for_hooks();
        manifest.check().map_err(shortened)?;
        Ok(manifest)
    }

    /// What a `plugin.toml` says of the plugin and its hooks, whatever else may be wrong with it; none when not even that can be
    /// read. For those who have to know what they can't run.
    pub(crate) fn glimpse(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Glimpse {
            id: String,
            version: Version,
            api: String,
            name: Texts,
            description: Texts,
            #[serde(default)]
            hooks: Hooks,
        }
        let glimpse: Glimpse = is_shallow(text).then(|| toml::from_str(text).ok())??;
        let mut manifest = Self {
            id: glimpse.id,
            version: glimpse.version,
            api: glimpse.api,
            name: glimpse.name,
            description: glimpse.description,
            script: false,
            permissions: BTreeMap::new(),
            hooks: glimpse.hooks,
            fields: Fields::default(),
            panels: Vec::new(),
            connections: BTreeMap::new(),
            settings: None,
            limits: Limits::default(),
        };
        manifest.ask_for_hooks();
        Some(manifest)
    }

    fn check(&self) -> Result<(), String> {
        if !is_id(&self.id) {
            return Err(format!("id = {:?}: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter", self.id));
        }
        if self.api != API {
            return Err(format!("api = {:?}: this server knows api = {API:?}", self.api));
        }
        if self.version.to_string().len() > VERSION_CHARS_MAX {
            return Err(format!("version: {VERSION_CHARS_MAX} characters at most"));
        }
        if self.panels.len() > PANELS_MAX {
            return Err(format!("panels: {PANELS_MAX} at most"));
        }
        if self.connections.len() > CONNECTIONS_MAX {
            return Err(format!("connections: {CONNECTIONS_MAX} at most"));
        }
        let mut slots = BTreeSet::new();
        if let Some(panel) = self.panels.iter().find(|panel| !slots.insert(panel.slot)) {
            return Err(format!("panels: {} is there twice; a plugin has one panel in a slot", panel.slot));
        }
        if let Some(panel) = self.panels.iter().find(|panel| panel.slot.is_for_visitors() && panel.role.is_some()) {
            return Err(format!("panels: {} is for customers, who have no role; leave `role` out", panel.slot));
        }
        if let Some(name) = self.connections.keys().find(|name| !is_id(name)) {
            return Err(format!("connections.{name}: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter"));
        }
        if !self.connections.is_empty() && !self.permissions.contains_key(&Permission::Http) {
            return Err("connections: they need the permission http; add [permissions.http] with a reason".into());
        }
        let kinds = self.hooks.after.as_ref().map_or(&[][..], |after| &after.kinds);
        if kinds.len() > KINDS_MAX || kinds.iter().any(|kind| !is_name(kind)) {
            return Err(format!("hooks.after.kinds: {KINDS_MAX} names of types at most, such as \"MessageContent\""));
        }
        if self.fields.visitors.len() > VISITOR_FIELDS_MAX {
            return Err(format!("fields.visitors: {VISITOR_FIELDS_MAX} at most"));
        }
        let is_field = |field: &&String| field.split_once('.').is_some_and(|(of, name)| is_name(of) && is_name(name));
        if let Some(field) = self.fields.visitors.iter().find(|field| !is_field(field)) {
            return Err(format!("fields.visitors: {field:?} isn't of the form \"Type.field\""));
        }
        if let Some(schema) = &self.settings
            && schema.get("type").and_then(serde_json::Value::as_str) != Some("object")
        {
            return Err("settings: a JSON Schema of an object; add type = \"object\"".into());
        }
        check_schema(self).map_err(|error| format!("settings: {error}"))?;
        if let Some((place, _)) =
            self.texts().find(|(_, text)| text.is_empty() || text.chars().count() > TEXT_CHARS_MAX)
        {
            return Err(format!("{place}: 1 to {TEXT_CHARS_MAX} characters in each language"));
        }
        match self.texts().find(|(_, text)| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'))) {
            Some((place, _)) => Err(format!("{place}: no control characters but line breaks and tabs")),
            None => Ok(()),
        }
    }

    fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let named = [("name".to_owned(), &self.name), ("description".to_owned(), &self.description)];
        let permissions = self.permissions.iter().map(|(name, reason)| (format!("permissions.{name}"), reason));
        let panels = self.panels.iter().map(|panel| (format!("panels: {}", panel.slot), &panel.title));
        let connections = self.connections.iter().map(|(name, it)| (format!("connections.{name}"), &it.reason));
        let all = named.into_iter().chain(permissions).chain(panels).chain(connections);
        all.flat_map(|(place, texts)| texts.all().map(move |text| (place.clone(), text)))
    }
}

/// Whether a text can be a plugin's id: 2 to 40 of `a` to `z`, `0` to `9` and single hyphens, beginning with a letter.
pub fn is_id(text: &str) -> bool {
    ID_CHARS.contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// Whether a text is a name of GraphQL, as of a type.
fn is_name(text: &str) -> bool {
    (1..=NAME_CHARS_MAX).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A report that quotes no more than a reader needs.
fn shortened(mut report: String) -> String {
    if report.len() > REPORT_BYTES_MAX {
        report.truncate(report.floor_char_boundary(REPORT_BYTES_MAX));
        report.push('…');
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FailureMode, Moment, Slot};

    const LEAST: &str = "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\n\
                         name = { en = \"Tags\" }\ndescription = { en = \"Marks conversations.\" }\n";

    fn refusal(more: &str) -> String {
        Manifest::parse(&format!("{LEAST}{more}")).unwrap_err()
    }

    #[test]
    fn a_manifest_says_what_a_plugin_is_and_wants() {
        let text = format!(
            "{LEAST}panels = [{{ slot = \"composer\", title = {{ en = \"T\", fi = \"O\" }}, role = \"operator\" }}]\n\
             [permissions.store]\nen = \"Keeps the tags.\"\nfi = \"Pitää tunnisteet.\"\n\
             [hooks.before.send]\nfailure = \"open\"\n[hooks.after]\nkinds = [\"MessageContent\"]\n\
             [fields]\nvisitors = [\"Conversation.tags\"]\n[settings]\ntype = \"object\"\n[limits]\ncpu-ms = 5\n"
        );
        let manifest = Manifest::parse(&text).unwrap();
        assert_eq!(manifest.permissions[&Permission::Store].get("fi"), "Pitää tunnisteet.");
        assert_eq!(manifest.permissions[&Permission::Store].get("sv"), "Keeps the tags.");
        assert_eq!(manifest.hooks.before[&Moment::Send].failure, FailureMode::Open);
        assert_eq!(manifest.panels[0].slot, Slot::Composer);
        assert_eq!(manifest.limits.cpu_ms, Some(5));
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest_right_one() {
        assert!(refusal("[permissions.stor]\nen = \"x\"").contains("`stor` is no permission; did you mean `store`?"));
        assert!(refusal("[hooks.before.sned]\nfailure = \"open\"").contains("did you mean `send`?"));
        assert!(
            refusal("panels = [{ slot = \"x\", title = { en = \"t\" } }]").contains("there are: conversation-header")
        );
        assert!(refusal("permisions = 1").contains("permisions"));
    }

    #[test]
    fn each_rule_of_a_manifest_is_kept() {
        for (more, named) in [
            ("panels = [{ slot = \"widget-after\", title = { en = \"t\" }, role = \"owner\" }]", "customers"),
            (
                "panels = [{ slot = \"composer\", title = { en = \"t\" } }, { slot = \"composer\", title = { en = \"u\" } }]",
                "twice",
            ),
            ("[connections.crm]\nreason = { en = \"x\" }", "permission http"),
            ("[fields]\nvisitors = [\"tags\"]", "Type.field"),
            ("[settings]\ntype = \"string\"", "object"),
            ("[permissions.log]\nen = \"\"", "permissions.log"),
            ("[permissions.log]\nen = \"a\\u0000\"", "control characters"),
            ("[hooks.after]\nkinds = [\"Message Content\"]", "hooks.after.kinds"),
            ("[fields]\nvisitors = [\"Query.a b\"]", "Type.field"),
        ] {
            let refusal = refusal(more);
            assert!(refusal.contains(named), "{more}: {refusal}");
        }
        for id in ["t", "Tags", "-a", "a-", "a--b", "1a", "a b", &"a".repeat(41)] {
            assert!(Manifest::parse(&LEAST.replace("\"tags\"", &format!("{id:?}"))).is_err(), "{id}");
        }
        assert!(Manifest::parse(&LEAST.replace("\"0.1\"", "\"0.2\"")).unwrap_err().contains("api = \"0.1\""));
        assert!(Manifest::parse(&LEAST.replace("0.1.0", "one")).is_err());
    }

    #[test]
    fn every_text_of_a_manifest_has_a_longest() {
        let list = |of: &str, count: usize| format!("[{}]", format!("{of:?},").repeat(count));
        let a = |count: usize| "a".repeat(count);
        // Each with a length at its limit that is taken, and the next that isn't.
        for (most, text) in [
            (
                VERSION_CHARS_MAX - 6,
                &(|n| LEAST.replace("0.1.0", &format!("0.1.0-{}", a(n)))) as &dyn Fn(usize) -> String,
            ),
            (VERSION_CHARS_MAX - 6, &|n| LEAST.replace("0.1.0", &format!("0.1.0+{}", a(n)))),
            (*ID_CHARS.end(), &|n| LEAST.replace("\"tags\"", &format!("{:?}", a(n)))),
            (TEXT_CHARS_MAX, &|n| LEAST.replace("\"Tags\"", &format!("{:?}", a(n)))),
            (TEXT_CHARS_MAX, &|n| LEAST.replace("\"Tags\"", &format!("\"a\", sv = {:?}", "ä".repeat(n)))),
            (TEXT_CHARS_MAX, &|n| format!("{LEAST}[permissions.log]\nen = {:?}", a(n))),
            (NAME_CHARS_MAX, &|n| format!("{LEAST}[hooks.after]\nkinds = [{:?}]", a(n))),
            (KINDS_MAX, &|n| format!("{LEAST}[hooks.after]\nkinds = {}", list("A", n))),
            (NAME_CHARS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = [\"Query.{}\"]", a(n))),
            (NAME_CHARS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = [\"{}.a\"]", a(n))),
            (VISITOR_FIELDS_MAX, &|n| format!("{LEAST}[fields]\nvisitors = {}", list("Query.a", n))),
            (*ID_CHARS.end(), &|n| {
                format!("{LEAST}[permissions.http]\nen = \"x\"\n[connections.{}]\nreason = {{ en = \"x\" }}", a(n))
            }),
        ] {
            let taken = Manifest::parse(&text(most));
            assert!(taken.is_ok(), "{}: {taken:?}", text(most));
            assert!(Manifest::parse(&text(most + 1)).is_err(), "{}", text(most + 1));
        }
    }

    #[test]
    fn what_is_said_of_a_wrong_manifest_is_short_however_long_it_is() {
        for text in [
            LEAST.replace("\"tags\"", &format!("{:?}", "A".repeat(60_000))),
            LEAST.replace("\"0.1\"", &format!("{:?}", "ä".repeat(30_000))),
            format!("{LEAST}{} = 1", "a".repeat(60_000)),
            format!("{LEAST}[permissions.{}]\nen = \"x\"", "a".repeat(60_000)),
        ] {
            let report = Manifest::parse(&text).unwrap_err();
            assert!(report.len() <= REPORT_BYTES_MAX + '…'.len_utf8(), "{}", report.len());
        }
    }

    #[test]
    fn a_manifest_that_nests_without_end_is_refused() {
        let dots = "a.".repeat(79);
        let brackets = format!("{LEAST}[settings.x]\ny = {}1{}", format!("{{ {dots}a = ").repeat(79), "}".repeat(79));
        for text in
            [brackets, format!("{LEAST}{}a = 1", "a.".repeat(30_000)), format!("{LEAST}a = {}", "[".repeat(60_000))]
        {
            assert!(Manifest::parse(&text).unwrap_err().contains("nests deeper"));
        }
    }
}
