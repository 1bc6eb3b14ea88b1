//! Sessions get another token when rights change.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0007_session_renewal"
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
            "DROP INDEX session_former_token;\nALTER TABLE session DROP COLUMN former_token_hash;\n\
             ALTER TABLE session DROP COLUMN former_token_until;\nALTER TABLE session DROP COLUMN renew_since",
        )
        .await
    }
}

/// The former token stands beside the present one, since a browser sends requests side by side and some are on their
/// way when the new one comes.
const TABLES: &str = r#"
ALTER TABLE session ADD COLUMN renew_since bigint;
ALTER TABLE session ADD COLUMN former_token_hash {bytes};
ALTER TABLE session ADD COLUMN former_token_until bigint;
CREATE UNIQUE INDEX session_former_token ON session (former_token_hash)
"#;
