//! The messages for people, in their language.

/// A message for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// A name that is empty, too long or not on one line.
    Name,
    /// A name that another tag in the same place has.
    NameTaken,
    /// An invalid colour.
    Colour,
    /// A tag moved under itself.
    UnderItself,
    /// Tags nested too deep.
    TooDeep,
    /// The organisation's limit of tags is reached.
    TooManyTags,
    /// The limit of rules is reached.
    TooManyRules,
    /// A conversation's limit of tags is reached.
    TooManyMarks,
    /// A metadata key that is empty or too long.
    Key,
    /// A text to compare with that is empty or too long.
    Compared,
    /// A text to compare with for a test that compares nothing.
    NotCompared,
}

impl Text {
    /// Every message.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::NameTaken,
        Self::Colour,
        Self::UnderItself,
        Self::TooDeep,
        Self::TooManyTags,
        Self::TooManyRules,
        Self::TooManyMarks,
        Self::Key,
        Self::Compared,
        Self::NotCompared,
    ];

    /// The message in `fi` or `sv`, otherwise in English.
    pub fn in_language(self, language: &str) -> &'static str {
        let [en, fi, sv] = self.texts();
        match language {
            "fi" => fi,
            "sv" => sv,
            _ => en,
        }
    }

    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Name => [
                "Write 1 to 40 characters on one line.",
                "Kirjoita 1–40 merkkiä yhdelle riville.",
                "Skriv 1–40 tecken på en rad.",
            ],
            Self::NameTaken => [
                "A tag here has this name: choose another.",
                "Tällä kohdalla on jo tämän niminen tunniste: valitse toinen nimi.",
                "En tagg här har redan namnet: välj ett annat.",
            ],
            Self::Colour => {
                ["Write the colour as #rrggbb.", "Kirjoita väri muodossa #rrggbb.", "Skriv färgen som #rrggbb."]
            }
            Self::UnderItself => [
                "A tag can't stand under itself: choose another.",
                "Tunniste ei voi olla itsensä alla: valitse toinen.",
                "En tagg kan inte stå under sig själv: välj en annan.",
            ],
            Self::TooDeep => [
                "Tags stand at most 5 deep: choose one higher up.",
                "Tunnisteita voi olla enintään 5 sisäkkäin: valitse ylempi.",
                "Taggar står högst 5 nivåer djupt: välj en högre upp.",
            ],
            Self::TooManyTags => [
                "There are 200 tags: remove some first.",
                "Tunnisteita on 200: poista ensin jokin.",
                "Det finns 200 taggar: ta bort någon först.",
            ],
            Self::TooManyRules => [
                "There are 50 rules: remove some first.",
                "Sääntöjä on 50: poista ensin jokin.",
                "Det finns 50 regler: ta bort någon först.",
            ],
            Self::TooManyMarks => [
                "The conversation has 20 tags: take some off first.",
                "Keskustelulla on 20 tunnistetta: poista ensin jokin.",
                "Samtalet har 20 taggar: ta bort någon först.",
            ],
            Self::Key => [
                "Write the key of the metadata, 1 to 100 characters.",
                "Kirjoita metatiedon avain, 1–100 merkkiä.",
                "Skriv metadatans nyckel, 1–100 tecken.",
            ],
            Self::Compared => [
                "Write the text to look for, 1 to 200 characters.",
                "Kirjoita haettava teksti, 1–200 merkkiä.",
                "Skriv texten att leta efter, 1–200 tecken.",
            ],
            Self::NotCompared => [
                "Leave the text out: any value counts.",
                "Jätä teksti pois: mikä tahansa arvo kelpaa.",
                "Utelämna texten: vilket värde som helst räknas.",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_in_three_languages_and_they_differ() {
        for text in Text::ALL {
            let all = ["en", "fi", "sv"].map(|language| text.in_language(language));
            assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2], "{text:?}");
            assert!(all.iter().all(|text| text.ends_with('.')), "{text:?}");
        }
        assert_eq!(Text::Colour.in_language("de"), Text::Colour.in_language("en"));
    }
}
