use vuoro_domain::{Attachment, PrepareAttachment};
use vuoro_kernel::AttachmentId;

use super::value::typed;
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Attachment>("Attachment")
        .get("id", |attachment| attachment.id.leaf())
        .get("name", |attachment| attachment.name.leaf())
        .get("contentType", |attachment| attachment.content_type.leaf())
        .get("sizeBytes", |attachment| attachment.size_bytes.leaf())
        .get_at("url", |attachment, slug| path(slug, attachment.id).leaf())
        .get_at("thumbnailUrl", |attachment, slug| {
            attachment.thumbnail.then(|| format!("{}/thumbnail", path(slug, attachment.id))).leaf()
        })
        .get("width", |attachment| attachment.width.leaf())
        .get("height", |attachment| attachment.height.leaf());
    binder
        .object::<AttachmentId>("AttachmentPrepared")
        .get("attachmentId", |id| id.leaf())
        .get_at("uploadUrl", |id, slug| path(slug, *id).leaf());
    binder.load("Mutation", "prepareAttachment", |call| Box::pin(prepare_attachment(call)));
}

fn path(slug: &str, id: AttachmentId) -> String {
    format!("/o/{slug}/attachments/{id}")
}

async fn prepare_attachment(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input = PrepareAttachment {
        conversation: input.id("conversationId")?,
        name: input.text("name")?,
        size_bytes: input.whole("sizeBytes")?,
        address: call.scope.context.address,
    };
    typed("AttachmentPrepared", call.domain().prepare_attachment(call.caller(), input).await?)
}
