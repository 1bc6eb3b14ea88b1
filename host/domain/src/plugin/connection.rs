//! Connections of plugins to other servers: operators enter the address and the secret of each.

use std::fmt;

use vuoro_kernel::{Caller, OrganisationId};
use vuoro_plugins::{Call, Connection, HostError, SecretHeader, outgoing};
use vuoro_store::record::PluginConnection;

use super::{ListedPlugin, delegate::refused};
use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

/// Most bytes of a connection's secret.
const SECRET_BYTES_MAX: usize = 4_096;

/// The input of [`Domain::set_plugin_connection`].
#[derive(Clone)]
pub struct SetPluginConnection {
    /// The plugin's id.
    pub plugin: String,
    /// The connection's name in the manifest.
    pub name: String,
    /// The server's address, with https.
    pub url: String,
    /// The header that the secret is sent in; given with a secret or not at all.
    pub header: Option<String>,
    /// The header's value. It must be given with every change, so that nobody can send a stored secret to an address of
    /// their choice.
    pub secret: Option<String>,
}

impl fmt::Debug for SetPluginConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.name, self.plugin)
    }
}

impl Domain {
    /// Fills in a connection of an installed plugin, replacing what was there. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown plugin. Problems: `InvalidInput`.
    pub async fn set_plugin_connection(
        &self,
        caller: &Caller,
        input: SetPluginConnection,
    ) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        let listed = self.listed_plugin(by.organisation, &input.plugin).await?.ok_or(Error::NotFound)?;
        if !listed.package.manifest.connections.contains_key(&input.name) {
            return Err(Problem::invalid("name", "isn't a connection of this plugin").into());
        }
        let url = outgoing::connection_url(&input.url).map_err(|rule| Problem::invalid("url", rule))?;
        if self.plugins.floor.as_ref().is_some_and(|floor| floor.is_out_of_reach(&url)) {
            let rule =
                "isn't a public address; where that is meant to be, name its network in plugins.allowed_networks";
            return Err(Problem::invalid("url", rule).into());
        }
        let header = header(input.header, input.secret)?;
        let sealed = header.as_ref().map(|header| {
            self.sealing.seal(&place(by.organisation, &input.plugin, &input.name), header.value.as_bytes())
        });
        let kept = PluginConnection {
            plugin: input.plugin,
            name: input.name,
            url: url.into(),
            header: header.map(|header| header.name),
            secret: sealed,
        };
        let (organisation, plugin) = (by.organisation, kept.plugin.clone());
        self.store
            .write::<_, Halt, _>(move |tx| {
                let kept = kept.clone();
                Box::pin(async move {
                    let door = tx.door(organisation);
                    if door.lock_plugin(&kept.plugin).await?.is_none() {
                        return Err(Problem::invalid("pluginId", "isn't installed").into());
                    }
                    Ok(door.put_plugin_connection(&kept).await?)
                })
            })
            .await?;
        Ok(self.listed_plugin(organisation, &plugin).await?.ok_or(Error::NotFound)?)
    }

    /// Clears a connection, including its secret. Operators and owners.
    ///
    /// # Errors
    /// For all other callers; `NotFound` for an unknown plugin. Problems: `InvalidInput`.
    pub async fn remove_plugin_connection(
        &self,
        caller: &Caller,
        plugin: &str,
        name: &str,
    ) -> Result<ListedPlugin, Refusal> {
        let by = rights::operator(caller)?;
        let (organisation, id, name) = (by.organisation, plugin.to_owned(), name.to_owned());
        self.store
            .write::<_, Halt, _>(move |tx| {
                let (id, name) = (id.clone(), name.clone());
                Box::pin(async move {
                    match tx.door(organisation).remove_plugin_connection(&id, &name).await? {
                        true => Ok(()),
                        false => Err(Problem::invalid("name", "isn't filled in").into()),
                    }
                })
            })
            .await?;
        Ok(self.listed_plugin(organisation, plugin).await?.ok_or(Error::NotFound)?)
    }

    /// A connection with its secret, for a request that the floor sends.
    pub(super) async fn connection_of(&self, call: &Call, name: &str) -> Result<Connection, HostError> {
        let (organisation, plugin) = (call.organisation, call.plugin.as_str());
        let found = self.store.door(organisation).plugin_connection(plugin, name).await;
        let kept = found.map_err(|error| refused(error.into()))?.ok_or(HostError::NotFound)?;
        let unusable = |error: String| {
            tracing::error!(%organisation, plugin, name, error, "a plugin's connection can't be used; fill it in again");
            HostError::Unavailable
        };
        let url = outgoing::connection_url(&kept.url).map_err(unusable)?;
        let secret = match kept.header.zip(kept.secret) {
            Some((name_of_header, sealed)) => {
                let opened = self.sealing.open(&place(organisation, plugin, name), &sealed);
                let opened = opened.map_err(|error| unusable(format!("its secret can't be opened: {error}")))?;
                let value = String::from_utf8(opened).map_err(|_| unusable("its secret is no text".to_owned()))?;
                Some(SecretHeader { name: name_of_header, value })
            }
            None => None,
        };
        Ok(Connection { url, secret })
    }
}

/// The place that a connection's secret is sealed for.
fn place(organisation: OrganisationId, plugin: &str, name: &str) -> [Vec<u8>; 4] {
    [b"plugin-connection".to_vec(), organisation.0.as_bytes().to_vec(), plugin.into(), name.into()]
}

/// The header and its secret: both or neither.
fn header(header: Option<String>, secret: Option<String>) -> Result<Option<SecretHeader>, Problem> {
    let (header, value) = match (header, secret) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(Problem::invalid("header", "is missing: the secret stands in a header")),
        (Some(_), None) => return Err(Problem::invalid("secret", "is missing: it must be given with every change")),
        (Some(header), Some(value)) => (header, value),
    };
    let name = outgoing::header_name(&header).map_err(|rule| Problem::invalid("header", rule))?;
    if value.is_empty() || value.len() > SECRET_BYTES_MAX {
        return Err(Problem::invalid("secret", format!("has 1 to {SECRET_BYTES_MAX} characters")));
    }
    let is_visible = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    if !value.bytes().all(is_visible) || value.trim() != value {
        return Err(Problem::invalid("secret", "is of visible ASCII characters, with spaces between them at most"));
    }
    Ok(Some(SecretHeader { name: name.as_str().to_owned(), value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(name: Option<&str>, secret: Option<&str>) -> Result<Option<SecretHeader>, String> {
        header(name.map(str::to_owned), secret.map(str::to_owned)).map_err(|problem| match problem {
            Problem::InvalidInput { field, .. } => field,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_secret_is_of_visible_characters_and_stands_in_a_header() {
        let fine = checked(Some("Authorization"), Some("Bearer a.b-c")).unwrap().unwrap();
        assert_eq!((fine.name.as_str(), fine.value.as_str()), ("authorization", "Bearer a.b-c"));
        assert_eq!(checked(None, None), Ok(None));
        assert!(checked(Some("x-key"), Some(&"a".repeat(SECRET_BYTES_MAX))).is_ok());
        let long = "a".repeat(SECRET_BYTES_MAX + 1);
        for secret in ["", &long, " a", "a ", "a\nb", "a\tb", "ä"] {
            assert_eq!(checked(Some("x-key"), Some(secret)), Err("secret".to_owned()), "{secret:?}");
        }
        for name in ["", "host", "Proxy-Authorization", "a b", "content-length"] {
            assert_eq!(checked(Some(name), Some("a")), Err("header".to_owned()), "{name}");
        }
        assert_eq!(checked(None, Some("a")), Err("header".to_owned()));
        assert_eq!(checked(Some("x-key"), None), Err("secret".to_owned()));
    }

    #[test]
    fn a_connection_being_filled_in_does_not_print_its_secret() {
        let input = SetPluginConnection {
            plugin: "crm".into(),
            name: "main".into(),
            url: "https://crm.example".into(),
            header: Some("x-key".into()),
            secret: Some("canary".into()),
        };
        assert_eq!(format!("{input:?}"), "main of crm");
    }
}
