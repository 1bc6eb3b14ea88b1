use vuoro_kernel::{Caller, Role};

use super::house::{House, error, refused_field};

#[tokio::test]
async fn an_organisation_is_renamed_by_operators_and_seen_by_members_alone() {
    let house = House::new().await;
    let domain = &house.domain;
    let handler = house.member("niilo", Role::Handler).await;
    let operator = house.member("oona", Role::Operator).await;
    let elsewhere = house.organisation("two").await;
    let foreigner = house.member_of(elsewhere, "fanni", Role::Owner).await;
    let as_foreigner = house.caller(Some(house.organisation.id), &foreigner.token).await;
    let (visitor, _) = house.visitor().await;
    let stranger = Caller::stranger(Some(house.organisation.id));

    let renamed = domain.update_organisation(&operator.caller, " Yksi Oyj ".into()).await.unwrap();
    assert_eq!(renamed.name, "Yksi Oyj");
    assert_eq!(domain.organisation(&handler.caller).await.unwrap(), renamed);
    for (caller, text) in [(stranger, "sign in first"), (visitor, "not allowed"), (as_foreigner, "not found")] {
        assert_eq!(domain.organisation(&caller).await.unwrap_err().to_string(), text);
        assert_eq!(error(domain.update_organisation(&caller, "x".into()).await), text);
    }
    assert_eq!(error(domain.update_organisation(&handler.caller, "x".into()).await), "not allowed");
    assert_eq!(refused_field(domain.update_organisation(&operator.caller, " ".into()).await), "name");
}

#[tokio::test]
async fn a_slug_is_taken_once_and_finds_its_organisation() {
    let house = House::new().await;
    assert_eq!(refused_field(house.domain.create_organisation("one", "Again").await), "slug");
    assert_eq!(refused_field(house.domain.create_organisation("admin", "Admin").await), "slug");
    assert_eq!(refused_field(house.domain.create_organisation("ok", "\n").await), "name");
    let found = house.domain.organisation_by_slug("one").await.unwrap();
    assert_eq!(found.as_ref(), Some(&house.organisation));
    assert_eq!(house.domain.organisation_by_slug("one").await.unwrap(), found);
    for missing in ["two", "One", "../one", ""] {
        assert_eq!(house.domain.organisation_by_slug(missing).await.unwrap(), None);
    }
}
