//! What a GraphQL request is for.

use std::sync::Arc;

use vuoro_graphql::Endpoint;
use vuoro_kernel::OrganisationId;

/// The endpoint of a request: the platform's, or one organisation's.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) slug: Option<Arc<str>>,
}
