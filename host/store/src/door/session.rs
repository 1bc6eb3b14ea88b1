//! Sessions of accounts, and the facts that a caller's rights depend on.

use sea_orm::Value;
use vuoro_kernel::{AccountId, Change, MemberId, OrganisationId, Role, SessionId, Time, TokenHash, VisitorId};

use super::{Platform, WritePlatform};
use crate::{
    StoreError,
    record::Session,
    row::{Row, placeholders},
};

/// The values of a new session.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The session's id.
    pub id: SessionId,
    /// The account.
    pub account: AccountId,
    /// The hash of its token.
    pub token: TokenHash,
    /// The time of its beginning.
    pub created_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
    /// The user agent that signed in.
    pub user_agent: Option<String>,
}

/// A session found by its token. It may have expired: the caller compares the times.
#[derive(Clone, Copy, Debug)]
pub struct FoundSession {
    /// The session's id.
    pub session: SessionId,
    /// The account.
    pub account: AccountId,
    /// When it was last used, to the minute.
    pub last_used_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
    /// Since when the session is due for another token, because the account's rights have changed.
    pub renew_since: Option<Time>,
    /// How long the token that found it can still be used; `None` for the present token.
    pub former_until: Option<Time>,
}

/// The columns that [`read_found`] reads, without `former_until`.
const FOUND: &str = "id, account_id, last_used_at, expires_at, renew_since";

fn read_found(row: &Row) -> Result<FoundSession, StoreError> {
    Ok(FoundSession {
        session: row.id("id", SessionId)?,
        account: row.id("account_id", AccountId)?,
        last_used_at: row.time("last_used_at")?,
        expires_at: row.time("expires_at")?,
        renew_since: row.time_opt("renew_since")?,
        former_until: row.time_opt("former_until")?,
    })
}

fn ids(ids: impl IntoIterator<Item = uuid::Uuid>) -> Vec<Value> {
    ids.into_iter().map(Value::from).collect()
}

impl Platform<'_> {
    /// The session whose present or former token has this hash.
    pub async fn session_by_token(&self, token: &TokenHash) -> Result<Option<FoundSession>, StoreError> {
        let sql = format!(
            "SELECT {FOUND}, CASE WHEN token_hash = $1 THEN NULL ELSE former_token_until END AS former_until \
             FROM session WHERE token_hash = $1 OR former_token_hash = $1"
        );
        self.conn.one(sql, vec![token.0.to_vec().into()]).await?.map(|row| read_found(&row)).transpose()
    }

    /// An account's sessions that haven't expired at `now` and were used after `used_since`, most recently used first.
    pub async fn sessions(&self, account: AccountId, now: Time, used_since: Time) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT id, account_id, created_at, last_used_at, expires_at, user_agent FROM session \
                   WHERE account_id = $1 AND expires_at > $2 AND last_used_at > $3 ORDER BY last_used_at DESC, id DESC";
        self.conn
            .all(sql, vec![account.0.into(), now.0.into(), used_since.0.into()], |row| {
                Ok(Session {
                    id: row.id("id", SessionId)?,
                    account: row.id("account_id", AccountId)?,
                    created_at: row.time("created_at")?,
                    last_used_at: row.time("last_used_at")?,
                    expires_at: row.time("expires_at")?,
                    user_agent: row.get("user_agent")?,
                })
            })
            .await
    }

    /// Those of these sessions that haven't been ended. At most some hundreds at once.
    pub async fn sessions_among(&self, sessions: &[SessionId]) -> Result<Vec<FoundSession>, StoreError> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {FOUND}, CAST(NULL AS bigint) AS former_until FROM session WHERE id IN ({})",
            placeholders(sessions.len(), 1)
        );
        self.conn.all(sql, ids(sessions.iter().map(|id| id.0)), read_found).await
    }

    /// The memberships of these accounts in all organisations. At most some hundreds of accounts at once.
    pub async fn roles_among(
        &self,
        accounts: &[AccountId],
    ) -> Result<Vec<(OrganisationId, AccountId, MemberId, Role)>, StoreError> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT organisation_id, account_id, id, role FROM member WHERE removed_at IS NULL AND account_id IN ({})",
            placeholders(accounts.len(), 1)
        );
        self.conn
            .all(sql, ids(accounts.iter().map(|id| id.0)), |row| {
                Ok((
                    row.id("organisation_id", OrganisationId)?,
                    row.id("account_id", AccountId)?,
                    row.id("id", MemberId)?,
                    row.word("role")?,
                ))
            })
            .await
    }

    /// Those of these customers' sessions that exist, with their organisation. At most some hundreds at once.
    pub async fn visitors_among(&self, visitors: &[VisitorId]) -> Result<Vec<(OrganisationId, VisitorId)>, StoreError> {
        if visitors.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT organisation_id, id FROM visitor WHERE id IN ({})", placeholders(visitors.len(), 1));
        self.conn
            .all(sql, ids(visitors.iter().map(|id| id.0)), |row| {
                Ok((row.id("organisation_id", OrganisationId)?, row.id("id", VisitorId)?))
            })
            .await
    }
}

impl WritePlatform<'_> {
    /// Inserts a session.
    pub async fn insert_session(&self, new: &NewSession) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (id, account_id, token_hash, created_at, last_used_at, expires_at, user_agent) \
                   VALUES ($1, $2, $3, $4, $4, $5, $6)";
        let values = vec![
            new.id.0.into(),
            new.account.0.into(),
            new.token.0.to_vec().into(),
            new.created_at.0.into(),
            new.expires_at.0.into(),
            new.user_agent.clone().into(),
        ];
        self.conn.run(sql, values).await?;
        Ok(())
    }

    /// Ends one of an account's sessions; false when the account has no such session.
    pub async fn end_session(&self, account: AccountId, session: SessionId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM session WHERE account_id = $1 AND id = $2 RETURNING id";
        Ok(self.changed(sql, vec![account.0.into(), session.0.into()]).await? == 1)
    }

    /// Ends all of an account's sessions, or all except one; returns how many.
    pub async fn end_sessions(&self, account: AccountId, but: Option<SessionId>) -> Result<usize, StoreError> {
        match but {
            None => {
                self.changed("DELETE FROM session WHERE account_id = $1 RETURNING id", vec![account.0.into()]).await
            }
            Some(but) => {
                let sql = "DELETE FROM session WHERE account_id = $1 AND id <> $2 RETURNING id";
                self.changed(sql, vec![account.0.into(), but.0.into()]).await
            }
        }
    }

    /// Ends an account's expired sessions, and the oldest of those over `keep`.
    pub async fn end_surplus_sessions(
        &self,
        account: AccountId,
        now: Time,
        used_since: Time,
        keep: usize,
    ) -> Result<usize, StoreError> {
        let sql = "DELETE FROM session WHERE account_id = $1 AND (expires_at <= $2 OR last_used_at <= $3) RETURNING id";
        let over = self.changed(sql, vec![account.0.into(), now.0.into(), used_since.0.into()]).await?;
        let sql = format!(
            "DELETE FROM session WHERE account_id = $1 AND id NOT IN (SELECT id FROM session WHERE account_id = $1 \
             ORDER BY created_at DESC, id DESC LIMIT {keep}) RETURNING id"
        );
        Ok(over + self.changed(&sql, vec![account.0.into()]).await?)
    }

    /// Records that an account's sessions are due for another token.
    pub async fn renew_sessions(&self, account: AccountId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE session SET renew_since = $2 WHERE account_id = $1 RETURNING id";
        self.changed(sql, vec![account.0.into(), at.0.into()]).await?;
        Ok(())
    }

    /// Gives the session that is due for it another token in place of `old`, which can still be used until `until`;
    /// false when there is no such session, or another call was first.
    pub async fn renew_token(&self, old: &TokenHash, new: &TokenHash, until: Time) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET token_hash = $2, former_token_hash = $1, former_token_until = $3, \
                   renew_since = NULL WHERE token_hash = $1 AND renew_since IS NOT NULL RETURNING id";
        Ok(self.changed(sql, vec![old.0.to_vec().into(), new.0.to_vec().into(), until.0.into()]).await? == 1)
    }

    /// Runs a statement that returns the ids of the sessions that it changed, and returns how many they are.
    async fn changed(&self, sql: &str, values: Vec<Value>) -> Result<usize, StoreError> {
        let changed = self.conn.all(sql, values, |row| row.id("id", SessionId)).await?;
        for &session in &changed {
            self.tx.changed(Change::Session { session });
        }
        Ok(changed.len())
    }

    /// Records that sessions were used; at most some hundreds at once. Nobody is told, because no right depends on it.
    pub async fn touch_sessions(&self, sessions: &[SessionId], at: Time) -> Result<(), StoreError> {
        if sessions.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "UPDATE session SET last_used_at = $1 WHERE last_used_at < $1 AND id IN ({})",
            placeholders(sessions.len(), 2)
        );
        let values = std::iter::once(at.0.into()).chain(sessions.iter().map(|id| id.0.into())).collect();
        self.conn.run(sql, values).await?;
        Ok(())
    }
}
