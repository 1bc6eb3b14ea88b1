//! Plugins as organisations have them, what they keep, and what they say of conversations.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0002_plugins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["annotation", "plugin_cursor", "plugin_value", "plugin", "plugin_package"] {
            manager.get_connection().execute_unprepared(&format!("DROP TABLE {table}")).await?;
        }
        Ok(())
    }
}

/// A package belongs to the organisation that brought it, so that nobody learns what others have. An annotation doesn't
/// refer to its plugin: it stays when the plugin is gone.
const TABLES: &str = r#"
CREATE TABLE plugin_package (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text NOT NULL,
    version text NOT NULL,
    digest {bytes} NOT NULL,
    component {bytes} NOT NULL,
    added_at bigint NOT NULL,
    PRIMARY KEY (organisation_id, plugin, version)
);
CREATE INDEX plugin_package_digest ON plugin_package (organisation_id, digest);
CREATE TABLE plugin (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text{by_code_point} NOT NULL,
    version text NOT NULL,
    digest {bytes} NOT NULL,
    previous_version text,
    previous_digest {bytes},
    waiting_version text,
    waiting_digest {bytes},
    enabled boolean NOT NULL,
    granted text NOT NULL,
    settings text NOT NULL,
    disabled_because text,
    installed_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    PRIMARY KEY (organisation_id, plugin)
){clustered};
CREATE TABLE plugin_value (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text{by_code_point} NOT NULL,
    key text{by_code_point} NOT NULL,
    value {bytes} NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, plugin, key)
);
CREATE TABLE plugin_cursor (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text{by_code_point} NOT NULL,
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    seq bigint NOT NULL,
    PRIMARY KEY (organisation_id, plugin, conversation_id)
){clustered};
CREATE TABLE annotation (
    conversation_id {uuid} NOT NULL REFERENCES conversation (id),
    plugin text{by_code_point} NOT NULL,
    key text{by_code_point} NOT NULL,
    organisation_id {uuid} NOT NULL,
    audience text NOT NULL,
    text text,
    facet text,
    measure double precision,
    at bigint NOT NULL,
    PRIMARY KEY (conversation_id, plugin, key)
){clustered};
CREATE INDEX annotation_facet ON annotation (organisation_id, plugin, facet) WHERE facet IS NOT NULL
"#;
