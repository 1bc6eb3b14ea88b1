use vuoro_kernel::{OrganisationId, Role, Time};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// What its endpoint's path names it by; never changes.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The origins whose pages may embed the widget, as browsers write them.
    pub widget_origins: Vec<String>,
    /// When it was made.
    pub created_at: Time,
}

/// An account's place in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: Organisation,
    /// The role there.
    pub role: Role,
}
