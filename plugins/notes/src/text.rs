//! The messages for people, in their language.

use vuoro_plugin::Context;

/// A message for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// A label that is empty, too long or not on one line.
    Label,
    /// A label that another field of the queue has.
    LabelTaken,
    /// Options that are none, too many, or the same twice.
    Options,
    /// An option that is empty, too long or not on one line.
    Option,
    /// Options given for a kind that has none.
    NoOptions,
    /// A queue's limit of fields is reached.
    TooManyFields,
    /// An order that leaves fields out or has them twice.
    Order,
    /// A field that the queue doesn't have (any more).
    FieldGone,
    /// A field that is given twice.
    Twice,
    /// A text that is too long or not on one line.
    Line,
    /// A long text that is too long or contains characters that aren't allowed.
    Lines,
    /// More than one value where one is allowed.
    One,
    /// A value that isn't among the options.
    NotAnOption,
    /// A required field is empty; its label follows.
    Missing,
    /// Notes that are too many, or too long together.
    TooLong,
    /// Another person saved meanwhile.
    Changed,
}

impl Text {
    /// The message in the reader's language.
    pub fn to(self, context: &Context) -> &'static str {
        let [fi, en, sv] = self.texts();
        context.text(fi, en, sv)
    }

    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Label => [
                "Kirjoita kentän nimi, 1–60 merkkiä yhdelle riville.",
                "Write a label of 1 to 60 characters on one line.",
                "Skriv en rubrik med 1–60 tecken på en rad.",
            ],
            Self::LabelTaken => [
                "Jonossa on jo tämän niminen kenttä: valitse toinen nimi.",
                "Another field of the queue has this label: choose another.",
                "Ett annat fält i kön har redan rubriken: välj en annan.",
            ],
            Self::Options => [
                "Anna 1–20 erilaista vaihtoehtoa.",
                "Give 1 to 20 options, each different.",
                "Ange 1–20 olika alternativ.",
            ],
            Self::Option => [
                "Kirjoita vaihtoehto, 1–40 merkkiä yhdelle riville.",
                "Write an option of 1 to 40 characters on one line.",
                "Skriv ett alternativ med 1–40 tecken på en rad.",
            ],
            Self::NoOptions => [
                "Jätä vaihtoehdot pois: tekstikentässä ei ole niitä.",
                "Leave the options out: a text field has none.",
                "Utelämna alternativen: ett textfält har inga.",
            ],
            Self::TooManyFields => [
                "Jonossa on 15 kenttää: poista ensin jokin.",
                "The queue has 15 fields: remove some first.",
                "Kön har 15 fält: ta bort något först.",
            ],
            Self::Order => [
                "Anna jonon kaikki kentät, kukin kerran.",
                "Give all fields of the queue, each once.",
                "Ange alla fält i kön, vart och ett en gång.",
            ],
            Self::FieldGone => [
                "Jonossa ei ole enää tätä kenttää: siirrä teksti toiseen kenttään.",
                "The queue has no such field now: move the text to another.",
                "Kön har inte längre fältet: flytta texten till ett annat.",
            ],
            Self::Twice => ["Anna kukin kenttä kerran.", "Give each field once.", "Ange varje fält en gång."],
            Self::Line => [
                "Kirjoita enintään 200 merkkiä yhdelle riville.",
                "Write at most 200 characters on one line.",
                "Skriv högst 200 tecken på en rad.",
            ],
            Self::Lines => {
                ["Kirjoita enintään 900 merkkiä.", "Write at most 900 characters.", "Skriv högst 900 tecken."]
            }
            Self::One => ["Anna yksi arvo.", "Give one value.", "Ange ett värde."],
            Self::NotAnOption => {
                ["Valitse jokin vaihtoehdoista.", "Choose one of the options.", "Välj ett av alternativen."]
            }
            Self::Missing => ["Täytä ensin kenttä", "Fill in this field first", "Fyll först i fältet"],
            Self::TooLong => [
                "Merkinnät ovat yhteensä liian pitkiä: lyhennä niitä.",
                "The notes are too long together: shorten some.",
                "Anteckningarna är för långa tillsammans: förkorta några.",
            ],
            Self::Changed => [
                "Joku muu tallensi sillä välin: yhdistä muutokset ja tallenna uudelleen.",
                "Somebody else saved meanwhile: put the two together and save again.",
                "Någon annan sparade under tiden: sammanför ändringarna och spara igen.",
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
        let all = [
            Text::Label,
            Text::LabelTaken,
            Text::Options,
            Text::Option,
            Text::NoOptions,
            Text::TooManyFields,
            Text::Order,
            Text::FieldGone,
            Text::Twice,
            Text::Line,
            Text::Lines,
            Text::One,
            Text::NotAnOption,
            Text::Missing,
            Text::TooLong,
            Text::Changed,
        ];
        for text in all {
            let [fi, en, sv] = ["fi", "en", "sv"].map(|language| text.to(&testing::handler(language)));
            assert!(fi != en && en != sv && fi != sv, "{text:?}");
            let ends = |told: &str| told.ends_with('.') != (text == Text::Missing);
            assert!([fi, en, sv].into_iter().all(ends), "{text:?}");
        }
    }
}
