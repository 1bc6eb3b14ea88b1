//! The origins whose pages may embed an organisation's widget.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0004_widget_origins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, "ALTER TABLE organisation ADD COLUMN widget_origins text NOT NULL DEFAULT '[]'").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, "ALTER TABLE organisation DROP COLUMN widget_origins").await
    }
}
