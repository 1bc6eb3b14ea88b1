//! End-to-end tests, one binary: the store and the rules on both databases, the doors through real sockets.

mod access;
mod serve_one_customer;
mod store_write;
