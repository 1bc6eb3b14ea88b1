//! What plugins keep of conversations and customers.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0011_scoped_values"
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
            "DROP TABLE conversation_value;\nDROP TABLE visitor_value;\nALTER TABLE plugin DROP COLUMN scoped_bytes",
        )
        .await
    }
}

/// Nobody can delete a conversation or a customer and leave these rows behind: the references refuse it. What they take
/// stands with the plugin, since adding it up takes longer the more there are.
const TABLES: &str = r#"
CREATE TABLE conversation_value (
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    plugin text{by_code_point} NOT NULL,
    key text{by_code_point} NOT NULL,
    organisation_id {uuid} NOT NULL,
    value {bytes} NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (conversation_id, plugin, key)
);
CREATE INDEX conversation_value_plugin ON conversation_value (organisation_id, plugin);
CREATE TABLE visitor_value (
    visitor_id {uuid} NOT NULL REFERENCES visitor (id),
    plugin text{by_code_point} NOT NULL,
    key text{by_code_point} NOT NULL,
    organisation_id {uuid} NOT NULL,
    value {bytes} NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (visitor_id, plugin, key)
);
CREATE INDEX visitor_value_plugin ON visitor_value (organisation_id, plugin);
ALTER TABLE plugin ADD COLUMN scoped_bytes bigint NOT NULL DEFAULT 0
"#;
