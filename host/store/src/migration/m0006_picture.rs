//! Pictures of persons.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0006_picture"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(
            manager,
            "DROP TABLE account_picture;\nDROP INDEX account_picture_id;\nALTER TABLE account DROP COLUMN picture_id",
        )
        .await
    }
}

/// The id stands with the account, which lists read; the bytes stand apart, which they don't.
const TABLES: &str = r#"
ALTER TABLE account ADD COLUMN picture_id {uuid};
CREATE UNIQUE INDEX account_picture_id ON account (picture_id);
CREATE TABLE account_picture (
    account_id {uuid} NOT NULL PRIMARY KEY REFERENCES account (id),
    content_type text NOT NULL,
    bytes {bytes} NOT NULL
)
"#;
