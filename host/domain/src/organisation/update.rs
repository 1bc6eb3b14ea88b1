//! Another name for an organisation.

use vuoro_kernel::{Caller, limits::NAME_CHARS_MAX, text};
use vuoro_store::record::Organisation;

use crate::{
    Domain, Error, Refusal,
    error::{Halt, Named},
    member::acting,
    rights,
};

impl Domain {
    /// Renames the organisation. Operators and owners. Problems: `InvalidInput`.
    pub async fn update_organisation(&self, caller: &Caller, name: String) -> Result<Organisation, Refusal> {
        let by = rights::operator(caller)?;
        let name = text::line(&name, NAME_CHARS_MAX).named("name")?.to_owned();
        let renamed = self.store.write::<_, Halt, _>(move |tx| {
            let name = name.clone();
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let organisation = door.lock_organisation().await?.ok_or(Error::NotFound)?;
                acting(&door, by).await?;
                if organisation.name != name {
                    door.rename_organisation(&name).await?;
                }
                Ok(Organisation { name, ..organisation })
            })
        });
        Ok(renamed.await?)
    }
}
