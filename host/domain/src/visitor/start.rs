//! Beginning a customer's session.

use std::time::Duration;

use vuoro_kernel::{
    Caller, Token, TokenKind, VisitorId,
    limits::{NAME_CHARS_MAX, VISITOR_IDLE, VISITOR_IDLE_MAX},
    text,
};
use vuoro_store::{NewVisitor, record::Visitor};

use crate::{
    Domain, Problem, Refusal,
    error::{Halt, Named},
    rights,
};

/// The input of [`Domain::start_visitor`].
#[derive(Clone, Debug, Default)]
pub struct StartVisitor {
    /// The customer's name.
    pub name: Option<String>,
    /// How long the session lasts without use, in seconds; `None` for the default.
    pub idle_seconds: Option<i64>,
}

impl Domain {
    /// Begins a customer's session; its token is shown only now. Every caller.
    ///
    /// # Errors
    /// `NotFound` on the platform endpoint. Problems: `InvalidInput`.
    pub async fn start_visitor(&self, caller: &Caller, input: StartVisitor) -> Result<(Visitor, Token), Refusal> {
        let organisation = rights::called(caller)?;
        let name =
            input.name.map(|name| text::line(&name, NAME_CHARS_MAX).map(str::to_owned).named("name")).transpose()?;
        let idle = match input.idle_seconds {
            None => VISITOR_IDLE,
            Some(seconds) => u64::try_from(seconds)
                .ok()
                .map(Duration::from_secs)
                .filter(|idle| (Duration::from_secs(60)..=VISITOR_IDLE_MAX).contains(idle))
                .ok_or_else(|| Problem::invalid("idleSeconds", "takes 60 to 2,592,000 seconds"))?,
        };
        let (now, token) = (self.now(), Token::new(TokenKind::Visitor));
        let idle_ms = i64::try_from(idle.as_millis()).unwrap_or(i64::MAX);
        let new = NewVisitor {
            id: VisitorId::new(),
            token: token.hash(),
            name: name.clone(),
            created_at: now,
            expires_at: now.plus(idle),
            idle_ms,
        };
        let visitor = Visitor { id: new.id, organisation, name, expires_at: new.expires_at, idle_ms };
        self.store
            .write::<_, Halt, _>(move |tx| {
                let new = new.clone();
                Box::pin(async move { Ok(tx.door(organisation).insert_visitor(&new).await?) })
            })
            .await?;
        Ok((visitor, token))
    }
}
