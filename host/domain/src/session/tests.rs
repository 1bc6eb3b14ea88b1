use std::time::Duration;

use futures_util::future::join_all;
use vuoro_kernel::{
    Caller, Role, SessionId, Token, TokenKind, Who,
    limits::{FORMER_TOKEN_TIME, SESSIONS_MAX, SIGN_IN_FAILURES_MAX},
};

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
    house.account("hermanni").await;
    for name in ["niilo", "nobody", "no body"] {
        for _ in 0..SIGN_IN_FAILURES_MAX {
            assert_eq!(problem(house.sign_in(name, "not the password").await), Problem::WrongCredentials);
        }
        let slowed = Problem::TooManyAttempts { retry_after_ms: 60_000 };
        assert_eq!(problem(house.sign_in(name, PASSWORD).await), slowed, "{name}");
    }
    assert!(house.sign_in("hermanni", PASSWORD).await.is_ok(), "a colleague's mistypes shut nobody out");
    house.clock.advance(Duration::from_secs(60));
    assert!(house.sign_in("NIILO", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn wrong_passwords_sent_at_once_are_compared_no_more_often_than_one_by_one() {
    let house = House::new().await;
    house.account("niilo").await;
    let at_once = (0..20).map(|_| house.sign_in("niilo", "not the password"));
    let answers: Vec<_> = join_all(at_once).await.into_iter().map(problem).collect();
    let compared = answers.iter().filter(|answer| **answer == Problem::WrongCredentials).count();
    assert_eq!(compared, SIGN_IN_FAILURES_MAX, "{answers:?}");
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

#[tokio::test]
async fn a_change_of_rights_gives_a_session_another_token_and_the_former_one_a_minute() {
    let house = House::new().await;
    let domain = &house.domain;
    let here = Some(house.organisation.id);
    let owner = house.member("outi", Role::Owner).await;
    let niilo = house.member("niilo", Role::Handler).await;
    let renew = async |token: &Token| domain.renew_session(here, token.reveal()).await.unwrap();
    assert_eq!(renew(&niilo.token).await, None, "nothing has changed");

    domain.update_member(&owner.caller, niilo.member(), Role::Handler).await.unwrap();
    assert_eq!(renew(&niilo.token).await, None, "the same role is no change");
    domain.update_member(&owner.caller, niilo.member(), Role::Operator).await.unwrap();
    house.caller_becomes(here, &niilo.token, |who| matches!(who, Who::Member { role: Role::Operator, .. })).await;
    let both = tokio::join!(renew(&niilo.token), renew(&niilo.token));
    let ((Some(new), None) | (None, Some(new))) = both else { panic!("one of two at once gets it: {both:?}") };
    assert_eq!(renew(&owner.token).await, None, "nobody else's");

    // Both tokens open the same session, and the former one doesn't get another.
    for token in [&new, &niilo.token] {
        assert_eq!(house.caller(here, token).await.session(), Some(niilo.session()));
        assert_eq!(renew(token).await, None);
    }
    house.clock.advance(FORMER_TOKEN_TIME);
    assert_eq!(house.caller(here, &niilo.token).await, Caller::stranger(here));
    assert_eq!(house.caller(here, &new).await.session(), Some(niilo.session()));

    domain.remove_member(&owner.caller, niilo.member()).await.unwrap();
    house.caller_becomes(here, &new, |who| matches!(who, Who::Account { .. })).await;
    let after_removal = renew(&new).await.expect("removal is a change");
    domain.add_member(house.organisation.id, niilo.account.id, Role::Handler, &[]).await.unwrap();
    house.caller_becomes(here, &after_removal, |who| matches!(who, Who::Member { .. })).await;
    assert!(renew(&after_removal).await.is_some(), "and so is joining");
    assert_eq!(renew(&Token::new(TokenKind::Session)).await, None);
    assert_eq!(domain.renew_session(None, "nonsense").await.unwrap(), None);
}
