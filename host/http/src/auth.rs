//! Finds the caller by a token from the `Authorization` header, or from a cookie together with a proof that the request
//! comes from one of our own pages.

use std::{sync::Arc, time::Duration};

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::{
    extract::cookie::{Cookie, SameSite},
    headers::{Authorization, HeaderMapExt, authorization::Bearer},
};
use vuoro_domain::{Error, Organisation};
use vuoro_graphql::CookieChange;
use vuoro_kernel::{AccountId, Caller, OrganisationId, limits};

use crate::{
    address::Client,
    app::{HttpSettings, Shared},
    ask::Ask,
    failure::Failure,
    headers,
    origin::{self, From},
    unwelcome::Unwelcome,
};

/// Finds the caller by a token; a token that opens nothing gives a stranger.
///
/// All pages of a browser share one cookie. When somebody signs in on one of them, the others would go on in that
/// person's name without anybody noticing. So a page says which account it acts for, and another one is refused here,
/// for every request and socket. Clients with a token of their own needn't say it.
///
/// # Errors
/// [`Unwelcome::AnotherAccount`]; UNAUTHENTICATED when the page acts for an account and nobody is signed in; otherwise
/// the domain's.
pub(crate) async fn admit(
    shared: &Shared,
    organisation: Option<OrganisationId>,
    token: Option<&str>,
    acts_for: Option<AccountId>,
) -> Result<Caller, Unwelcome> {
    let caller = shared.app.domain.caller(organisation, token).await.map_err(Unwelcome::Error)?;
    check_account(&caller, acts_for)?;
    Ok(caller)
}

fn check_account(caller: &Caller, acts_for: Option<AccountId>) -> Result<(), Unwelcome> {
    match (acts_for, caller.account()) {
        (None, _) => Ok(()),
        (Some(page), Some(account)) if page == account => Ok(()),
        (Some(_), None) if caller.visitor().is_none() => Err(Unwelcome::Error(Error::Unauthenticated)),
        (Some(_), _) => Err(Unwelcome::AnotherAccount),
    }
}

/// The account that the page of a request acts for, if it says so.
///
/// # Errors
/// BAD_INPUT for a header that isn't an account's id: a page that says it wrongly isn't taken for one that says
/// nothing.
fn acts_for(headers: &HeaderMap) -> Result<Option<AccountId>, Failure> {
    let mut said = headers.get_all(headers::ACCOUNT).iter();
    let (Some(first), second) = (said.next(), said.next()) else { return Ok(None) };
    let account = first.to_str().ok().and_then(|text| text.parse().ok()).filter(|_| second.is_none());
    account.map(Some).ok_or_else(|| Failure::bad_input("The header X-Vuoro-Account has the id of one account."))
}

/// Finds the caller of a request.
///
/// # Errors
/// FORBIDDEN for a cookie without a proof; otherwise as [`admit`].
pub(crate) async fn caller(
    shared: &Shared,
    ask: &Ask,
    headers: &HeaderMap,
    organisation: Option<OrganisationId>,
) -> Result<Caller, Failure> {
    let token = token(headers, ask.client, &shared.app.settings)?;
    let caller = admit(shared, organisation, token.as_deref(), acts_for(headers)?).await?;
    // One customer too many is still served, but can be let go like a stranger.
    let _ = ask.holder.belongs_to(&caller);
    Ok(caller)
}

/// The organisation in a path.
///
/// # Errors
/// NOT_FOUND when there is none; otherwise the domain's.
pub(crate) async fn organisation(shared: &Shared, slug: &str) -> Result<(Organisation, Arc<str>), Failure> {
    let found = shared.app.domain.organisation_by_slug(slug).await?.ok_or_else(Failure::not_found)?;
    let slug = Arc::from(&*found.slug);
    Ok((found, slug))
}

/// The token of a request. A bearer token takes precedence over the cookie: a client sets it on purpose, while a
/// browser sends its cookie by itself.
pub(crate) fn token(headers: &HeaderMap, client: Client, settings: &HttpSettings) -> Result<Option<String>, Failure> {
    if let Some(token) = bearer(headers) {
        return Ok(Some(token));
    }
    let Some(token) = cookie(headers, client.is_secure) else { return Ok(None) };
    let is_ours = match origin::from(headers, client.is_secure, settings) {
        From::Ours => true,
        From::Elsewhere => false,
        From::Unsaid => headers.contains_key(headers::PROOF) || is_fetched_by_us(headers),
    };
    let refusal = "A request with a cookie needs the header X-Vuoro, and must come from a page of this server.";
    if is_ours { Ok(Some(token)) } else { Err(Failure::forbidden(refusal)) }
}

/// Gives a browser another token when its session is due for one; see [`Domain::renew_session`]. A client that sends
/// its token itself keeps it, because nobody else could have set it.
///
/// [`Domain::renew_session`]: vuoro_domain::Domain::renew_session
pub(crate) async fn renewal(
    shared: &Shared,
    ask: &Ask,
    headers: &HeaderMap,
    organisation: Option<OrganisationId>,
) -> Option<CookieChange> {
    let token = cookie(headers, ask.client.is_secure).filter(|_| bearer(headers).is_none())?;
    match shared.app.domain.renew_session(organisation, &token).await {
        Ok(token) => token.map(|token| CookieChange::Set { token }),
        Err(error) => {
            tracing::warn!(target: "vuoro_http", ?error, "a session could not get another token; it keeps its own");
            None
        }
    }
}

// Not by axum-extra's jar, which decodes names: `__Host%2Dvuoro`, which another host of the domain can set, would be ours.
/// The token in the session cookie, if there is one.
pub(crate) fn cookie(headers: &HeaderMap, is_secure: bool) -> Option<String> {
    let name = cookie_name(is_secure);
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(found, value)| (found == name && !value.is_empty()).then(|| value.to_owned()))
}

/// The `Set-Cookie` header that makes a browser keep or forget the session's token.
///
/// Lax, not Strict, so that somebody who follows a link from another site is signed in. What such a link could do by
/// itself is refused without a proof.
pub(crate) fn set_cookie(change: &CookieChange, is_secure: bool) -> Option<HeaderValue> {
    let (value, age) = match change {
        CookieChange::Set { token } => (token.reveal(), limits::SESSION_LIFE),
        CookieChange::Clear => ("", Duration::ZERO),
    };
    let cookie = Cookie::build((cookie_name(is_secure), value)).path("/").max_age(age.try_into().ok()?);
    let cookie = cookie.http_only(true).same_site(SameSite::Lax).secure(is_secure);
    let mut header = HeaderValue::try_from(cookie.to_string()).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// `__Host-` binds the cookie to this host and to TLS, so that neither another host of the domain nor a plain
/// connection can set it.
fn cookie_name(is_secure: bool) -> &'static str {
    if is_secure { "__Host-vuoro" } else { "vuoro" }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    headers.typed_get::<Authorization<Bearer>>().map(|bearer| bearer.token().to_owned())
}

/// Whether the browser says that one of our own pages, or the user directly, made the request: this is how pictures and
/// downloads are requested, which can't have our header.
fn is_fetched_by_us(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    matches!(site, Some(b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::{SessionId, Token, TokenKind, VisitorId, Who};

    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Result<Option<String>, ()> {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("chat.example"));
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        let client = Client { address: [127, 0, 0, 1].into(), is_secure: false };
        let token = token(&headers, client, &HttpSettings::default());
        token.map_err(|_| ())
    }

    #[test]
    fn a_cookie_alone_opens_nothing() {
        let cookie = ("cookie", "a=b; vuoro=secret; c=d");
        assert_eq!(read(&[cookie]), Err(()));
        assert_eq!(read(&[cookie, ("sec-fetch-site", "cross-site")]), Err(()));
        assert_eq!(read(&[cookie, ("sec-fetch-site", "same-site")]), Err(()));
        assert_eq!(read(&[cookie, ("x-vuoro", "1"), ("origin", "http://evil.example")]), Err(()));
    }

    #[test]
    fn a_cookie_with_a_proof_is_taken() {
        let cookie = ("cookie", "a=b; vuoro=secret; c=d");
        for proof in [("x-vuoro", "1"), ("sec-fetch-site", "same-origin"), ("origin", "http://chat.example")] {
            assert_eq!(read(&[cookie, proof]), Ok(Some("secret".to_owned())), "{proof:?}");
        }
        assert_eq!(read(&[("cookie", "__Host-vuoro=secret; vuoro=; Xvuoro=1")]), Ok(None));
    }

    #[test]
    fn a_cookie_is_taken_by_its_very_name() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "cookie",
            HeaderValue::from_static("__Host%2Dvuoro=evil; __host-vuoro=evil; a=\"; __Host-vuoro=secret"),
        );
        assert_eq!(cookie(&headers, true).as_deref(), Some("secret"));
        assert_eq!(cookie(&headers, false), None);
    }

    #[test]
    fn a_bearer_wins_over_a_cookie_and_needs_no_proof() {
        let pairs = [("cookie", "vuoro=secret"), ("authorization", "bearer  vs_1")];
        assert_eq!(read(&pairs), Ok(Some("vs_1".to_owned())));
        assert_eq!(read(&[("authorization", "Basic abc")]), Ok(None));
    }

    #[test]
    fn a_page_acts_for_the_account_that_is_signed_in_and_for_no_other() {
        let (niilo, session) = (AccountId::new(), SessionId::new());
        let signed_in = Caller { organisation: None, who: Who::Account { account: niilo, session } };
        let visitor = Caller { organisation: None, who: Who::Visitor(VisitorId::new()) };
        let nobody = Caller::stranger(None);
        for caller in [signed_in, visitor, nobody] {
            assert!(check_account(&caller, None).is_ok(), "{caller:?}");
        }
        assert!(check_account(&signed_in, Some(niilo)).is_ok());
        let other = Some(AccountId::new());
        assert!(matches!(check_account(&signed_in, other), Err(Unwelcome::AnotherAccount)));
        assert!(matches!(check_account(&visitor, other), Err(Unwelcome::AnotherAccount)));
        assert!(matches!(check_account(&nobody, other), Err(Unwelcome::Error(Error::Unauthenticated))));
    }

    #[test]
    fn an_account_is_said_once_and_by_its_id() {
        let niilo = AccountId::new();
        let read = |said: &[&str]| {
            let mut headers = HeaderMap::new();
            for text in said {
                headers.append(headers::ACCOUNT, text.parse().unwrap());
            }
            acts_for(&headers).map_err(|_| ())
        };
        let id = niilo.to_string();
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[&id]), Ok(Some(niilo)));
        for wrong in [&[""][..], &["niilo"], &["mem_0198f2c0000070008000000000000000"], &[&id, &id]] {
            assert_eq!(read(wrong), Err(()), "{wrong:?}");
        }
    }

    #[test]
    fn the_cookie_is_bound_to_the_host_under_tls() {
        let token = Token::new(TokenKind::Session);
        let set = set_cookie(&CookieChange::Set { token: token.clone() }, true).unwrap();
        let expected =
            format!("__Host-vuoro={}; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=604800", token.reveal());
        assert_eq!(set.to_str().unwrap(), expected);
        let clear = set_cookie(&CookieChange::Clear, false).unwrap();
        assert_eq!(clear.to_str().unwrap(), "vuoro=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }
}
