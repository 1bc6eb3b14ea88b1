//! The texts of the panels, in the reader's language.

use vuoro_plugin::Context;

/// A label or a line of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Above a member's own replies.
    Own,
    /// Above the organisation's replies.
    Shared,
    /// Label of the search field.
    Find,
    /// On the search button.
    FindButton,
    /// There is no reply that the member could use.
    NoneYet,
    /// The member has no replies of their own.
    NoneOwn,
    /// The organisation has none.
    NoneShared,
    /// The search found nothing.
    NoMatch,
    /// On the button that shows the next replies.
    More,
    /// On the button that shows the first replies.
    First,
    /// Before a list of keywords that can't be typed.
    LeftOut,
    /// Label of a keyword's field.
    Keyword,
    /// What a keyword may be.
    KeywordHelp,
    /// Label of a text's field.
    ReplyText,
    /// On the button that adds a reply.
    Add,
    /// Label of the choice of the reply to edit.
    Choose,
    /// On the button that opens a reply for editing.
    Edit,
    /// On the button that saves a reply.
    Save,
    /// On the button that removes a reply.
    Remove,
    /// Question before removing; the keyword and a question mark follow.
    ReallyRemove,
    /// On the button back to all replies.
    Back,
    /// Confirmation; the keyword follows.
    Added,
    /// Confirmation; the keyword follows.
    Saved,
    /// Confirmation; the keyword follows.
    Removed,
    /// The reply was removed meanwhile.
    Gone,
}

impl Label {
    /// Every label.
    #[cfg(test)]
    pub const ALL: [Self; 25] = [
        Self::Own,
        Self::Shared,
        Self::Find,
        Self::FindButton,
        Self::NoneYet,
        Self::NoneOwn,
        Self::NoneShared,
        Self::NoMatch,
        Self::More,
        Self::First,
        Self::LeftOut,
        Self::Keyword,
        Self::KeywordHelp,
        Self::ReplyText,
        Self::Add,
        Self::Choose,
        Self::Edit,
        Self::Save,
        Self::Remove,
        Self::ReallyRemove,
        Self::Back,
        Self::Added,
        Self::Saved,
        Self::Removed,
        Self::Gone,
    ];

    /// The label in the reader's language.
    pub fn to(self, context: &Context) -> &'static str {
        let [fi, en, sv] = self.texts();
        context.text(fi, en, sv)
    }

    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Own => ["Omat valmisviestit", "My canned replies", "Mina färdiga svar"],
            Self::Shared => {
                ["Organisaation valmisviestit", "The organisation's canned replies", "Organisationens färdiga svar"]
            }
            Self::Find => ["Avainsana tai teksti", "Keyword or text", "Nyckelord eller text"],
            Self::FindButton => ["Etsi", "Find", "Sök"],
            Self::NoneYet => [
                "Valmisviestejä ei ole vielä. Lisää omia omissa asetuksissasi.",
                "There are no canned replies yet. Add your own in your settings.",
                "Det finns inga färdiga svar än. Lägg till egna i dina inställningar.",
            ],
            Self::NoneOwn => [
                "Sinulla ei ole vielä omia valmisviestejä.",
                "You have no canned replies of your own yet.",
                "Du har inga egna färdiga svar än.",
            ],
            Self::NoneShared => [
                "Organisaatiolla ei ole vielä valmisviestejä.",
                "The organisation has no canned replies yet.",
                "Organisationen har inga färdiga svar än.",
            ],
            Self::NoMatch => [
                "Mikään valmisviesti ei vastaa hakua.",
                "No canned reply has this in it.",
                "Inget färdigt svar motsvarar sökningen.",
            ],
            Self::More => ["Näytä lisää", "Show more", "Visa fler"],
            Self::First => ["Näytä ensimmäiset", "Show the first ones", "Visa de första"],
            Self::LeftOut => [
                "Valmisviestit ovat yhteensä niin pitkiä, että nämä löytyvät vain keskustelun työkaluista eivätkä avainsanalla",
                "The canned replies are so long together that these are only found in the conversation's tools, not by keyword",
                "De färdiga svaren är så långa tillsammans att dessa bara finns bland samtalets verktyg, inte med nyckelord",
            ],
            Self::Keyword => ["Avainsana", "Keyword", "Nyckelord"],
            Self::KeywordHelp => [
                "1–30 merkkiä, a–z ja 0–9. Viestikentässä /avainsana ja välilyönti vaihtuvat tekstiksi.",
                "1 to 30 characters, a to z and 0 to 9. In the message box, /keyword and a space become the text.",
                "1–30 tecken, a–z och 0–9. I meddelanderutan byts /nyckelord och ett mellanslag ut mot texten.",
            ],
            Self::ReplyText => ["Viestin teksti", "Text of the reply", "Svarets text"],
            Self::Add => ["Lisää valmisviesti", "Add a canned reply", "Lägg till ett färdigt svar"],
            Self::Choose => ["Muokattava valmisviesti", "Canned reply to edit", "Färdigt svar att redigera"],
            Self::Edit => ["Muokkaa", "Edit", "Redigera"],
            Self::Save => ["Tallenna", "Save", "Spara"],
            Self::Remove => ["Poista", "Remove", "Ta bort"],
            Self::ReallyRemove => {
                ["Poistetaanko valmisviesti", "Remove the canned reply", "Ta bort det färdiga svaret"]
            }
            Self::Back => ["Takaisin", "Back", "Tillbaka"],
            Self::Added => ["Valmisviesti lisätty", "Canned reply added", "Det färdiga svaret har lagts till"],
            Self::Saved => ["Valmisviesti tallennettu", "Canned reply saved", "Det färdiga svaret har sparats"],
            Self::Removed => ["Valmisviesti poistettu", "Canned reply removed", "Det färdiga svaret har tagits bort"],
            Self::Gone => [
                "Valmisviestiä ei enää ole: se on poistettu sillä välin.",
                "The canned reply isn't there any more: it was removed meanwhile.",
                "Det färdiga svaret finns inte längre: det har tagits bort under tiden.",
            ],
        }
    }
}
