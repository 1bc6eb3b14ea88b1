//! A GraphQL client over HTTP, as any program could be.

use serde_json::{Value, json};

/// Talks to one server as one person, or anonymously.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    /// The token sent as `Authorization: Bearer`.
    pub token: Option<String>,
}

impl Client {
    /// An anonymous client of a server.
    pub fn stranger(base: impl Into<String>) -> Self {
        // Installed once for the process; a second time is refused and harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().danger_accept_invalid_certs(true).build().expect("a client");
        Self { http, base: base.into(), token: None }
    }

    /// A client of the same server with another token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// A request with the token, for what isn't GraphQL.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The whole response to an operation.
    pub async fn ask(&self, path: &str, query: &str, variables: Value) -> Value {
        let answer = self
            .request(reqwest::Method::POST, path)
            .header("accept", "application/json")
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .expect("the server answers");
        answer.json().await.expect("the answer is JSON")
    }

    /// The data of an operation that must succeed.
    ///
    /// # Panics
    /// When the response has errors.
    pub async fn data(&self, path: &str, query: &str, variables: Value) -> Value {
        let mut answer = self.ask(path, query, variables).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].take()
    }

    /// The only root field of an operation that must succeed.
    pub async fn field(&self, path: &str, query: &str, variables: Value) -> Value {
        let data = self.data(path, query, variables).await;
        let Value::Object(fields) = data else { panic!("{query}: no data") };
        fields.into_iter().next().expect("a field").1
    }

    /// The `extensions.code` of the first error of an operation that must be refused.
    ///
    /// # Panics
    /// When it isn't refused.
    pub async fn refusal(&self, path: &str, query: &str, variables: Value) -> String {
        let answer = self.ask(path, query, variables).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query} wasn't refused: {answer}")).to_owned()
    }

    /// A mutation's outcome: the value of its only field with its `__typename` and the given selection. The input type
    /// is named after the mutation; a mutation without input takes null.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn act(&self, path: &str, mutation: &str, input: Value, selection: &str) -> Value {
        self.field(path, &document(mutation, &input, selection), json!({ "input": input })).await
    }

    /// How a mutation ends, in a word: the type of its outcome, or the code of the error that refuses it.
    pub async fn outcome(&self, path: &str, mutation: &str, input: Value) -> String {
        let answer = self.ask(path, &document(mutation, &input, ""), json!({ "input": input })).await;
        let word = match answer.get("errors") {
            Some(errors) => errors[0]["extensions"]["code"].as_str(),
            // One without a union has no other outcome than the wanted one.
            None => answer["data"][mutation]["__typename"].as_str(),
        };
        word.unwrap_or_else(|| panic!("{mutation}: {answer}")).to_owned()
    }
}

fn document(mutation: &str, input: &Value, selection: &str) -> String {
    if input.is_null() {
        return format!("mutation {{ {mutation} {{ __typename {selection} }} }}");
    }
    let mut chars = mutation.chars();
    let type_name = chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default();
    format!("mutation($input: {type_name}Input!) {{ {mutation}(input: $input) {{ __typename {selection} }} }}")
}
