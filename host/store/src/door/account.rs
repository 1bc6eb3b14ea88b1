//! People who sign in.

use vuoro_kernel::{AccountId, Change, PictureId, Time};

use super::{Platform, WritePlatform};
use crate::{
    StoreError,
    record::{Account, Notifications, Picture},
    row::{Row, to_json},
};

/// What is needed to make an account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// The address they sign in with, in lower case.
    pub email: String,
    /// The hash of the password, with its parameters (PHC string).
    pub password_hash: String,
    /// Never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// When it is made.
    pub created_at: Time,
}

const COLUMNS: &str = "id, email, full_name, display_name, locale, notifications, picture_id, created_at";

fn read(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.id("id", AccountId)?,
        email: row.get("email")?,
        full_name: row.get("full_name")?,
        display_name: row.get("display_name")?,
        locale: row.get("locale")?,
        notifications: row.json("notifications")?,
        picture: row.id_opt("picture_id", PictureId)?,
        created_at: row.time("created_at")?,
    })
}

/// The form of a name that lists are ordered by. Folded here, since SQLite folds the case of ASCII alone.
pub(super) fn sort_form(name: &str) -> String {
    name.to_lowercase()
}

/// The form of a person that a search looks in, a line for each part.
fn search_form(full_name: &str, display_name: &str, email: &str) -> String {
    format!("{full_name}\n{display_name}\n{email}").to_lowercase()
}

impl Platform<'_> {
    /// One account.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE id = $1");
        self.conn.one(sql, vec![id.0.into()]).await?.map(|row| read(&row)).transpose()
    }

    /// The account with this address (in lower case) and the hash of its password.
    pub async fn account_by_email(&self, email: &str) -> Result<Option<(Account, String)>, StoreError> {
        let sql = format!("SELECT {COLUMNS}, password_hash FROM account WHERE email = $1");
        let row = self.conn.one(sql, vec![email.into()]).await?;
        row.map(|row| Ok((read(&row)?, row.get("password_hash")?))).transpose()
    }

    /// The hash of an account's password.
    pub async fn password_hash(&self, id: AccountId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT password_hash FROM account WHERE id = $1";
        self.conn.one(sql, vec![id.0.into()]).await?.map(|row| row.get("password_hash")).transpose()
    }

    /// Whose picture it is, as long as it is their picture.
    pub async fn picture_owner(&self, id: PictureId) -> Result<Option<AccountId>, StoreError> {
        let sql = "SELECT id FROM account WHERE picture_id = $1";
        self.conn.one(sql, vec![id.0.into()]).await?.map(|row| row.id("id", AccountId)).transpose()
    }

    /// The bytes of an account's picture.
    pub async fn picture(&self, id: AccountId) -> Result<Option<Picture>, StoreError> {
        let sql = "SELECT content_type, bytes FROM account_picture WHERE account_id = $1";
        let row = self.conn.one(sql, vec![id.0.into()]).await?;
        row.map(|row| Ok(Picture { content_type: row.get("content_type")?, bytes: row.get("bytes")? })).transpose()
    }

    /// Whether two accounts are members of one organisation.
    pub async fn are_colleagues(&self, one: AccountId, other: AccountId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS found FROM member AS one JOIN member AS other ON \
                   other.organisation_id = one.organisation_id WHERE one.account_id = $1 AND other.account_id = $2 \
                   AND one.removed_at IS NULL AND other.removed_at IS NULL LIMIT 1";
        Ok(self.conn.one(sql, vec![one.0.into(), other.0.into()]).await?.is_some())
    }
}

impl WritePlatform<'_> {
    /// Makes an account; false when the address is taken.
    pub async fn insert_account(&self, new: &NewAccount) -> Result<bool, StoreError> {
        let sql = "INSERT INTO account (id, email, password_hash, full_name, display_name, sort_name, search_text, \
                   notifications, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (email) DO NOTHING";
        let values = vec![
            new.id.0.into(),
            new.email.clone().into(),
            new.password_hash.clone().into(),
            new.full_name.clone().into(),
            new.display_name.clone().into(),
            sort_form(&new.full_name).into(),
            search_form(&new.full_name, &new.display_name, &new.email).into(),
            to_json(&Notifications::default())?,
            new.created_at.0.into(),
        ];
        Ok(self.conn.run(sql, values).await? == 1)
    }

    /// The account as it is, kept so until this write ends: what is decided on its password or sessions holds.
    pub async fn lock_account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE id = $1{}", self.conn.for_update());
        self.conn.one(sql, vec![id.0.into()]).await?.map(|row| read(&row)).transpose()
    }

    /// Writes names, language and notifications.
    pub async fn update_account(&self, account: &Account) -> Result<(), StoreError> {
        let sql = "UPDATE account SET full_name = $2, display_name = $3, sort_name = $4, search_text = $5, \
                   locale = $6, notifications = $7 WHERE id = $1";
        let values = vec![
            account.id.0.into(),
            account.full_name.clone().into(),
            account.display_name.clone().into(),
            sort_form(&account.full_name).into(),
            search_form(&account.full_name, &account.display_name, &account.email).into(),
            account.locale.clone().into(),
            to_json(&account.notifications)?,
        ];
        self.conn.run(sql, values).await?;
        self.tx.changed(Change::Account { account: account.id });
        Ok(())
    }

    /// Sets an account's picture under a new id, or takes it away.
    pub async fn set_picture(
        &self,
        account: AccountId,
        picture: Option<(PictureId, &Picture)>,
    ) -> Result<(), StoreError> {
        self.conn.run("DELETE FROM account_picture WHERE account_id = $1", vec![account.0.into()]).await?;
        if let Some((_, picture)) = picture {
            let sql = "INSERT INTO account_picture (account_id, content_type, bytes) VALUES ($1, $2, $3)";
            let values = vec![account.0.into(), picture.content_type.clone().into(), picture.bytes.clone().into()];
            self.conn.run(sql, values).await?;
        }
        let id = picture.map(|(id, _)| id.0);
        self.conn.run("UPDATE account SET picture_id = $2 WHERE id = $1", vec![account.0.into(), id.into()]).await?;
        self.tx.changed(Change::Account { account });
        Ok(())
    }

    /// Sets the password's hash.
    pub async fn set_password_hash(&self, id: AccountId, hash: &str) -> Result<(), StoreError> {
        self.conn.run("UPDATE account SET password_hash = $2 WHERE id = $1", vec![id.0.into(), hash.into()]).await?;
        Ok(())
    }
}
