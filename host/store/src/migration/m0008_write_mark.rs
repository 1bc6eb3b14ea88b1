//! What a writer of PostgreSQL finds out by whether its commit took place. SQLite needs nothing like it.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

pub(super) struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0008_write_mark"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Postgres => super::create(manager, TABLE).await,
            _ => Ok(()),
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE IF EXISTS write_mark").await?;
        Ok(())
    }
}

/// A row for each writer, with the number of the transaction that it committed last. It is changed with each transaction, in
/// place as long as its page has room.
const TABLE: &str = r#"
CREATE TABLE write_mark (
    id {uuid} PRIMARY KEY,
    mark {uuid} NOT NULL,
    at bigint NOT NULL
) WITH (fillfactor = 50)
"#;
