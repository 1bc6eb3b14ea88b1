//! When plugins want to be woken.

use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0003_alarms"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::create(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE plugin_alarm").await?;
        Ok(())
    }
}

/// `setting` is new with each setting of the alarm, so that ringing the one before takes nothing from it. `due_at` is when it
/// rings next: `at` at first, later after a failure or while somebody rings it.
const TABLES: &str = r#"
CREATE TABLE plugin_alarm (
    organisation_id {uuid} NOT NULL REFERENCES organisation (id),
    plugin text{by_code_point} NOT NULL,
    key text{by_code_point} NOT NULL,
    setting {uuid} NOT NULL,
    payload text NOT NULL,
    at bigint NOT NULL,
    due_at bigint NOT NULL,
    failures bigint NOT NULL,
    PRIMARY KEY (organisation_id, plugin, key)
){clustered};
CREATE INDEX plugin_alarm_due ON plugin_alarm (due_at)
"#;
