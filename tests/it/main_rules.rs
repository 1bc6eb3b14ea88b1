//! End-to-end tests of the product's rules, through HTTP and WebSocket.

mod attachments;
mod bad_input;
mod bad_requests;
mod conversations;
mod ending;
mod invitations;
mod javascript;
mod metadata;
mod paging;
mod people;
mod queues;
mod sign_in;
