use vuoro_domain::{Conversation, Metadatum};

use super::{conversation::metadata_changes, value::typed};
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Metadatum>("Metadatum")
        .get("kind", |metadatum| metadatum.kind.leaf())
        .get("key", |metadatum| metadatum.key.leaf())
        .get("value", |metadatum| metadatum.value.leaf())
        .get("origin", |metadatum| metadatum.origin.leaf())
        .get("updatedAt", |metadatum| metadatum.updated_at.leaf());
    binder.object::<Conversation>("MetadataUpdated").itself("conversation");
    binder.load("Mutation", "updateMetadata", |call| Box::pin(update_metadata(call)));
}

async fn update_metadata(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, changes) = (input.id("conversationId")?, metadata_changes(input, "changes")?);
    typed("MetadataUpdated", call.domain().update_metadata(call.caller(), id, changes).await?)
}
