//! The texts of the panels, in the reader's language.

use vuoro_plugin::Context;

/// A label or a line of the panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Above the tags of the header.
    Tags,
    /// Above the tags to choose from.
    OfConversation,
    /// There are no tags to choose from.
    NoTagsYet,
    /// Before a rule's condition.
    Rule,
    /// Behind the name of a tag that was removed.
    Removed,
    /// Confirmation; the tag follows.
    PutOn,
    /// Confirmation; the tag follows.
    TakenOff,
    /// The tag was removed meanwhile.
    TagGone,
    /// The rule was removed meanwhile.
    RuleGone,
    /// The organisation has no tags.
    NoTags,
    /// Above the tree.
    Tree,
    /// Below the tree.
    TreeHelp,
    /// Heading of all rules.
    AllRules,
    /// Heading of the rules of one tag.
    RulesOfTag,
    /// Label of a name's field.
    Name,
    /// Label of the choice of a colour.
    Colour,
    /// Label of the field for another colour.
    OtherColour,
    /// How another colour is written.
    OtherColourHelp,
    /// A colour.
    Blue,
    /// A colour.
    Teal,
    /// A colour.
    Green,
    /// A colour.
    Yellow,
    /// A colour.
    Orange,
    /// A colour.
    Red,
    /// A colour.
    Violet,
    /// A colour.
    Grey,
    /// Label of the choice of a tag's place in the tree.
    Place,
    /// The place at the top of the tree.
    Top,
    /// Before a tag's name.
    Tag,
    /// Before the tag under which a new one will be.
    Under,
    /// On the button that adds a tag.
    Add,
    /// On the button to the form for a tag under this one.
    AddUnder,
    /// On the button that saves a tag.
    Save,
    /// On the button that removes a tag.
    Remove,
    /// Question before removing, after the tag's name.
    ReallyRemove,
    /// On the button back to the previous view.
    Back,
    /// Confirmation; the tag follows.
    Added,
    /// Confirmation; the tag follows.
    Saved,
    /// Confirmation; the tag follows.
    TagRemoved,
    /// There are no rules here.
    NoRules,
    /// How to add a rule.
    RuleHelp,
    /// On the button that shows the next rules.
    More,
    /// On the button that adds a rule.
    AddRule,
    /// Says that a rule was added.
    RuleAdded,
    /// Says that a rule was removed.
    RuleRemoved,
    /// On the button that removes a rule.
    RemoveRule,
    /// Question before removing a rule.
    ReallyRemoveRule,
    /// Label of the field for a metadata key.
    Key,
    /// Examples of metadata keys.
    KeyHelp,
    /// Label of the choice of a test.
    Test,
    /// A test: the value equals the text.
    Equals,
    /// A test: the value contains the text.
    Contains,
    /// A test: the value exists.
    Present,
    /// No test was chosen.
    ChooseTest,
    /// Label of the field for the text to compare with.
    Compared,
    /// How texts are compared.
    ComparedHelp,
    /// A rule in words; the key stands before it.
    RulePresent,
    /// A rule in words; the key stands before it, the text after it.
    RuleEquals,
    /// A rule in words; the key stands before it, the text after it.
    RuleContains,
}

impl Label {
    /// Every label.
    #[cfg(test)]
    pub const ALL: [Self; 59] = [
        Self::Tags,
        Self::OfConversation,
        Self::NoTagsYet,
        Self::Rule,
        Self::Removed,
        Self::PutOn,
        Self::TakenOff,
        Self::TagGone,
        Self::RuleGone,
        Self::NoTags,
        Self::Tree,
        Self::TreeHelp,
        Self::AllRules,
        Self::RulesOfTag,
        Self::Name,
        Self::Colour,
        Self::OtherColour,
        Self::OtherColourHelp,
        Self::Blue,
        Self::Teal,
        Self::Green,
        Self::Yellow,
        Self::Orange,
        Self::Red,
        Self::Violet,
        Self::Grey,
        Self::Place,
        Self::Top,
        Self::Tag,
        Self::Under,
        Self::Add,
        Self::AddUnder,
        Self::Save,
        Self::Remove,
        Self::ReallyRemove,
        Self::Back,
        Self::Added,
        Self::Saved,
        Self::TagRemoved,
        Self::NoRules,
        Self::RuleHelp,
        Self::More,
        Self::AddRule,
        Self::RuleAdded,
        Self::RuleRemoved,
        Self::RemoveRule,
        Self::ReallyRemoveRule,
        Self::Key,
        Self::KeyHelp,
        Self::Test,
        Self::Equals,
        Self::Contains,
        Self::Present,
        Self::ChooseTest,
        Self::Compared,
        Self::ComparedHelp,
        Self::RulePresent,
        Self::RuleEquals,
        Self::RuleContains,
    ];

    /// The label in the reader's language.
    pub fn to(self, context: &Context) -> &'static str {
        let [fi, en, sv] = self.texts();
        context.text(fi, en, sv)
    }

    fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Tags => ["Tunnisteet", "Tags", "Taggar"],
            Self::OfConversation => ["Keskustelun tunnisteet", "The conversation's tags", "Samtalets taggar"],
            Self::NoTagsYet => [
                "Tunnisteita ei ole vielä. Operaattorit lisäävät niitä organisaation asetuksissa.",
                "There are no tags yet. Operators add them in the organisation's settings.",
                "Det finns inga taggar än. Operatörer lägger till dem i organisationens inställningar.",
            ],
            Self::Rule => ["Sääntö", "Rule", "Regel"],
            Self::Removed => ["poistettu", "removed", "borttagen"],
            Self::PutOn => ["Tunniste lisätty", "Tag added to the conversation", "Taggen har satts på"],
            Self::TakenOff => ["Tunniste otettu pois", "Tag taken off", "Taggen har tagits av"],
            Self::TagGone => [
                "Tunnistetta ei enää ole: se on poistettu sillä välin.",
                "The tag isn't there any more: it was removed meanwhile.",
                "Taggen finns inte längre: den har tagits bort under tiden.",
            ],
            Self::RuleGone => [
                "Sääntöä ei enää ole: se on poistettu sillä välin.",
                "The rule isn't there any more: it was removed meanwhile.",
                "Regeln finns inte längre: den har tagits bort under tiden.",
            ],
            Self::NoTags => [
                "Organisaatiolla ei ole vielä tunnisteita.",
                "The organisation has no tags yet.",
                "Organisationen har inga taggar än.",
            ],
            Self::Tree => ["Organisaation tunnisteet", "The organisation's tags", "Organisationens taggar"],
            Self::TreeHelp => [
                "Muokkaa tunnistetta painamalla sitä.",
                "Press a tag to edit it.",
                "Tryck på en tagg för att redigera den.",
            ],
            Self::AllRules => ["Kaikki säännöt", "All rules", "Alla regler"],
            Self::RulesOfTag => {
                ["Säännöt, jotka lisäävät tunnisteen", "Rules that put the tag on", "Regler som sätter på taggen"]
            }
            Self::Name => ["Nimi", "Name", "Namn"],
            Self::Colour => ["Väri", "Colour", "Färg"],
            Self::OtherColour => ["Muu väri", "Another colour", "Annan färg"],
            Self::OtherColourHelp => [
                "Muodossa #rrggbb; jätä tyhjäksi, jos valitset värin luettelosta.",
                "As #rrggbb; leave it empty to have the colour of the list.",
                "I formen #rrggbb; lämna tomt för att använda listans färg.",
            ],
            Self::Blue => ["Sininen", "Blue", "Blå"],
            Self::Teal => ["Sinivihreä", "Teal", "Blågrön"],
            Self::Green => ["Vihreä", "Green", "Grön"],
            Self::Yellow => ["Keltainen", "Yellow", "Gul"],
            Self::Orange => ["Oranssi", "Orange", "Brandgul"],
            Self::Red => ["Punainen", "Red", "Röd"],
            Self::Violet => ["Violetti", "Purple", "Lila"],
            Self::Grey => ["Harmaa", "Grey", "Grå"],
            Self::Place => ["Sijainti", "Place", "Placering"],
            Self::Top => ["Ylimmällä tasolla", "At the top", "Högst upp"],
            Self::Tag => ["Tunniste", "Tag", "Tagg"],
            Self::Under => ["Uusi tunniste tämän alle", "New tag under", "Ny tagg under"],
            Self::Add => ["Lisää tunniste", "Add a tag", "Lägg till en tagg"],
            Self::AddUnder => {
                ["Lisää tunniste tämän alle", "Add a tag under this one", "Lägg till en tagg under denna"]
            }
            Self::Save => ["Tallenna", "Save", "Spara"],
            Self::Remove => ["Poista tunniste", "Remove the tag", "Ta bort taggen"],
            Self::ReallyRemove => [
                "poistetaanko tunniste? Se säilyy keskusteluissa, sen alla olevat tunnisteet siirtyvät ylemmäs ja sen säännöt poistuvat.",
                "remove the tag? Conversations keep it, tags under it move up and its rules go.",
                "ta bort taggen? Samtal behåller den, taggar under den flyttas uppåt och dess regler försvinner.",
            ],
            Self::Back => ["Takaisin", "Back", "Tillbaka"],
            Self::Added => ["Uusi tunniste", "New tag", "Ny tagg"],
            Self::Saved => ["Tunniste tallennettu", "Tag saved", "Taggen har sparats"],
            Self::TagRemoved => ["Tunniste poistettu", "Tag removed", "Taggen har tagits bort"],
            Self::NoRules => ["Sääntöjä ei ole.", "There are no rules.", "Det finns inga regler."],
            Self::RuleHelp => [
                "Uusi sääntö lisätään tunnisteen omasta näkymästä.",
                "To add a rule, open the tag that it puts on.",
                "Öppna taggen för att lägga till en regel för den.",
            ],
            Self::More => ["Näytä seuraavat", "Show the next ones", "Visa nästa"],
            Self::AddRule => ["Lisää sääntö", "Add a rule", "Lägg till en regel"],
            Self::RuleAdded => ["Sääntö lisätty", "Rule added", "Regeln har lagts till"],
            Self::RuleRemoved => ["Sääntö poistettu", "Rule removed", "Regeln har tagits bort"],
            Self::RemoveRule => ["Poista sääntö", "Remove the rule", "Ta bort regeln"],
            Self::ReallyRemoveRule => [
                "Poistetaanko sääntö? Sen lisäämät tunnisteet säilyvät keskusteluissa.",
                "Remove the rule? The tags that it put on stay on their conversations.",
                "Ta bort regeln? Taggarna som den har satt på är kvar på samtalen.",
            ],
            Self::Key => ["Metatiedon avain", "Key of the metadata", "Metadatans nyckel"],
            Self::KeyHelp => [
                "Myös alku- ja loppukyselyn vastaukset ovat metatietoja.",
                "Answers of surveys are metadata too.",
                "Även enkätsvar är metadata.",
            ],
            Self::Test => ["Milloin tunniste lisätään", "When the tag is put on", "När taggen sätts på"],
            Self::Equals => ["Arvo on tämä teksti", "The value is this text", "Värdet är denna text"],
            Self::Contains => {
                ["Arvossa on tämä teksti", "The value has this text in it", "Värdet innehåller denna text"]
            }
            Self::Present => ["Arvo on annettu", "There is any value", "Det finns ett värde"],
            Self::ChooseTest => {
                ["Valitse, milloin tunniste lisätään.", "Choose when the tag is put on.", "Välj när taggen sätts på."]
            }
            Self::Compared => ["Verrattava teksti", "Text to compare with", "Text att jämföra med"],
            Self::ComparedHelp => [
                "Kirjainkoolla ei ole väliä. Jätä tyhjäksi, jos mikä tahansa arvo kelpaa.",
                "Capitals don't matter. Leave it empty where any value will do.",
                "Versaler spelar ingen roll. Lämna tomt om vilket värde som helst duger.",
            ],
            Self::RulePresent => ["on annettu", "has any value", "har ett värde"],
            Self::RuleEquals => ["on", "is", "är"],
            Self::RuleContains => ["sisältää tekstin", "contains", "innehåller"],
        }
    }
}
