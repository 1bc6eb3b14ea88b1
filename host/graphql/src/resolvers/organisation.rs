use vuoro_domain::{Organisation, UpdateOrganisation};

use super::value::{one, typed};
use crate::bind::{Binder, Call, Leaf, Resolved};

/// Binds the type `Organisation`, which both endpoints have.
pub(super) fn bind_type(binder: &mut Binder) {
    binder
        .object::<Organisation>("Organisation")
        .get("id", |organisation| organisation.id.leaf())
        .get("slug", |organisation| organisation.slug.leaf())
        .get("name", |organisation| organisation.name.leaf());
}

pub(super) fn bind_organisation(binder: &mut Binder) {
    bind_type(binder);
    binder
        .object::<Organisation>("Organisation")
        .get("widgetOrigins", |organisation| organisation.widget_origins.leaf());
    binder.object::<Organisation>("OrganisationUpdated").itself("organisation");
    binder.load("Query", "organisation", |call| Box::pin(organisation(call)));
    binder.load("Mutation", "updateOrganisation", |call| Box::pin(update_organisation(call)));
}

async fn organisation(call: Call<'_>) -> Resolved<'_> {
    one(call.domain().organisation(call.caller()).await?)
}

async fn update_organisation(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let update = UpdateOrganisation { name: input.text_opt("name"), widget_origins: input.texts_opt("widgetOrigins") };
    typed("OrganisationUpdated", call.domain().update_organisation(call.caller(), update).await?)
}
