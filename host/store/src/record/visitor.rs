use vuoro_kernel::{OrganisationId, Time, VisitorId};

/// A customer's session in one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Who.
    pub id: VisitorId,
    /// Where.
    pub organisation: OrganisationId,
    /// The name they gave.
    pub name: Option<String>,
    /// The session can be resumed until then.
    pub expires_at: Time,
    /// How long it lives without use, in milliseconds.
    pub idle_ms: i64,
}
