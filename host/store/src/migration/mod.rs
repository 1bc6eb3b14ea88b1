//! The tables, as steps that each database takes once. A step is never edited after a release: a new one follows it.

mod m0001_core;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, oldest first.
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_core::Step)]
    }
}
