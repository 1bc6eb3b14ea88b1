//! A project's name, in the spelling of ids, crates, types and people.

use anyhow::bail;

use super::lock;

/// Words that Rust or cargo reserves.
const RESERVED: &str = "abstract alloc as async await become box break const continue core crate do dyn else enum extern false \
    final fn for gen if impl in let loop macro match mod move mut override priv proc-macro pub ref return self static std \
    struct super test trait true try type typeof union unsafe unsized use virtual where while yield";

/// The name in every spelling.
#[derive(Debug)]
pub(super) struct Name {
    /// `my-plugin`.
    pub kebab: String,
    snake: String,
    pascal: String,
    camel: String,
    title: String,
}

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// When it can't be a plugin's id, or not a crate's name.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        if !vuoro_package::is_id(text) {
            bail!(
                "{text:?} can't be a plugin's name: 2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter and not \
                 ending with a hyphen, as in order-status"
            );
        }
        if RESERVED.split_whitespace().any(|word| word == text) {
            bail!("{text:?} can't be a plugin's name, since Rust keeps it for itself; try {text}-plugin");
        }
        if lock::crates()?.contains(&text.replace('-', "_")) {
            bail!("{text:?} can't be a plugin's name, since a crate that plugins use is called so; try {text}-plugin");
        }
        let words: Vec<&str> = text.split('-').collect();
        let pascal: String = words.iter().map(|word| capital(word)).collect();
        let (first, rest) = pascal.split_at(1);
        Ok(Self {
            kebab: text.to_owned(),
            snake: text.replace('-', "_"),
            camel: format!("{}{rest}", first.to_lowercase()),
            title: capital(&words.join(" ")),
            pascal,
        })
    }

    /// The text of a template with this name instead of its own.
    pub fn put_into(&self, text: &str) -> String {
        text.replace("my-plugin", &self.kebab)
            .replace("my_plugin", &self.snake)
            .replace("MyPlugin", &self.pascal)
            .replace("myPlugin", &self.camel)
            .replace("My plugin", &self.title)
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_written_as_each_place_wants_it() {
        let name = Name::read("order-status").unwrap();
        let text = name.put_into("my-plugin my_plugin MyPlugin giveMyPluginStars myPluginStars My plugin");
        assert_eq!(text, "order-status order_status OrderStatus giveOrderStatusStars orderStatusStars Order status");
    }

    #[test]
    fn what_can_be_no_id_or_no_crate_is_refused_with_what_can() {
        for (name, part) in [
            ("Hello", "2 to 40 of a-z"),
            ("a", "2 to 40 of a-z"),
            ("a--b", "single hyphens"),
            ("../hello", "2 to 40 of a-z"),
            ("match", "try match-plugin"),
            ("serde-json", "try serde-json-plugin"),
            ("vuoro-plugin", "a crate that plugins use"),
        ] {
            let refused = Name::read(name).unwrap_err().to_string();
            assert!(refused.contains(part), "{name}: {refused}");
        }
    }
}
