//! Which servers run on this database, and up to which change of plugins each of them is.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0009_server"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, "DROP TABLE plugin_change;\nDROP TABLE plugin_generation;\nDROP TABLE server").await
    }
}

/// Changes of plugins are numbered through all organisations: the one row of `plugin_generation` has the last number, and is
/// held until the commit, so that a number which can be seen has none below it that will be.
const TABLES: &str = r#"
CREATE TABLE server (
    id {uuid} NOT NULL PRIMARY KEY,
    seen_at bigint NOT NULL,
    plugin_generation bigint NOT NULL
);
CREATE TABLE plugin_generation (
    id bigint NOT NULL PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO plugin_generation (id, value) VALUES (1, 0) ON CONFLICT DO NOTHING;
CREATE TABLE plugin_change (
    organisation_id {uuid} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    generation bigint NOT NULL
);
CREATE INDEX plugin_change_generation ON plugin_change (generation)
"#;
