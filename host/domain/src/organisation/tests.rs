use vuoro_kernel::{Caller, Role};

use super::{
    house::{House, error, refused_field},
    update::UpdateOrganisation,
};

fn renaming(name: &str) -> UpdateOrganisation {
    UpdateOrganisation { name: Some(name.into()), widget_origins: None }
}

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

    let renamed = domain.update_organisation(&operator.caller, renaming(" Yksi Oyj ")).await.unwrap();
    assert_eq!(renamed.name, "Yksi Oyj");
    assert_eq!(domain.organisation(&handler.caller).await.unwrap(), renamed);
    for (caller, text) in [(stranger, "sign in first"), (visitor, "not allowed"), (as_foreigner, "not found")] {
        assert_eq!(domain.organisation(&caller).await.unwrap_err().to_string(), text);
        assert_eq!(error(domain.update_organisation(&caller, renaming("x")).await), text);
    }
    assert_eq!(error(domain.update_organisation(&handler.caller, renaming("x")).await), "not allowed");
    assert_eq!(refused_field(domain.update_organisation(&operator.caller, renaming(" ")).await), "name");
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

#[tokio::test]
async fn operators_say_whose_pages_may_embed_the_widget_and_what_they_leave_out_stays() {
    let house = House::new().await;
    let domain = &house.domain;
    let handler = house.member("niilo", Role::Handler).await;
    let operator = house.member("oona", Role::Operator).await;
    let embedding = |origins: &[&str]| UpdateOrganisation {
        name: None,
        widget_origins: Some(origins.iter().map(|origin| (*origin).into()).collect()),
    };
    assert_eq!(house.organisation.widget_origins, Vec::<String>::new());

    let shop = embedding(&["https://Shop.example", "https://shop.example:443"]);
    assert_eq!(error(domain.update_organisation(&handler.caller, shop.clone()).await), "not allowed");
    let changed = domain.update_organisation(&operator.caller, shop).await.unwrap();
    assert_eq!((&*changed.name, &changed.widget_origins[..]), ("Yksi Oy", &["https://shop.example".to_owned()][..]));
    let renamed = domain.update_organisation(&operator.caller, renaming("Kaksi Oy")).await.unwrap();
    assert_eq!(renamed.widget_origins, changed.widget_origins);
    assert_eq!(domain.organisation(&handler.caller).await.unwrap(), renamed);
    let wrong = domain.update_organisation(&operator.caller, embedding(&["http://shop.example"])).await;
    assert_eq!(refused_field(wrong), "widgetOrigins.0");

    let here = "http://127.0.0.1:8080".parse().unwrap();
    domain.let_embed_widget(house.organisation.id, vec![here]).await.unwrap();
    let seen = domain.organisation(&handler.caller).await.unwrap();
    assert_eq!(seen.widget_origins, ["https://shop.example", "http://127.0.0.1:8080"]);
    let none = domain.update_organisation(&operator.caller, embedding(&[])).await.unwrap();
    assert_eq!(none.widget_origins, Vec::<String>::new());
}
