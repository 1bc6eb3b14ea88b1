//! Files from the announcement to the download, on a SQLite file and a folder.

mod limits;
mod rights;
mod scene;
mod upload;
