//! Beginning a session, which every way of signing in does.

use vuoro_kernel::{
    AccountId, SessionId, Time, Token, TokenKind,
    limits::{SESSION_IDLE, SESSION_LIFE, SESSIONS_MAX},
};
use vuoro_store::{NewSession, Tx, record::Account};

use crate::error::Halt;

/// Most characters of a user agent that are kept.
const USER_AGENT_CHARS_MAX: usize = 256;

/// The result of signing in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// The session's secret token. It is shown only now.
    pub token: Token,
    /// The session.
    pub session: SessionId,
}

/// A session that is about to begin, with its token.
pub(crate) struct Fresh {
    token: Token,
    pub row: NewSession,
}

impl Fresh {
    pub fn new(account: AccountId, now: Time, user_agent: Option<&str>) -> Self {
        let token = Token::new(TokenKind::Session);
        let row = NewSession {
            id: SessionId::new(),
            account,
            token: token.hash(),
            created_at: now,
            expires_at: now.plus(SESSION_LIFE),
            user_agent: user_agent.map(printable).filter(|text| !text.is_empty()),
        };
        Self { token, row }
    }

    pub fn signed_in(self, account: Account) -> SignedIn {
        SignedIn { account, token: self.token, session: self.row.id }
    }
}

/// The moment before which a last use means that a session has expired.
pub(crate) fn used_since(now: Time) -> Time {
    now.minus(SESSION_IDLE)
}

/// Begins a session; when the account has too many, its oldest one ends.
pub(crate) async fn begin(tx: &Tx, new: &NewSession) -> Result<(), Halt> {
    let (platform, now) = (tx.platform(), new.created_at);
    platform.end_surplus_sessions(new.account, now, used_since(now), SESSIONS_MAX - 1).await?;
    platform.insert_session(new).await?;
    Ok(())
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_kept_short_and_without_control_characters() {
        let session = |agent: &str| Fresh::new(AccountId::new(), Time(0), Some(agent)).row;
        assert_eq!(session("curl/8\r\n\u{1b}[31m").user_agent.as_deref(), Some("curl/8[31m"));
        assert_eq!(session(&"x".repeat(9_999)).user_agent.map(|text| text.len()), Some(USER_AGENT_CHARS_MAX));
        assert_eq!(session(" \n").user_agent, None);
    }
}
