//! Reads rows and runs statements: the only place that knows how both databases represent values.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, TryGetable,
    Value,
};
use uuid::Uuid;
use vuoro_kernel::Time;

use crate::{
    StoreError,
    connection::{Patience, answered},
};

/// Where a statement runs: on the pool of readers, or inside a write.
#[derive(Clone, Copy)]
pub(crate) enum Conn<'c> {
    Read(&'c DatabaseConnection),
    Write(&'c DatabaseTransaction),
}

impl Conn<'_> {
    pub fn backend(self) -> DbBackend {
        match self {
            Self::Read(conn) => conn.get_database_backend(),
            Self::Write(conn) => conn.get_database_backend(),
        }
    }

    /// The row lock, where there is one; SQLite has a single writer anyway. It is the weaker of PostgreSQL's two,
    /// because the stronger one would also block every insert that refers to the row.
    pub fn for_update(self) -> &'static str {
        match self.backend() {
            DbBackend::Postgres => " FOR NO KEY UPDATE",
            _ => "",
        }
    }

    /// The parameters of `rows` rows of `columns` columns, when a statement has no others. Without numbers on SQLite,
    /// which searches for each numbered parameter among all of them.
    pub fn value_rows(self, rows: usize, columns: usize) -> String {
        match self.backend() {
            DbBackend::Postgres => value_rows(rows, columns, 1),
            _ => {
                let row = format!("({})", vec!["?"; columns].join(", "));
                vec![row.as_str(); rows].join(", ")
            }
        }
    }

    /// Parameters are written `$1`, `$2` …, which both drivers accept.
    fn statement(self, sql: impl Into<String>, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.backend(), sql, values)
    }

    /// The first row, if any.
    pub async fn one(self, sql: impl Into<String>, values: Vec<Value>) -> Result<Option<Row>, StoreError> {
        let statement = self.statement(sql, values);
        let row = match self {
            Self::Read(conn) => read(conn, statement, |statement| conn.query_one_raw(statement)).await,
            Self::Write(conn) => answered(self.backend(), conn.query_one_raw(statement)).await,
        }?;
        Ok(row.map(Row))
    }

    /// All rows, each read by `read_row`.
    pub async fn all<T>(
        self,
        sql: impl Into<String>,
        values: Vec<Value>,
        read_row: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = self.statement(sql, values);
        let rows = match self {
            Self::Read(conn) => read(conn, statement, |statement| conn.query_all_raw(statement)).await,
            Self::Write(conn) => answered(self.backend(), conn.query_all_raw(statement)).await,
        }?;
        rows.into_iter().map(|row| read_row(&Row(row))).collect()
    }

    /// Runs a statement and returns how many rows it changed.
    pub async fn run(self, sql: impl Into<String>, values: Vec<Value>) -> Result<u64, StoreError> {
        let statement = self.statement(sql, values);
        let done = match self {
            Self::Read(conn) => answered(self.backend(), conn.execute_raw(statement)).await,
            Self::Write(conn) => answered(self.backend(), conn.execute_raw(statement)).await,
        }?;
        Ok(done.rows_affected())
    }
}

/// Reads from PostgreSQL, on another connection when the first was lost: a read can be repeated.
async fn read<T, F>(
    conn: &DatabaseConnection,
    statement: Statement,
    ask: impl Fn(Statement) -> F,
) -> Result<T, StoreError>
where
    F: Future<Output = Result<T, DbErr>>,
{
    let backend = conn.get_database_backend();
    if backend != DbBackend::Postgres {
        return Ok(ask(statement).await?);
    }
    let patience = Patience::begin();
    loop {
        match answered(backend, ask(statement.clone())).await {
            Err(StoreError::Lost(_)) if patience.lasts().await => {}
            result => return result,
        }
    }
}

/// A row of a result.
pub(crate) struct Row(QueryResult);

impl Row {
    /// A column's value.
    pub fn get<T: TryGetable>(&self, column: &str) -> Result<T, StoreError> {
        self.0.try_get("", column).map_err(Into::into)
    }

    /// A column that contains an id: `row.id("queue_id", QueueId)`.
    pub fn id<T>(&self, column: &str, wrap: fn(Uuid) -> T) -> Result<T, StoreError> {
        Ok(wrap(self.get(column)?))
    }

    /// A nullable column that contains an id.
    pub fn id_opt<T>(&self, column: &str, wrap: fn(Uuid) -> T) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<Uuid>>(column)?.map(wrap))
    }

    /// A column that contains a moment.
    pub fn time(&self, column: &str) -> Result<Time, StoreError> {
        Ok(Time(self.get(column)?))
    }

    /// A nullable column that contains a moment.
    pub fn time_opt(&self, column: &str) -> Result<Option<Time>, StoreError> {
        Ok(self.get::<Option<i64>>(column)?.map(Time))
    }

    /// A column that contains a word of an enumeration.
    pub fn word<T: std::str::FromStr<Err: std::fmt::Display>>(&self, column: &str) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        text.parse().map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
    }

    /// A nullable column that contains a word of an enumeration.
    pub fn word_opt<T: std::str::FromStr<Err: std::fmt::Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        match self.get::<Option<String>>(column)? {
            Some(text) => text.parse().map(Some).map_err(|error| StoreError::Corrupt(format!("{column}: {error}"))),
            None => Ok(None),
        }
    }

    /// A column that contains JSON as text.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
    }
}

/// JSON for a text column.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<Value, StoreError> {
    serde_json::to_string(value).map(Into::into).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// `($1, $2), ($3, $4)` for `rows` rows of `columns` columns, counting from `first`.
pub(crate) fn value_rows(rows: usize, columns: usize, first: usize) -> String {
    let mut sql = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                sql.push_str(", ");
            }
            sql.push('$');
            sql.push_str(&(first + row * columns + column).to_string());
        }
        sql.push(')');
    }
    sql
}

/// `$3, $4, $5` for `count` values, counting from `first`.
pub(crate) fn placeholders(count: usize, first: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}
