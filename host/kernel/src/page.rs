//! Paging as in Relay connections: the arguments of a list and the page it returns.

use crate::limits::PAGE_SIZE_MAX;

/// The part of a list to return: `first` rows after a cursor, or `last` rows before one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageArgs<C> {
    /// Number of rows, 1 to [`PAGE_SIZE_MAX`].
    pub size: usize,
    /// Count from the end: return the rows nearest to `before` rather than those nearest to `after`.
    pub backwards: bool,
    /// Return only rows after this cursor.
    pub after: Option<C>,
    /// Return only rows before this cursor.
    pub before: Option<C>,
}

/// Why the paging arguments are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Neither or both of `first` and `last` were given.
    #[error("give either first or last")]
    Direction,
    /// The number of rows is outside 1 to [`PAGE_SIZE_MAX`].
    #[error("first and last take 1 to {PAGE_SIZE_MAX}")]
    Size,
    /// The cursor wasn't made by this list.
    #[error("not a cursor of this list")]
    Cursor,
}

impl<C> PageArgs<C> {
    /// Reads Relay's four arguments. Without `first` and `last`, the page has `default_size` rows from the start.
    pub fn new(
        first: Option<i64>,
        after: Option<C>,
        last: Option<i64>,
        before: Option<C>,
        default_size: usize,
    ) -> Result<Self, PageError> {
        let (size, backwards) = match (first, last) {
            (None, None) => (default_size as i64, false),
            (Some(first), None) => (first, false),
            (None, Some(last)) => (last, true),
            (Some(_), Some(_)) => return Err(PageError::Direction),
        };
        match usize::try_from(size) {
            Ok(size) if (1..=PAGE_SIZE_MAX).contains(&size) => Ok(Self { size, backwards, after, before }),
            _ => Err(PageError::Size),
        }
    }

    /// Asks for the first `size` rows.
    pub fn first(size: usize) -> Self {
        Self { size, backwards: false, after: None, before: None }
    }
}

/// A row of a connection. Its cursor is opaque to clients; only the list that made it reads it.
pub trait Cursor {
    /// The cursor that marks this row's place in its list.
    fn cursor(&self) -> String;
}

impl<T: Cursor> Cursor for std::sync::Arc<T> {
    fn cursor(&self) -> String {
        (**self).cursor()
    }
}

/// A part of a list, in the list's own order for both directions of paging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// More rows follow after the last one here.
    pub has_next: bool,
    /// More rows precede the first one here.
    pub has_previous: bool,
}

impl<T> Page<T> {
    /// Makes a page of the result of a query for `args.size + 1` rows in the requested direction: the extra row shows
    /// whether the list goes on. A cursor always implies a row outside the page.
    pub fn from_overfetch<C>(mut rows: Vec<T>, args: &PageArgs<C>) -> Self {
        let more = rows.len() > args.size;
        rows.truncate(args.size);
        if args.backwards {
            rows.reverse();
            Self { rows, has_next: args.before.is_some(), has_previous: more || args.after.is_some() }
        } else {
            Self { rows, has_next: more || args.before.is_some(), has_previous: args.after.is_some() }
        }
    }

    /// Converts each row and keeps the rest of the page.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(f).collect(), has_next: self.has_next, has_previous: self.has_previous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_takes_1_to_100_rows_and_one_direction() {
        let new = |first, last| PageArgs::<i64>::new(first, None, last, None, 20);
        for size in [0, -1, 101, i64::MAX] {
            assert_eq!(new(Some(size), None), Err(PageError::Size));
        }
        assert!(new(Some(1), None).is_ok() && new(None, Some(100)).is_ok());
        assert_eq!(new(Some(1), Some(1)), Err(PageError::Direction));
    }

    #[test]
    fn a_page_from_the_end_keeps_the_order_of_the_list() {
        let args = PageArgs::<i64>::new(None, None, Some(2), Some(9), 20).unwrap();
        let page = Page::from_overfetch(vec![8, 7, 6], &args);
        assert_eq!(page, Page { rows: vec![7, 8], has_next: true, has_previous: true });
    }
}
