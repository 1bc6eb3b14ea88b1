use vuoro_domain::{Conversation, StartVisitor, Visitor};
use vuoro_kernel::{Page, Token};

use super::value::{one, typed};
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Visitor>("Visitor")
        .get("id", |visitor| visitor.id.leaf())
        .get("name", |visitor| visitor.name.leaf())
        .get("expiresAt", |visitor| visitor.expires_at.leaf())
        .load("conversations", |call| Box::pin(conversations(call)));
    binder
        .object::<(Visitor, Token)>("VisitorStarted")
        .one("visitor", |started| Some(&started.0))
        .get("token", |started| started.1.reveal().leaf());
    binder.object::<Visitor>("VisitorRenamed").itself("visitor");
    binder.load("Mutation", "startVisitor", |call| Box::pin(start_visitor(call)));
    binder.load("Mutation", "renameVisitor", |call| Box::pin(rename_visitor(call)));
}

async fn conversations(call: Call<'_>) -> Resolved<'_> {
    // Somebody who has just begun a session is still another caller in this request; a new session has no
    // conversations.
    if call.caller().visitor() != Some(call.parent::<Visitor>()?.id) {
        return one(Page::<Conversation> { rows: Vec::new(), has_next: false, has_previous: false });
    }
    call.page_of(call.domain().visitor_conversations(call.caller(), call.page()?).await?)
}

async fn start_visitor(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input = StartVisitor { name: input.text_opt("name"), idle_seconds: input.whole_opt("idleSeconds") };
    typed("VisitorStarted", call.domain().start_visitor(call.caller(), input).await?)
}

async fn rename_visitor(call: Call<'_>) -> Resolved<'_> {
    let name = call.input()?.text("name")?;
    typed("VisitorRenamed", call.domain().rename_visitor(call.caller(), name).await?)
}
