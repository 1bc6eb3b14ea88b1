//! Runs the statements of a migration.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::SchemaManager;

/// Runs the statements of a migration, which are the same text for both databases except for a few words in braces.
pub(super) async fn create(manager: &SchemaManager<'_>, tables: &str) -> Result<(), DbErr> {
    // A clustered table keeps its rows in the order of the key. What is ordered by code point is so whatever the locale of
    // the PostgreSQL database.
    let backend = manager.get_database_backend();
    let (uuid, bytes, clustered, by_code_point) = match backend {
        DbBackend::Postgres => ("uuid", "bytea", "", " COLLATE \"C\""),
        _ => ("blob", "blob", " WITHOUT ROWID", ""),
    };
    for statement in tables.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
        let sql = statement
            .replace("{uuid}", uuid)
            .replace("{bytes}", bytes)
            .replace("{clustered}", clustered)
            .replace("{by_code_point}", by_code_point);
        #[cfg(test)]
        super::tests::cut_here()?;
        let connection = manager.get_connection();
        if backend == DbBackend::Sqlite && is_done(connection, &sql).await? {
            continue;
        }
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Whether a SQLite file has what the statement makes. Versions up to 0.1.0 took steps there without a transaction, and a
/// start that was cut off left some statements of a step done. A table of the same name with another definition is an error.
async fn is_done(connection: &impl ConnectionTrait, sql: &str) -> Result<bool, DbErr> {
    let words: Vec<&str> = sql.split_whitespace().take(6).collect();
    let (question, values) = match words.as_slice() {
        ["CREATE", "TABLE" | "INDEX", name, ..] | ["CREATE", "UNIQUE", "INDEX", name, ..] => {
            ("SELECT 1 FROM sqlite_master WHERE name = $1 AND sql = $2", [*name, sql])
        }
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column] => {
            ("SELECT 1 FROM pragma_table_info($1) WHERE name = $2", [*table, *column])
        }
        _ => return Ok(false),
    };
    let values = values.map(sea_orm::Value::from);
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, question, values);
    Ok(connection.query_one_raw(statement).await?.is_some())
}
