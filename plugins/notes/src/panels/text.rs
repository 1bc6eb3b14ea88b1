//! The texts of the panels, in the reader's language.

use vuoro_plugin::Context;

/// A label or a line of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The queue has no fields to fill in.
    NoFieldsHere,
    /// On the button that saves notes or a field.
    Save,
    /// Says that the notes were saved.
    Saved,
    /// Another person saved in the same field.
    NotSaved,
    /// Before what another person saved.
    SavedMeanwhile,
    /// Another person cleared the field.
    Emptied,
    /// Below a field that must be filled in.
    RequiredHelp,
    /// Above the notes of fields that the queue doesn't have.
    Others,
    /// The queue has no fields.
    NoFields,
    /// On the button that adds a field.
    Add,
    /// Label of a field's label.
    NameOfField,
    /// Label of the choice of a kind.
    Kind,
    /// A kind.
    Text,
    /// A kind.
    LongText,
    /// A kind.
    Choice,
    /// A kind.
    Choices,
    /// Label of the options.
    Options,
    /// How options are written.
    OptionsHelp,
    /// Label of the checkbox for required fields.
    Required,
    /// The word for a required field, in brackets.
    RequiredWord,
    /// On the button that opens a field for editing.
    Edit,
    /// On the button that moves a field up.
    Up,
    /// On the button that moves a field down.
    Down,
    /// On the button that removes a field.
    Remove,
    /// Question before removing, after the field's label.
    ReallyRemove,
    /// On the button back to all fields.
    Back,
    /// Confirmation; the label follows.
    Added,
    /// Confirmation; the label follows.
    FieldSaved,
    /// Confirmation; the label follows.
    Removed,
    /// The field was removed meanwhile.
    Gone,
}

impl Label {
    /// Every label.
    #[cfg(test)]
    pub const ALL: [Self; 30] = [
        Self::NoFieldsHere,
        Self::Save,
        Self::Saved,
        Self::NotSaved,
        Self::SavedMeanwhile,
        Self::Emptied,
        Self::RequiredHelp,
        Self::Others,
        Self::NoFields,
        Self::Add,
        Self::NameOfField,
        Self::Kind,
        Self::Text,
        Self::LongText,
        Self::Choice,
        Self::Choices,
        Self::Options,
        Self::OptionsHelp,
        Self::Required,
        Self::RequiredWord,
        Self::Edit,
        Self::Up,
        Self::Down,
        Self::Remove,
        Self::ReallyRemove,
        Self::Back,
        Self::Added,
        Self::FieldSaved,
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
            Self::NoFieldsHere => [
                "Jonolla ei ole merkintäkenttiä. Operaattorit lisäävät niitä jonon asetuksissa.",
                "This queue has no note fields. Operators add them in the queue's settings.",
                "Kön har inga anteckningsfält. Operatörer lägger till dem i köns inställningar.",
            ],
            Self::Save => ["Tallenna", "Save", "Spara"],
            Self::Saved => ["Merkinnät tallennettu", "Notes saved", "Anteckningarna har sparats"],
            Self::NotSaved => [
                "Ei tallennettu: joku muu muutti samaa kenttää sillä välin",
                "Not saved: somebody else changed the same field meanwhile",
                "Inte sparat: någon annan ändrade samma fält under tiden",
            ],
            Self::SavedMeanwhile => ["Nyt tallennettuna", "Saved now", "Sparat nu"],
            Self::Emptied => ["tyhjä", "nothing", "inget"],
            Self::RequiredHelp => {
                ["Täytettävä ennen tallentamista.", "Fill this in before you save.", "Måste fyllas i före sparandet."]
            }
            Self::Others => ["Muut merkinnät", "Other notes", "Andra anteckningar"],
            Self::NoFields => [
                "Jonolla ei ole vielä merkintäkenttiä.",
                "The queue has no note fields yet.",
                "Kön har inga anteckningsfält än.",
            ],
            Self::Add => ["Lisää kenttä", "Add a field", "Lägg till ett fält"],
            Self::NameOfField => ["Kentän nimi", "Label of the field", "Fältets rubrik"],
            Self::Kind => ["Kentän tyyppi", "Kind of field", "Typ av fält"],
            Self::Text => ["Teksti", "One line of text", "Textrad"],
            Self::LongText => ["Pitkä teksti", "Long text", "Lång text"],
            Self::Choice => ["Valinta", "One choice", "Ett val"],
            Self::Choices => ["Monivalinta", "Several choices", "Flera val"],
            Self::Options => ["Vaihtoehdot", "Options", "Alternativ"],
            Self::OptionsHelp => [
                "Yksi riviä kohti, 1–20 vaihtoehtoa; vain valinnassa ja monivalinnassa.",
                "One a line, 1 to 20 of them; only where there is something to choose.",
                "Ett per rad, 1–20 alternativ; bara där man väljer.",
            ],
            Self::Required => ["Täytettävä ennen tallentamista", "Must be filled in", "Måste fyllas i"],
            Self::RequiredWord => ["pakollinen", "required", "obligatoriskt"],
            Self::Edit => ["Muokkaa", "Edit", "Redigera"],
            Self::Up => ["Siirrä ylös", "Move up", "Flytta upp"],
            Self::Down => ["Siirrä alas", "Move down", "Flytta ner"],
            Self::Remove => ["Poista kenttä", "Remove the field", "Ta bort fältet"],
            Self::ReallyRemove => [
                "poistetaanko kenttä? Siihen kirjoitetut merkinnät säilyvät keskusteluissa.",
                "remove the field? What was written in it stays on the conversations.",
                "ta bort fältet? Det som har skrivits i det är kvar på samtalen.",
            ],
            Self::Back => ["Takaisin", "Back", "Tillbaka"],
            Self::Added => ["Kenttä lisätty", "Field added", "Fältet har lagts till"],
            Self::FieldSaved => ["Kenttä tallennettu", "Field saved", "Fältet har sparats"],
            Self::Removed => ["Kenttä poistettu", "Field removed", "Fältet har tagits bort"],
            Self::Gone => [
                "Kenttää ei enää ole: se on poistettu sillä välin.",
                "The field isn't there any more: it was removed meanwhile.",
                "Fältet finns inte längre: det har tagits bort under tiden.",
            ],
        }
    }
}
