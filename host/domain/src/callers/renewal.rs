//! Gives a session another token when its account's rights have changed, so that an earlier token doesn't work for
//! long.
//!
//! SECURITY.md, "Cookies".

use vuoro_kernel::{OrganisationId, Token, TokenKind, limits::FORMER_TOKEN_TIME};
use vuoro_store::FoundSession;

use crate::{Domain, Refusal, error::Halt};

/// Whether a session is due for another token.
pub(super) fn is_due(found: &FoundSession) -> bool {
    found.renew_since.is_some() && found.former_until.is_none()
}

impl Domain {
    /// Gives the session of this token another one when that is due, for clients that store the new token, such as a
    /// browser in its cookie. The former token works for [`FORMER_TOKEN_TIME`] more. Of concurrent calls, one gets the
    /// new token.
    ///
    /// # Errors
    /// When the database fails; the session continues with its token.
    pub async fn renew_session(
        &self,
        organisation: Option<OrganisationId>,
        token: &str,
    ) -> Result<Option<Token>, Refusal> {
        let Some(old) = Token::parse(token).filter(|token| token.kind() == TokenKind::Session) else { return Ok(None) };
        let old = old.hash();
        let is_due = match self.callers.known.is_renewal_due(&old, organisation) {
            Some(is_due) => is_due,
            None => self.store.platform().session_by_token(&old).await?.as_ref().is_some_and(is_due),
        };
        if !is_due {
            return Ok(None);
        }
        let (token, until) = (Token::new(TokenKind::Session), self.now().plus(FORMER_TOKEN_TIME));
        let new = token.hash();
        let renewed = self.store.write::<_, Halt, _>(move |tx| {
            Box::pin(async move { Ok(tx.platform().renew_token(&old, &new, until).await?) })
        });
        Ok(renewed.await?.then_some(token))
    }
}
