//! The tables, as steps that each database takes once. A step is never edited after a release: a new one follows it.

mod m0001_core;
mod m0002_plugins;
mod m0003_alarms;
mod m0004_widget_origins;
mod m0005_plugin_connection;
mod m0006_picture;
mod m0007_session_renewal;

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

/// All steps, oldest first.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_core::Step),
            Box::new(m0002_plugins::Step),
            Box::new(m0003_alarms::Step),
            Box::new(m0004_widget_origins::Step),
            Box::new(m0005_plugin_connection::Step),
            Box::new(m0006_picture::Step),
            Box::new(m0007_session_renewal::Step),
        ]
    }
}

/// Runs the statements of a step, which are one text for both databases but for a few words in braces.
async fn create(manager: &SchemaManager<'_>, tables: &str) -> Result<(), DbErr> {
    // A clustered table keeps its rows in the order of the key. What is ordered by code point is so whatever the locale of
    // the PostgreSQL database.
    let (uuid, bytes, clustered, by_code_point) = match manager.get_database_backend() {
        DbBackend::Postgres => ("uuid", "bytea", "", " COLLATE \"C\""),
        _ => ("blob", "blob", " WITHOUT ROWID", ""),
    };
    for statement in tables.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        let sql = statement
            .replace("{uuid}", uuid)
            .replace("{bytes}", bytes)
            .replace("{clustered}", clustered)
            .replace("{by_code_point}", by_code_point);
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
