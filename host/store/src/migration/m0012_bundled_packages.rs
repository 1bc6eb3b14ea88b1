//! Packages that came with a server and that an organisation uses.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0012_bundled_packages"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, "DROP TABLE bundled_package").await
    }
}

/// A newer server has other packages in its binary. What organisations use of the earlier one's stays here, once for all of
/// them, so that it runs until an operator upgrades it. There are no more rows than versions of plugins that servers brought.
const TABLES: &str = r#"
CREATE TABLE bundled_package (
    digest {bytes} NOT NULL PRIMARY KEY,
    plugin text NOT NULL,
    version text NOT NULL,
    component {bytes} NOT NULL,
    added_at bigint NOT NULL
)
"#;
