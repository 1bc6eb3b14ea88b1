use vuoro_kernel::{OrganisationId, Time, VisitorId};

/// A customer's session in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The visitor's id.
    pub id: VisitorId,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The name they gave.
    pub name: Option<String>,
    /// Until when the session can be resumed.
    pub expires_at: Time,
    /// How long the session lasts without use, in milliseconds.
    pub idle_ms: i64,
}
