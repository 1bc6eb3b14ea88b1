//! `http`: requests to other servers, by the names of connections.

use super::Answer;
use crate::{
    HostError, Permission,
    bindings::http,
    failure::escape,
    limits,
    outgoing::{Request, Response, Unsent},
    record::Level,
    state::State,
};

impl http::Host for State {
    async fn send(&mut self, connection: String, request: http::Request) -> Answer<http::Response> {
        // A request may change something on the other server.
        if let Err(error) = self.enter_to_change(Permission::Http)? {
            return Ok(Err(error.into()));
        }
        Ok(self.send_to(connection, request).await.map(Into::into).map_err(Into::into))
    }
}

impl State {
    async fn send_to(&mut self, name: String, request: http::Request) -> Result<Response, HostError> {
        // Checked against the running package, because another version may have declared other connections.
        if !self.manifest.connections.contains_key(&name) {
            return Err(HostError::NotFound);
        }
        self.requests = self.requests.saturating_add(1);
        if self.requests > limits::REQUESTS {
            return Err(HostError::TooMuch(format!("a call sends {} requests at most", limits::REQUESTS)));
        }
        let request = Request::new(&request.method, request.path, &request.headers, request.body)?;
        let (outgoing, until, its) = (self.outgoing.clone(), self.until, name.clone());
        let sent = self.ask("http.send", move |delegate, call| async move {
            let connection = delegate.connection(&call, &its).await?;
            Ok(outgoing.send(call.organisation, &connection, request, until).await)
        });
        match sent.await? {
            Ok(response) => Ok(response),
            Err(Unsent::Refused(error)) => Err(error),
            Err(Unsent::Silent(why)) => {
                self.tell(Level::Warning, escape(&format!("the connection {name} doesn't answer: {why}")));
                Err(HostError::Unavailable)
            }
        }
    }
}

impl From<Response> for http::Response {
    fn from(response: Response) -> Self {
        Self { status: response.status, headers: response.headers, body: response.body }
    }
}
