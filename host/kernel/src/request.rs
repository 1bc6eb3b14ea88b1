//! What every rule may need to know of the request that asks for something.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use crate::Caller;

/// Who asks, from where, and in which language they are answered. The doors make it; a record of what was done takes its
/// source from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContext {
    /// Who asks.
    pub caller: Caller,
    /// The language for what they read: `fi`, `en` or `sv`.
    pub language: &'static str,
    /// Their address.
    pub address: IpAddr,
    /// Stands in the log, and in errors that say nothing else.
    pub request_id: Arc<str>,
    /// What their program calls itself.
    pub user_agent: Option<Arc<str>>,
}

impl RequestContext {
    /// For what the server does by itself, without a request: from this machine, in English.
    pub fn inside(caller: Caller) -> Self {
        let address = IpAddr::V6(Ipv6Addr::LOCALHOST);
        Self { caller, language: "en", address, request_id: "inside".into(), user_agent: None }
    }

    /// The same request of another caller, as after signing in by it.
    pub fn of(&self, caller: Caller) -> Self {
        Self { caller, ..self.clone() }
    }
}
