//! Accounts: people who sign in.

use vuoro_kernel::{AccountId, Change, PictureId, Time};

use super::{Platform, WritePlatform};
use crate::{
    StoreError,
    record::{Account, Notifications, Picture},
    row::{Row, to_json},
};

/// The values of a new account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account's id.
    pub id: AccountId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// The hash of the password, with its parameters (PHC string).
    pub password_hash: String,
    /// The full name; never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// The time of creation.
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

/// The form of a name by which lists are sorted. It is folded here, because SQLite folds the case of ASCII only.
pub(super) fn sort_form(name: &str) -> String {
    name.to_lowercase()
}

/// The text in which a search for a person looks, one line for each part.
fn search_form(full_name: &str, display_name: &str, email: &str) -> String {
    format!("{full_name}\n{display_name}\n{email}").to_lowercase()
}

impl Platform<'_> {
    /// Reads one account.
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

    /// The account whose current picture this is.
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

    /// Whether two accounts are members of a common organisation.
    pub async fn are_colleagues(&self, one: AccountId, other: AccountId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS found FROM member AS one JOIN member AS other ON \
                   other.organisation_id = one.organisation_id WHERE one.account_id = $1 AND other.account_id = $2 \
                   AND one.removed_at IS NULL AND other.removed_at IS NULL LIMIT 1";
        Ok(self.conn.one(sql, vec![one.0.into(), other.0.into()]).await?.is_some())
    }
}

impl WritePlatform<'_> {
    /// Inserts an account; false when the address is taken.
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

    /// Reads the account and locks it until this write ends, so that decisions on its password or sessions stay valid.
    pub async fn lock_account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE id = $1{}", self.conn.for_update());
        self.conn.one(sql, vec![id.0.into()]).await?.map(|row| read(&row)).transpose()
    }

    /// Writes names, language and notification settings.
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

    /// Sets an account's picture under a new id, or removes it.
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
