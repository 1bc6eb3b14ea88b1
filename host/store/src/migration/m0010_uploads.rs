//! How much an organisation's files take, and what is needed to share the room among those who upload.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0010_uploads"
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
            "DROP INDEX attachment_unsent;\nDROP INDEX attachment_uploaded;\nDROP INDEX attachment_address;\n\
             ALTER TABLE attachment DROP COLUMN address;\nALTER TABLE organisation DROP COLUMN attachment_bytes",
        )
        .await
    }
}

/// The sum stands with the organisation, for adding up all of its files takes longer the more there are. `address` is where an
/// upload was announced from; it is forgotten after a day.
const TABLES: &str = r#"
ALTER TABLE organisation ADD COLUMN attachment_bytes bigint NOT NULL DEFAULT 0;
UPDATE organisation SET attachment_bytes = (SELECT coalesce(sum(declared_bytes), 0) FROM attachment
    WHERE attachment.organisation_id = organisation.id);
ALTER TABLE attachment ADD COLUMN address text;
CREATE INDEX attachment_unsent ON attachment (organisation_id) WHERE entry_seq IS NULL;
CREATE INDEX attachment_uploaded ON attachment (uploaded_at) WHERE entry_seq IS NULL;
CREATE INDEX attachment_address ON attachment (organisation_id, address, created_at) WHERE address IS NOT NULL
"#;
