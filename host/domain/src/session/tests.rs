use std::time::Duration;

use vuoro_kernel::{Caller, Role, SessionId, Who, limits::SESSIONS_MAX};

use super::{Fresh, begin};
use crate::{
    Problem,
    error::Halt,
    organisation::house::{House, PASSWORD, error, eventually, problem},
};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn one_session_opens_the_account_and_each_of_its_organisations() {
    let house = House::new().await;
    let two = house.organisation("two").await;
    let three = house.organisation("three").await;
    let niilo = house.member("niilo", Role::Handler).await;
    house.domain.add_member(two, niilo.account.id, Role::Owner, &[]).await.unwrap();

    let (account, session) = (niilo.account.id, niilo.session());
    assert_eq!(house.caller(None, &niilo.token).await.who, Who::Account { account, session });
    assert_eq!(niilo.caller.role(), Some(Role::Handler));
    assert_eq!(house.caller(Some(two), &niilo.token).await.role(), Some(Role::Owner));
    assert_eq!(house.caller(Some(three), &niilo.token).await.who, Who::Account { account, session });
    let memberships = house.domain.memberships(&niilo.caller).await.unwrap();
    let roles: Vec<_> = memberships.iter().map(|one| (one.organisation.slug.as_str(), one.role)).collect();
    assert_eq!(roles, [("two", Role::Owner), ("one", Role::Handler)]);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_one_answer_and_are_slowed() {
    let house = House::new().await;
    house.account("niilo").await;
    for name in ["niilo", "nobody", "niilo", "no body", "niilo"] {
        assert_eq!(problem(house.sign_in(name, "not the password").await), Problem::WrongCredentials);
    }
    for name in ["niilo", "nobody", "hermanni"] {
        assert_eq!(problem(house.sign_in(name, PASSWORD).await), Problem::TooManyAttempts { retry_after_ms: 60_000 });
    }
    house.clock.advance(Duration::from_secs(60));
    assert!(house.sign_in("NIILO", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_session_ends_after_12_hours_without_use_and_after_7_days_with_it() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    house.clock.advance(HOUR * 12);
    assert_eq!(house.caller(None, &niilo.token).await, Caller::stranger(None));

    let again = house.sign_in("niilo", PASSWORD).await.unwrap();
    for _ in 0..(7 * 24 / 8 - 1) {
        house.clock.advance(HOUR * 8);
        assert_eq!(house.caller(None, &again.token).await.session(), Some(again.session));
        let now = house.domain.now();
        eventually("use is written down in the background", async || {
            let found = house.domain.store.platform().session_by_token(&again.token.hash()).await.unwrap();
            found.unwrap().last_used_at == now
        })
        .await;
        house.domain.callers.heard(&vuoro_kernel::Change::Missed);
    }
    house.clock.advance(HOUR * 8);
    assert_eq!(house.caller(None, &again.token).await, Caller::stranger(None));
}

#[tokio::test]
async fn the_oldest_session_ends_when_there_would_be_too_many() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let mut begun = Vec::new();
    for _ in 0..SESSIONS_MAX {
        house.clock.advance(Duration::from_millis(1));
        let new = Fresh::new(niilo.account.id, house.domain.now(), None).row;
        begun.push(new.id);
        let write = house.domain.store.write::<_, Halt, _>(move |tx| {
            let new = new.clone();
            Box::pin(async move { begin(tx, &new).await })
        });
        write.await.unwrap();
    }
    begun.reverse();
    let listed: Vec<SessionId> = house.domain.sessions(&niilo.caller).await.unwrap().iter().map(|one| one.id).collect();
    assert_eq!(listed, begun);
    house.caller_becomes(None, &niilo.token, |who| *who == Who::Stranger).await;
}

#[tokio::test]
async fn people_end_their_own_sessions_and_nobody_elses() {
    let house = House::new().await;
    let (niilo, oona) = (house.member("niilo", Role::Handler).await, house.member("oona", Role::Owner).await);
    let phone = house.sign_in("niilo", PASSWORD).await.unwrap();
    let tablet = house.sign_in("niilo", PASSWORD).await.unwrap();
    let domain = &house.domain;

    for id in [SessionId::new(), oona.session()] {
        assert_eq!(error(domain.end_session(&niilo.caller, id).await), "not found");
    }
    assert_eq!(house.caller(None, &oona.token).await.session(), Some(oona.session()));
    assert_eq!(domain.end_session(&niilo.caller, phone.session).await.unwrap(), phone.session);
    house.caller_becomes(None, &phone.token, |who| *who == Who::Stranger).await;
    assert_eq!(domain.end_other_sessions(&niilo.caller).await.unwrap(), 1);
    house.caller_becomes(None, &tablet.token, |who| *who == Who::Stranger).await;
    assert_eq!(domain.sign_out(&niilo.caller).await.unwrap(), niilo.session());
    assert_eq!(domain.sign_out(&niilo.caller).await.unwrap(), niilo.session());
    house.caller_becomes(None, &niilo.token, |who| *who == Who::Stranger).await;

    let (visitor, _) = house.visitor().await;
    for (caller, text) in [(Caller::stranger(None), "sign in first"), (visitor, "not allowed")] {
        assert_eq!(error(domain.sign_out(&caller).await), text);
        assert_eq!(error(domain.end_session(&caller, oona.session()).await), text);
        assert_eq!(error(domain.end_other_sessions(&caller).await), text);
        assert_eq!(domain.sessions(&caller).await.unwrap_err().to_string(), text);
    }
}
