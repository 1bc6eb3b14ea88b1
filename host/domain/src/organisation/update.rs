//! Changing an organisation.

use vuoro_kernel::{Caller, OrganisationId, Origin, limits::NAME_CHARS_MAX, text};
use vuoro_store::record::Organisation;

use super::origins;
use crate::{
    Domain, Error, Refusal,
    error::{Halt, Named},
    member::acting,
    rights,
};

/// The input of [`Domain::update_organisation`]; `None` leaves a value unchanged.
#[derive(Clone, Debug, Default)]
pub struct UpdateOrganisation {
    /// Its name.
    pub name: Option<String>,
    /// The origins whose pages may embed the widget; replaces the list.
    pub widget_origins: Option<Vec<String>>,
}

impl Domain {
    /// Changes the organisation. Operators and owners.
    ///
    /// # Errors
    /// For all other callers. Problems: `InvalidInput`.
    pub async fn update_organisation(
        &self,
        caller: &Caller,
        input: UpdateOrganisation,
    ) -> Result<Organisation, Refusal> {
        let by = rights::operator(caller)?;
        let name =
            input.name.map(|name| text::line(&name, NAME_CHARS_MAX).map(str::to_owned).named("name")).transpose()?;
        let widget_origins = input.widget_origins.map(|given| origins::check(&given)).transpose()?;
        let changed = self.store.write::<_, Halt, _>(move |tx| {
            let (name, widget_origins) = (name.clone(), widget_origins.clone());
            Box::pin(async move {
                let door = tx.door(by.organisation);
                let before = door.lock_organisation().await?.ok_or(Error::NotFound)?;
                acting(&door, by).await?;
                let after = Organisation {
                    name: name.unwrap_or_else(|| before.name.clone()),
                    widget_origins: widget_origins.unwrap_or_else(|| before.widget_origins.clone()),
                    ..before.clone()
                };
                if after != before {
                    door.set_organisation(&after.name, &after.widget_origins).await?;
                }
                Ok(after)
            })
        });
        Ok(changed.await?)
    }

    /// Adds origins whose pages may embed the widget. When the list is too long, its first ones are removed.
    ///
    /// For the server's operator at the command line: there is no caller, and no right is checked.
    ///
    /// # Errors
    /// `NotFound` for an unknown organisation.
    pub async fn let_embed_widget(&self, organisation: OrganisationId, origins: Vec<Origin>) -> Result<(), Refusal> {
        let written = self.store.write::<_, Halt, _>(move |tx| {
            let origins = origins.clone();
            Box::pin(async move {
                let door = tx.door(organisation);
                let before = door.lock_organisation().await?.ok_or(Error::NotFound)?;
                let after = origins::with(&before.widget_origins, &origins);
                if after != before.widget_origins {
                    door.set_organisation(&before.name, &after).await?;
                }
                Ok(())
            })
        });
        Ok(written.await?)
    }
}
