use vuoro_domain::{CreateInvitation, Invitation, InvitationOffer, Membership, SignUp};
use vuoro_kernel::{InvitationId, Token};

use super::{
    session,
    value::{maybe, typed},
};
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind_platform(binder: &mut Binder) {
    binder
        .object::<InvitationOffer>("InvitationOffer")
        .get("organisationName", |offer| offer.organisation_name.leaf())
        .get("role", |offer| offer.role.leaf())
        .get("email", |offer| offer.email.leaf())
        .get("expiresAt", |offer| offer.expires_at.leaf());
    binder.object::<Membership>("InvitationAccepted").itself("membership");
    binder.load("Query", "invitation", |call| Box::pin(invitation(call)));
    binder.load("Mutation", "acceptInvitation", |call| Box::pin(accept_invitation(call)));
    binder.load("Mutation", "signUp", |call| Box::pin(sign_up(call)));
}

pub(super) fn bind_organisation(binder: &mut Binder) {
    binder.connection::<Invitation>("Invitation");
    binder
        .object::<Invitation>("Invitation")
        .get("id", |invitation| invitation.id.leaf())
        .get("email", |invitation| invitation.email.leaf())
        .get("role", |invitation| invitation.role.leaf())
        .load("queues", |call| Box::pin(queues(call)))
        .get("createdAt", |invitation| invitation.created_at.leaf())
        .get("expiresAt", |invitation| invitation.expires_at.leaf())
        .one("createdBy", |invitation| invitation.created_by.as_ref());
    binder
        .object::<(Invitation, Token)>("InvitationCreated")
        .one("invitation", |made| Some(&made.0))
        .get("token", |made| made.1.reveal().leaf());
    binder.object::<InvitationId>("InvitationRevoked").get("invitationId", |id| id.leaf());
    binder.load("Query", "invitations", |call| Box::pin(invitations(call)));
    binder.load("Mutation", "createInvitation", |call| Box::pin(create_invitation(call)));
    binder.load("Mutation", "revokeInvitation", |call| Box::pin(revoke_invitation(call)));
}

async fn invitation(call: Call<'_>) -> Resolved<'_> {
    let token = call.text("token").unwrap_or_default();
    maybe(call.domain().invitation_offer(token).await?)
}

async fn accept_invitation(call: Call<'_>) -> Resolved<'_> {
    let token = call.input()?.text("token")?;
    typed("InvitationAccepted", call.domain().accept_invitation(&call.scope.account_caller(), &token).await?)
}

async fn sign_up(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input = SignUp {
        token: input.text("token")?,
        email: input.text("email")?,
        password: input.text("password")?,
        full_name: input.text("fullName")?,
        display_name: input.text("displayName")?,
    };
    let request = call.scope.account_request();
    session::signed_in(&call, call.scope.in_line(call.domain().sign_up(&request, input)).await?)
}

async fn invitations(call: Call<'_>) -> Resolved<'_> {
    call.page_of(call.domain().invitations(call.caller(), call.page()?).await?)
}

async fn queues(call: Call<'_>) -> Resolved<'_> {
    let invitation = call.parent::<Invitation>()?;
    call.list_of(call.domain().invitation_queues(call.caller(), invitation).await?)
}

async fn create_invitation(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input =
        CreateInvitation { email: input.text_opt("email"), role: input.word("role")?, queues: input.ids("queueIds")? };
    typed("InvitationCreated", call.domain().create_invitation(call.caller(), input).await?)
}

async fn revoke_invitation(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("invitationId")?;
    typed("InvitationRevoked", call.domain().revoke_invitation(call.caller(), id).await?)
}
