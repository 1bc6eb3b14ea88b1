//! The servers elsewhere that plugins ask.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0005_plugin_connection"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE plugin_connection").await?;
        Ok(())
    }
}

/// `secret` is sealed with a key that isn't in the database.
const TABLES: &str = r#"
CREATE TABLE plugin_connection (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text{by_code_point} NOT NULL,
    name text{by_code_point} NOT NULL,
    url text NOT NULL,
    header text,
    secret {bytes},
    PRIMARY KEY (organisation_id, plugin, name)
){clustered}
"#;
