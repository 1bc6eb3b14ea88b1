use vuoro_kernel::{OrganisationId, Role, Time};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The organisation's id.
    pub id: OrganisationId,
    /// The name in its endpoint's path; never changes.
    pub slug: String,
    /// The name that people see.
    pub name: String,
    /// The origins whose pages may embed the widget, as browsers write them.
    pub widget_origins: Vec<String>,
    /// The time of creation.
    pub created_at: Time,
}

/// An account's membership in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: Organisation,
    /// The account's role there.
    pub role: Role,
}
