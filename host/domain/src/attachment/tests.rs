//! Files from announcement to download, on a SQLite file and a folder.

mod limits;
mod rights;
mod scene;
mod upload;
