use vuoro_domain::{Session, SignIn, SignedIn};
use vuoro_kernel::SessionId;

use super::value::typed;
use crate::{
    bind::{Binder, Call, Leaf, Resolved},
    scope::CookieChange,
};

/// How many sessions were ended.
struct Ended(i64);

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Session>("Session")
        .get("id", |session| session.id.leaf())
        .get_for("current", |session, scope| (scope.account_caller().session() == Some(session.id)).leaf())
        .get("createdAt", |session| session.created_at.leaf())
        .get("lastUsedAt", |session| session.last_used_at.leaf())
        .get("expiresAt", |session| session.expires_at.leaf())
        .get("userAgent", |session| session.user_agent.leaf());
    binder
        .object::<SignedIn>("SignedIn")
        .one("account", |signed_in| Some(&signed_in.account))
        .get("token", |signed_in| signed_in.token.reveal().leaf());
    binder.object::<SessionId>("SessionEnded").get("sessionId", |id| id.leaf());
    binder.object::<Ended>("OtherSessionsEnded").get("count", |ended| ended.0.leaf());
    binder.load("Mutation", "signIn", |call| Box::pin(sign_in(call)));
    binder.load("Mutation", "signOut", |call| Box::pin(sign_out(call)));
    binder.load("Mutation", "endSession", |call| Box::pin(end_session(call)));
    binder.load("Mutation", "endOtherSessions", |call| Box::pin(end_other_sessions(call)));
}

/// Returns the token to somebody who has just signed in, and sets the cookie for browsers.
pub(super) fn signed_in<'a>(call: &Call<'a>, signed_in: SignedIn) -> Resolved<'a> {
    call.scope.sign_in(signed_in.account.id, signed_in.session, signed_in.token.clone());
    typed("SignedIn", signed_in)
}

async fn sign_in(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let input = SignIn { email: input.text("email")?, password: input.text("password")? };
    let request = call.scope.account_request();
    signed_in(&call, call.scope.in_line(call.domain().sign_in(&request, input)).await?)
}

async fn sign_out(call: Call<'_>) -> Resolved<'_> {
    ended(&call, call.domain().sign_out(&call.scope.account_caller()).await?)
}

async fn end_session(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.id("sessionId")?;
    ended(&call, call.domain().end_session(&call.scope.account_caller(), id).await?)
}

fn ended<'a>(call: &Call<'a>, id: SessionId) -> Resolved<'a> {
    if call.scope.account_caller().session() == Some(id) {
        *call.scope.cookie.lock() = Some(CookieChange::Clear);
    }
    super::value::one(id)
}

async fn end_other_sessions(call: Call<'_>) -> Resolved<'_> {
    super::value::one(Ended(call.domain().end_other_sessions(&call.scope.account_caller()).await?))
}
