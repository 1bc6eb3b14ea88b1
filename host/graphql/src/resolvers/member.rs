use vuoro_domain::{Agent, Member, Viewer};
use vuoro_kernel::MemberId;

use super::{
    account::picture_url,
    value::{maybe, typed},
};
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind(binder: &mut Binder) {
    binder.connection::<Member>("Member");
    binder
        .object::<Member>("Member")
        .get("id", |member| member.id.leaf())
        .get("displayName", |member| member.display_name.leaf())
        .get("fullName", |member| member.full_name.leaf())
        .get("email", |member| member.email.leaf())
        .get("pictureUrl", |member| member.picture.map(picture_url).leaf())
        .get("role", |member| member.role.leaf())
        .get("joinedAt", |member| member.joined_at.leaf())
        .load("queues", |call| Box::pin(queues(call)));
    binder
        .object::<Agent>("Agent")
        .get("id", |agent| agent.id.leaf())
        .get("displayName", |agent| agent.display_name.leaf());
    binder.object::<Member>("MemberUpdated").itself("member");
    binder.object::<MemberId>("MemberRemoved").get("memberId", |id| id.leaf());
    binder.load("Query", "viewer", |call| Box::pin(viewer(call)));
    binder.load("Query", "members", |call| Box::pin(members(call)));
    binder.load("Query", "member", |call| Box::pin(member(call)));
    binder.load("Mutation", "updateMember", |call| Box::pin(update_member(call)));
    binder.load("Mutation", "removeMember", |call| Box::pin(remove_member(call)));
    binder.load("Mutation", "leaveOrganisation", |call| Box::pin(leave_organisation(call)));
    binder.load("Mutation", "setMemberQueues", |call| Box::pin(set_member_queues(call)));
}

async fn viewer(call: Call<'_>) -> Resolved<'_> {
    match call.domain().viewer(call.caller()).await? {
        None => Ok(None),
        Some(Viewer::Member(member)) => typed("Member", member),
        Some(Viewer::Visitor(visitor)) => typed("Visitor", visitor),
    }
}

async fn members(call: Call<'_>) -> Resolved<'_> {
    let search = call.text("search").map(str::to_owned);
    call.page_of(call.domain().members(call.caller(), search, call.page()?).await?)
}

async fn member(call: Call<'_>) -> Resolved<'_> {
    match call.id("id") {
        Some(id) => maybe(call.domain().member(call.caller(), id).await?),
        None => Ok(None),
    }
}

async fn queues(call: Call<'_>) -> Resolved<'_> {
    let id = call.parent::<Member>()?.id;
    call.list_of(call.domain().member_queues(call.caller(), id).await?)
}

async fn update_member(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, role) = (input.id("memberId")?, input.word("role")?);
    typed("MemberUpdated", call.domain().update_member(call.caller(), id, role).await?)
}

async fn remove_member(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("memberId")?;
    typed("MemberRemoved", call.domain().remove_member(call.caller(), id).await?)
}

async fn leave_organisation(call: Call<'_>) -> Resolved<'_> {
    typed("MemberRemoved", call.domain().leave_organisation(call.caller()).await?)
}

async fn set_member_queues(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, queues) = (input.id("memberId")?, input.ids("queueIds")?);
    typed("MemberUpdated", call.domain().set_member_queues(call.caller(), id, queues).await?)
}
