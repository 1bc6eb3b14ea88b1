use vuoro_kernel::{Caller, Role, Who};

use super::{ChangePassword, NewAccount, UpdateNotifications, UpdateProfile};
use crate::{
    Problem,
    organisation::house::{House, PASSWORD, asks, error, problem, refused_field},
};

fn changed(current: &str, new: &str) -> ChangePassword {
    ChangePassword { current_password: current.into(), new_password: new.into() }
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_but_a_new_one() {
    const NEW: &str = "toinen salasana";
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let phone = house.sign_in("niilo", PASSWORD).await.unwrap();
    let domain = &house.domain;

    assert_eq!(
        problem(domain.change_password(&asks(&niilo.caller), changed("wrong", NEW)).await),
        Problem::WrongCredentials
    );
    assert_eq!(
        refused_field(domain.change_password(&asks(&niilo.caller), changed(PASSWORD, "short")).await),
        "newPassword"
    );
    let fresh = domain.change_password(&asks(&niilo.caller), changed(PASSWORD, NEW)).await.unwrap();
    for token in [&niilo.token, &phone.token] {
        house.caller_becomes(None, token, |who| *who == Who::Stranger).await;
    }
    assert_eq!(house.caller(None, &fresh.token).await.session(), Some(fresh.session));
    assert_eq!(problem(house.sign_in("niilo", PASSWORD).await), Problem::WrongCredentials);
    assert!(house.sign_in("niilo", NEW).await.is_ok());
    assert_eq!(
        error(domain.change_password(&asks(&Caller::stranger(None)), changed(PASSWORD, NEW)).await),
        "sign in first"
    );
}

#[tokio::test]
async fn a_profile_changes_in_what_is_given() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let domain = &house.domain;
    let input = UpdateProfile {
        display_name: Some(" Nipa ".into()),
        locale: Some(Some("fi".into())),
        ..UpdateProfile::default()
    };
    let account = domain.update_profile(&niilo.caller, input).await.unwrap();
    assert_eq!((account.full_name.as_str(), account.display_name.as_str()), ("niilo", "Nipa"));
    assert_eq!(domain.account(&niilo.caller).await.unwrap(), Some(account));
    let input = UpdateProfile { locale: Some(None), ..UpdateProfile::default() };
    assert_eq!(domain.update_profile(&niilo.caller, input).await.unwrap().locale, None);

    let bad = |full_name: Option<&str>, display_name: Option<&str>, locale: Option<&str>| UpdateProfile {
        full_name: full_name.map(Into::into),
        display_name: display_name.map(Into::into),
        locale: Some(locale.map(Into::into)),
    };
    for (input, field) in [
        (bad(Some("a\nb"), None, None), "fullName"),
        (bad(None, Some(&"x".repeat(101)), None), "displayName"),
        (bad(None, None, Some("suomea!")), "locale"),
    ] {
        assert_eq!(refused_field(domain.update_profile(&niilo.caller, input).await), field);
    }
    assert_eq!(error(domain.update_profile(&Caller::stranger(None), UpdateProfile::default()).await), "sign in first");
    assert_eq!(domain.account(&Caller::stranger(None)).await.unwrap(), None);
}

#[tokio::test]
async fn notifications_are_kept_and_a_kind_is_named_once() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let mut rule = niilo.account.notifications.rules[0];
    rule.sound = !rule.sound;
    let input = UpdateNotifications { rules: vec![rule], even_while_present: true, keep_until_clicked: true };
    let account = house.domain.update_notifications(&niilo.caller, input.clone()).await.unwrap();
    assert_eq!(account.notifications.rules[0], rule);
    assert_eq!(account.notifications.rules[1..], niilo.account.notifications.rules[1..]);
    assert_eq!(house.domain.account(&niilo.caller).await.unwrap(), Some(account));
    let twice = UpdateNotifications { rules: vec![rule, rule], ..input.clone() };
    assert_eq!(refused_field(house.domain.update_notifications(&niilo.caller, twice).await), "rules");
    assert_eq!(error(house.domain.update_notifications(&Caller::stranger(None), input).await), "sign in first");
}

#[tokio::test]
async fn an_address_has_one_account_whatever_its_case() {
    let house = House::new().await;
    house.account("niilo").await;
    let new = |email: &str, password: &str, name: &str| NewAccount {
        email: email.into(),
        full_name: name.into(),
        display_name: name.into(),
        password: password.into(),
    };
    let domain = &house.domain;
    let taken = domain.create_account(new(" Niilo@VUORO.example", PASSWORD, "x")).await;
    assert_eq!(problem(taken), Problem::EmailTaken);
    assert_eq!(refused_field(domain.create_account(new("niilo", PASSWORD, "x")).await), "email");
    assert_eq!(refused_field(domain.create_account(new("a@b.fi", "short", "x")).await), "password");
    assert_eq!(refused_field(domain.create_account(new("a@b.fi", PASSWORD, "")).await), "fullName");
}
