//! Creating an organisation.

use vuoro_kernel::{OrganisationId, limits::NAME_CHARS_MAX, text};
use vuoro_store::record::Organisation;

use super::slug;
use crate::{
    Domain, Problem, Refusal,
    error::{Halt, Named},
};

impl Domain {
    /// Creates an organisation without members. The slug never changes.
    ///
    /// For the server's operator at the command line: there is no caller, and no right is checked.
    ///
    /// # Errors
    /// Problems: `InvalidInput`, also for a slug that is taken.
    pub async fn create_organisation(&self, slug: &str, name: &str) -> Result<Organisation, Refusal> {
        slug::check(slug)?;
        let name = text::line(name, NAME_CHARS_MAX).named("name")?.to_owned();
        let new = Organisation {
            id: OrganisationId::new(),
            slug: slug.to_owned(),
            name,
            widget_origins: Vec::new(),
            created_at: self.now(),
        };
        let made = self.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move {
                match tx.platform().insert_organisation(&new).await? {
                    true => Ok(new),
                    false => Err(Problem::invalid("slug", "is taken").into()),
                }
            })
        });
        Ok(made.await?)
    }
}
