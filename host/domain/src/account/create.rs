//! Creating accounts.

use std::net::IpAddr;

use unicode_normalization::UnicodeNormalization;
use vuoro_kernel::{AccountId, Time, limits::NAME_CHARS_MAX, text};
use vuoro_store::{NewAccount as Row, record::Account};

use super::{email, password};
use crate::{
    Domain, Error, Problem, Refusal,
    error::{Halt, Named},
};

/// The input of [`Domain::create_account`].
#[derive(Clone)]
pub struct NewAccount {
    /// The e-mail address to sign in with.
    pub email: String,
    /// The full name; never shown to customers.
    pub full_name: String,
    /// The name that customers see.
    pub display_name: String,
    /// 12 to 256 characters.
    pub password: String,
}

/// The checked input of a new account.
pub(crate) struct Person {
    pub email: String,
    full_name: String,
    display_name: String,
    password: String,
}

impl Person {
    pub fn check(new: NewAccount) -> Result<Self, Problem> {
        Ok(Self {
            email: email::address(&new.email).ok_or_else(|| Problem::invalid("email", "is no e-mail address"))?,
            full_name: name(&new.full_name, "fullName")?,
            display_name: name(&new.display_name, "displayName")?,
            password: password::check(&new.password, "password").map(|()| new.password)?,
        })
    }

    /// The row to insert. Waits for a turn and hashes the password. `from` is the caller's address; `None` for the
    /// server's operator.
    ///
    /// # Errors
    /// `RateLimited` when too many passwords wait to be hashed.
    pub async fn row(self, domain: &Domain, at: Time, from: Option<IpAddr>) -> Result<Row, Error> {
        let turn = domain.passwords.turn(from).await?;
        Ok(Row {
            id: AccountId::new(),
            password_hash: domain.passwords.hash(turn, &self.password).await?,
            email: self.email,
            full_name: self.full_name,
            display_name: self.display_name,
            created_at: at,
        })
    }
}

/// A person's name as it is stored: normalised, so that a search finds it however it was typed.
pub(super) fn name(text: &str, field: &str) -> Result<String, Problem> {
    text::line(text, NAME_CHARS_MAX).named(field).map(|name| name.nfc().collect())
}

impl Domain {
    /// Creates an account that belongs to no organisation.
    ///
    /// For the server's operator at the command line: there is no caller, and no right is checked. Others create their
    /// account with an invitation, by [`Domain::sign_up`].
    ///
    /// # Errors
    /// Problems: `InvalidInput`, `EmailTaken`.
    pub async fn create_account(&self, input: NewAccount) -> Result<Account, Refusal> {
        let new = Person::check(input)?.row(self, self.now(), None).await?;
        let made = self.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                let platform = tx.platform();
                if !platform.insert_account(&new).await? {
                    return Err(Problem::EmailTaken.into());
                }
                Ok(platform.account(new.id).await?.ok_or(Error::NotFound)?)
            })
        });
        Ok(made.await?)
    }
}
