//! Keyset paging: the SQL for "the rows after this one", the same for every list.

use sea_orm::Value;
use uuid::Uuid;
use vuoro_kernel::PageArgs;

use crate::StoreError;

/// A list's order: its sort columns, each ascending unless `descending`; the last one is unique.
pub(crate) struct Keys<'k> {
    pub columns: &'k [&'k str],
    pub descending: bool,
}

impl Keys<'_> {
    /// What follows `WHERE …`: the conditions of both cursors, the order, and one row more than wanted, which shows
    /// whether more follow. `read` splits a cursor into one value for each column.
    pub fn clause(
        &self,
        args: &PageArgs<String>,
        values: &mut Vec<Value>,
        read: impl Fn(&str) -> Option<Vec<Value>>,
    ) -> Result<String, StoreError> {
        let mut sql = String::new();
        for (cursor, forward) in [(&args.after, true), (&args.before, false)] {
            let Some(cursor) = cursor else { continue };
            let parts = read(cursor).filter(|parts| parts.len() == self.columns.len()).ok_or(StoreError::Cursor)?;
            let sign = if forward != self.descending { ">" } else { "<" };
            let first = values.len() + 1;
            let marks: Vec<_> = (first..first + parts.len()).map(|n| format!("${n}")).collect();
            sql.push_str(&format!(" AND ({}) {sign} ({})", self.columns.join(", "), marks.join(", ")));
            values.extend(parts);
        }
        let direction = if args.backwards != self.descending { "DESC" } else { "ASC" };
        let order: Vec<_> = self.columns.iter().map(|column| format!("{column} {direction}")).collect();
        sql.push_str(&format!(" ORDER BY {} LIMIT {}", order.join(", "), args.size + 1));
        Ok(sql)
    }
}

/// A cursor that is an id.
pub(crate) fn id_cursor(cursor: &str) -> Option<Vec<Value>> {
    Some(vec![Uuid::try_parse(cursor).ok()?.into()])
}

/// A cursor that is a number.
pub(crate) fn number_cursor(cursor: &str) -> Option<Vec<Value>> {
    Some(vec![cursor.parse::<i64>().ok()?.into()])
}

/// A cursor that is a number and an id: `7:0198…`.
pub(crate) fn number_and_id_cursor(cursor: &str) -> Option<Vec<Value>> {
    let (number, id) = cursor.split_once(':')?;
    Some(vec![number.parse::<i64>().ok()?.into(), Uuid::try_parse(id).ok()?.into()])
}
