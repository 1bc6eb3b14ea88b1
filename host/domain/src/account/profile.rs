//! A person's names and language.

use vuoro_kernel::Caller;
use vuoro_store::record::Account;

use super::{create::name, picture::publish_person};
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

/// Most characters of a language tag.
const LOCALE_CHARS_MAX: usize = 35;

/// The input of [`Domain::update_profile`]; `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct UpdateProfile {
    /// The full name; never shown to customers.
    pub full_name: Option<String>,
    /// The name that customers see.
    pub display_name: Option<String>,
    /// The console's language as a BCP 47 tag; `Some(None)` to follow the browser.
    pub locale: Option<Option<String>>,
}

impl Domain {
    /// Changes the signed-in account's names and language.
    ///
    /// # Errors
    /// [`Error`](crate::Error) for callers who aren't signed in. Problems: `InvalidInput`.
    pub async fn update_profile(&self, caller: &Caller, input: UpdateProfile) -> Result<Account, Refusal> {
        let (id, _) = rights::account(caller)?;
        let full_name = input.full_name.map(|text| name(&text, "fullName")).transpose()?;
        let display_name = input.display_name.map(|text| name(&text, "displayName")).transpose()?;
        if let Some(Some(locale)) = &input.locale
            && !is_language_tag(locale)
        {
            return Err(Problem::invalid("locale", "is no language tag such as `fi` or `en-GB`").into());
        }
        let locale = input.locale;
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let (full_name, display_name, locale) = (full_name.clone(), display_name.clone(), locale.clone());
            Box::pin(async move {
                let before = tx.platform().lock_account(id).await?.ok_or(Error::Unauthenticated)?;
                let after = Account {
                    full_name: full_name.unwrap_or_else(|| before.full_name.clone()),
                    display_name: display_name.unwrap_or_else(|| before.display_name.clone()),
                    locale: locale.unwrap_or_else(|| before.locale.clone()),
                    ..before.clone()
                };
                if after != before {
                    tx.platform().update_account(&after).await?;
                }
                if (&after.full_name, &after.display_name) != (&before.full_name, &before.display_name) {
                    publish_person(tx, id).await?;
                }
                Ok(after)
            })
        });
        Ok(updated.await?)
    }
}

/// Whether the text has the shape of a BCP 47 tag. Whether such a language exists isn't checked.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    text.len() <= LOCALE_CHARS_MAX
        && (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_told_by_a_tag() {
        for good in ["fi", "en-GB", "sv", "zh-Hant-TW", "de-DE-u-co-phonebk", "sr-Latn-RS"] {
            assert!(is_language_tag(good), "{good}");
        }
        for wrong in ["", "f", "fi_FI", "-fi", "fi-", "12", "suomenkieli", "fi\n", "en-<script>", &"fi-".repeat(13)] {
            assert!(!is_language_tag(wrong), "{wrong}");
        }
    }
}
