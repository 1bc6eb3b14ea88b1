use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use vuoro_bus::{Bus, Channel, Following, LocalBus, Subscription, Topic};
use vuoro_kernel::{Caller, Change, Role, Token, TokenKind, Who, limits::VISITOR_IDLE};

use super::known::BELIEVED;
use crate::organisation::house::{House, PASSWORD, eventually};

/// A bus that loses everything.
#[derive(Default)]
struct Silent(LocalBus);

impl Bus for Silent {
    fn publish(&self, _: Topic, _: Change) {}

    fn subscribe(&self, topic: Topic) -> Subscription {
        self.0.subscribe(topic)
    }

    fn hand_out(&self, channel: &Channel, value: Arc<str>) {
        self.0.hand_out(channel, value);
    }

    fn follow(&self, channel: Channel) -> Following {
        self.0.follow(channel)
    }

    fn loses(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_visitors_token_opens_its_own_organisation_alone() {
    let house = House::new().await;
    let here = Some(house.organisation.id);
    let elsewhere = Some(house.organisation("two").await);
    let (visitor, token) = house.visitor().await;
    assert!(matches!(visitor.who, Who::Visitor(_)));
    assert_eq!(house.caller(elsewhere, &token).await, Caller::stranger(elsewhere));
    assert_eq!(house.caller(None, &token).await, Caller::stranger(None));
    assert_eq!(house.caller(here, &token).await, visitor);
}

#[tokio::test]
async fn what_is_no_token_of_a_session_makes_a_stranger() {
    let house = House::new().await;
    let (unknown, invitation) = (Token::new(TokenKind::Session), Token::new(TokenKind::Invitation));
    for text in [None, Some(""), Some("vs_"), Some(unknown.reveal()), Some(invitation.reveal())] {
        assert_eq!(house.domain.caller(None, text).await.unwrap(), Caller::stranger(None));
    }
}

#[tokio::test]
async fn a_visitors_session_moves_on_with_use_and_ends_without() {
    let house = House::new().await;
    let here = Some(house.organisation.id);
    let (visitor, token) = house.visitor().await;
    for _ in 0..3 {
        house.clock.advance(VISITOR_IDLE - Duration::from_secs(1));
        assert_eq!(house.caller(here, &token).await, visitor);
        let ends_at = house.domain.now().plus(VISITOR_IDLE);
        eventually("use is written down in the background", async || {
            let found = house.domain.store.platform().visitor_by_token(&token.hash()).await.unwrap();
            found.unwrap().expires_at == ends_at
        })
        .await;
        house.domain.callers.heard(&Change::Missed);
    }
    house.clock.advance(VISITOR_IDLE);
    assert_eq!(house.caller(here, &token).await, Caller::stranger(here));
}

#[tokio::test]
async fn a_change_of_role_reaches_the_callers_sockets_and_no_others() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let niilo = house.member("niilo", Role::Handler).await;
    let signed_out = house.sign_in("outi", PASSWORD).await.unwrap();
    let signed_out = house.at(house.organisation.id, signed_out).await;
    let (changed, ended, other) = (
        domain.rights_changed(&niilo.caller),
        domain.rights_changed(&signed_out.caller),
        domain.rights_changed(&owner.caller),
    );
    domain.update_member(&owner.caller, niilo.member(), Role::Operator).await.unwrap();
    domain.sign_out(&signed_out.caller).await.unwrap();
    tokio::time::timeout(BELIEVED, async { tokio::join!(changed, ended) }).await.expect("both are told");
    assert!(!domain.still(&niilo.caller).await.unwrap());
    assert!(!domain.still(&signed_out.caller).await.unwrap());
    assert!(domain.still(&owner.caller).await.unwrap());
    assert!(tokio::time::timeout(Duration::from_millis(20), other).await.is_err());
    house
        .caller_becomes(niilo.caller.organisation, &niilo.token, |who| {
            matches!(who, Who::Member { role: Role::Operator, .. })
        })
        .await;
}

#[tokio::test]
async fn what_the_bus_lost_acts_within_5_seconds() {
    let house = House::with_bus(Arc::new(Silent::default())).await;
    let domain = &house.domain;
    let niilo = house.member("niilo", Role::Handler).await;
    let visitor = house.visitor().await.0;
    let (told, visitors) = (domain.rights_changed(&niilo.caller), domain.rights_changed(&visitor));
    assert!(domain.still(&niilo.caller).await.unwrap());
    // Ended as if by another server, without this one being told.
    let (account, session) = (niilo.account.id, niilo.session());
    domain.store.listen(Arc::new(|_| {}));
    let write = domain.store.write::<_, crate::error::Halt, _>(move |tx| {
        Box::pin(async move { Ok(tx.platform().end_session(account, session).await?) })
    });
    assert!(write.await.unwrap());
    let begun = Instant::now();
    tokio::time::timeout(BELIEVED, told).await.expect("the socket is told");
    assert!(!domain.still(&niilo.caller).await.unwrap());
    tokio::time::sleep(BELIEVED.saturating_sub(begun.elapsed())).await;
    assert_eq!(house.caller(None, &niilo.token).await, Caller::stranger(None));
    assert!(tokio::time::timeout(Duration::from_millis(1), visitors).await.is_err());
    assert!(domain.still(&visitor).await.unwrap());
}

#[tokio::test]
async fn an_open_socket_outlives_a_jump_of_the_clock_and_keeps_its_session() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let visitor = house.visitor().await.0;
    let standings = [house.domain.standing(&niilo.caller), house.domain.standing(&visitor)];
    house.clock.advance(Duration::from_secs(2 * 24 * 3_600));
    house.domain.look_all_up().await.unwrap();
    for standing in &standings {
        assert!(standing.holds().await.unwrap());
    }
    house.domain.callers.heard(&Change::Missed);
    assert_eq!(house.caller(None, &niilo.token).await.session(), Some(niilo.session()));
    house.clock.advance(Duration::from_secs(5 * 24 * 3_600));
    house.domain.look_all_up().await.unwrap();
    assert!(!standings[0].holds().await.unwrap(), "seven days are the most");
}

#[tokio::test]
async fn thousands_of_sockets_are_asked_about_in_a_few_statements() {
    let house = House::new().await;
    let niilo = house.member("niilo", Role::Handler).await;
    let mut waiting = Vec::new();
    for _ in 0..5_000 {
        waiting.push(Box::pin(house.domain.rights_changed(&niilo.caller)));
    }
    assert!(size_of_val(&*waiting[0]) <= 256);
    assert!(futures_util::poll!(&mut waiting[0]).is_pending());
    house.domain.sign_out(&niilo.caller).await.unwrap();
    tokio::time::timeout(BELIEVED, futures_util::future::join_all(waiting)).await.expect("all are told");
}
