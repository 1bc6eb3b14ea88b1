//! Each column of each table is given what is longest and oddest for it. The database may take it or refuse that one request;
//! it never counts as broken, and the next request finds it as it was.

use proptest::prelude::*;
use sea_orm::{DbBackend, Value};
use uuid::Uuid;
use vuoro_test_database::Database;

use crate::{Store, StoreConfig, StoreError};

/// Random requests beside the fixed ones.
const CASES: u32 = 200;

#[derive(Clone, Debug)]
struct Column {
    table: String,
    name: String,
    kind: String,
}

async fn columns(store: &Store) -> Vec<Column> {
    let conn = store.platform().conn;
    let sql = match conn.backend() {
        DbBackend::Postgres => {
            "SELECT CAST(table_name AS text) AS place, CAST(column_name AS text) AS name, CAST(data_type AS text) AS kind \
             FROM information_schema.columns WHERE table_schema = current_schema() \
             AND table_name <> 'seaql_migrations' ORDER BY table_name, ordinal_position"
        }
        _ => {
            "SELECT sqlite_master.name AS place, columns.name AS name, lower(columns.type) AS kind FROM sqlite_master \
             JOIN pragma_table_info(sqlite_master.name) AS columns WHERE sqlite_master.type = 'table' \
             AND sqlite_master.name <> 'seaql_migrations' ORDER BY sqlite_master.name, columns.cid"
        }
    };
    let read =
        |row: &crate::row::Row| Ok(Column { table: row.get("place")?, name: row.get("name")?, kind: row.get("kind")? });
    conn.all(sql, Vec::new(), read).await.unwrap()
}

fn plain(kind: &str) -> Value {
    match kind {
        "text" => "x".into(),
        "bigint" => 1_i64.into(),
        "boolean" => false.into(),
        "double precision" => 1.0_f64.into(),
        "uuid" => Uuid::new_v4().into(),
        "bytea" | "blob" => vec![7_u8; 32].into(),
        other => panic!("what is odd for a column of {other}?"),
    }
}

/// Text that doesn't compress: PostgreSQL compresses a key before it finds that it is too long.
fn long_text(bytes: usize) -> String {
    let mut state = 1_u64;
    let letter = std::iter::from_fn(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(char::from(b'!' + u8::try_from((state >> 33) % 90).unwrap_or(0)))
    });
    letter.take(bytes).collect()
}

fn odd(kind: &str) -> Vec<Value> {
    match kind {
        "text" => {
            let short =
                ["", "\0", "a\0b", "\u{301}", "\u{202E}x", "\u{FFFF}", "\u{10FFFF}", "'; DROP TABLE entry; --", "%_\\"];
            let long = [3_000, 256 * 1024].map(long_text);
            short.map(str::to_owned).into_iter().chain(long).map(Value::from).collect()
        }
        "bigint" => [i64::MIN, -1, 0, i64::MAX].map(Value::from).to_vec(),
        "double precision" => [f64::NAN, f64::INFINITY, f64::MIN, -0.0, 5e-324].map(Value::from).to_vec(),
        "bytea" | "blob" => [vec![], vec![0], long_text(256 * 1024).into_bytes()].map(Value::from).to_vec(),
        "uuid" => [Uuid::nil(), Uuid::max()].map(Value::from).to_vec(),
        _ => Vec::new(),
    }
}

/// Makes a row in which one column has this value.
async fn put(store: &Store, all: &[Column], column: &Column, value: Value) -> Result<(), StoreError> {
    let of_table: Vec<&Column> = all.iter().filter(|other| other.table == column.table).collect();
    let names: Vec<&str> = of_table.iter().map(|other| other.name.as_str()).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({})",
        column.table,
        names.join(", "),
        crate::row::placeholders(names.len(), 1)
    );
    let values: Vec<Value> = of_table
        .iter()
        .map(|other| if other.name == column.name { value.clone() } else { plain(&other.kind) })
        .collect();
    store
        .write(move |tx| {
            let (sql, values) = (sql.clone(), values.clone());
            Box::pin(async move { tx.conn().run(sql, values).await.map(drop) })
        })
        .await
}

fn is_of_this_request(result: &Result<(), StoreError>) -> bool {
    use StoreError::{Duplicate, Missing, Refused};
    matches!(result, Ok(()) | Err(Duplicate(_) | Missing(_) | Refused(_)))
}

async fn every_column_takes_or_refuses(store: Store) {
    let all = columns(&store).await;
    assert!(all.len() > 100, "{}", all.len());
    let mut refused = 0;
    for column in &all {
        for value in odd(&column.kind) {
            let result = put(&store, &all, column, value).await;
            assert!(is_of_this_request(&result), "{}.{}: {result:?}", column.table, column.name);
            refused += usize::from(matches!(result, Err(StoreError::Refused(_))));
        }
    }
    println!("{} columns, {refused} values refused for what they are", all.len());
    let texts: Vec<Column> = all.iter().filter(|column| column.kind == "text").cloned().collect();
    let strategy = (proptest::sample::select(texts), any::<String>());
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let here = tokio::runtime::Handle::current();
    let run = || {
        proptest::test_runner::TestRunner::new(config).run(&strategy, |(column, text)| {
            let result = here.block_on(put(&store, &all, &column, text.into()));
            prop_assert!(is_of_this_request(&result), "{}.{}: {:?}", column.table, column.name, result);
            Ok(())
        })
    };
    tokio::task::block_in_place(run).unwrap();
    assert!(store.failed().borrow().is_none());
    store.ping().await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_values_never_count_as_a_broken_database_on_sqlite() {
    let database = Database::sqlite();
    let config = StoreConfig::Sqlite(database.folder().join("vuoro.db"));
    every_column_takes_or_refuses(Store::open(&config).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_values_never_count_as_a_broken_database_on_postgres() {
    let database = Database::postgres().await;
    let config = StoreConfig::Postgres(database.url());
    every_column_takes_or_refuses(Store::open(&config).await.unwrap()).await;
}
