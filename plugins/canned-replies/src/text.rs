//! The messages for people, in their language.

use vuoro_plugin::Context;

/// A message for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// An invalid keyword.
    Keyword,
    /// A keyword that another reply of the same scope uses.
    KeywordTaken,
    /// A text that is empty or too long, or has characters that can't be sent.
    Reply,
    /// A member's limit of replies is reached.
    TooManyOwn,
    /// The organisation's limit of replies is reached.
    TooMany,
    /// The texts of all replies together are too long.
    NoRoom,
}

impl Text {
    /// The message in the reader's language.
    pub fn to(self, context: &Context) -> &'static str {
        let [fi, en, sv] = self.texts();
        context.text(fi, en, sv)
    }

    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Keyword => [
                "Kirjoita avainsana: 1–30 merkkiä, a–z ja 0–9.",
                "Write a keyword of 1 to 30 characters, a to z and 0 to 9.",
                "Skriv ett nyckelord med 1–30 tecken, a–z och 0–9.",
            ],
            Self::KeywordTaken => [
                "Toisella valmisviestillä on jo tämä avainsana: valitse toinen.",
                "Another reply has this keyword: choose another.",
                "Ett annat svar har redan nyckelordet: välj ett annat.",
            ],
            Self::Reply => [
                "Kirjoita viestin teksti, 1–2 000 merkkiä.",
                "Write the reply, 1 to 2,000 characters.",
                "Skriv svaret, 1–2 000 tecken.",
            ],
            Self::TooManyOwn => [
                "Sinulla on 100 valmisviestiä: poista ensin jokin.",
                "You have 100 replies: remove some first.",
                "Du har 100 svar: ta bort något först.",
            ],
            Self::TooMany => [
                "Organisaatiolla on 200 valmisviestiä: poista ensin jokin.",
                "The organisation has 200 replies: remove some first.",
                "Organisationen har 200 svar: ta bort något först.",
            ],
            Self::NoRoom => [
                "Valmisviestit ovat yhteensä liian pitkiä: lyhennä tai poista ensin jokin.",
                "The replies are too long together: shorten or remove some first.",
                "Svaren är för långa tillsammans: förkorta eller ta bort något först.",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use vuoro_plugin::testing;

    use super::*;

    #[test]
    fn every_sentence_is_there_in_three_languages_and_they_differ() {
        let all = [Text::Keyword, Text::KeywordTaken, Text::Reply, Text::TooManyOwn, Text::TooMany, Text::NoRoom];
        for text in all {
            let [fi, en, sv] = ["fi", "en", "sv"].map(|language| text.to(&testing::handler(language)));
            assert!(fi != en && en != sv && fi != sv, "{text:?}");
            assert!([fi, en, sv].iter().all(|text| text.ends_with('.')), "{text:?}");
        }
    }
}
