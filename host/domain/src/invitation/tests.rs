use std::time::Duration;

use vuoro_kernel::{
    Caller, InvitationId, PageArgs, QueueId, Role, Token, TokenKind,
    limits::{INVITATION_LIFE, INVITATIONS_OPEN_MAX},
};
use vuoro_store::NewInvitation;

use super::{CreateInvitation, SignUp};
use crate::{
    Invitation, Problem,
    error::Halt,
    organisation::house::{House, PASSWORD, Somebody, asks, error, problem, refused_field},
};

fn offer(role: Role) -> CreateInvitation {
    CreateInvitation { email: None, role, queues: Vec::new() }
}

async fn invite(house: &House, by: &Somebody, input: CreateInvitation) -> (Invitation, Token) {
    house.domain.create_invitation(&by.caller, input).await.unwrap()
}

fn sign_up(token: &Token, name: &str) -> SignUp {
    SignUp {
        token: token.reveal().into(),
        email: format!("{name}@vuoro.example"),
        password: PASSWORD.into(),
        full_name: name.into(),
        display_name: name.into(),
    }
}

const STRANGER: Caller = Caller { organisation: None, who: vuoro_kernel::Who::Stranger };

#[tokio::test]
async fn an_invitation_gives_its_role_and_queues_once() {
    let house = House::new().await;
    let domain = &house.domain;
    let operator = house.member("oona", Role::Operator).await;
    let elsewhere = house.organisation("two").await;
    let niilo = house.member_of(elsewhere, "niilo", Role::Handler).await;
    let hermanni = house.member_of(elsewhere, "hermanni", Role::Handler).await;
    let (kept, gone) = (house.queue(&operator, "Jää").await, house.queue(&operator, "Menee").await);
    let input = CreateInvitation { queues: vec![kept, gone, kept], ..offer(Role::Operator) };
    let (invitation, token) = invite(&house, &operator, input).await;
    assert_eq!(invitation.queues.len(), 2);
    assert_eq!(invitation.created_by.as_ref().map(|by| by.id), Some(operator.member()));
    let listed = domain.invitations(&operator.caller, PageArgs::first(10)).await.unwrap().rows;
    assert_eq!(listed, std::slice::from_ref(&invitation));
    let shown = domain.invitation_offer(token.reveal()).await.unwrap().unwrap();
    assert_eq!((shown.organisation_name.as_str(), shown.role), ("Yksi Oy", Role::Operator));

    domain.remove_queue(&operator.caller, gone).await.unwrap();
    let queues = domain.invitation_queues(&operator.caller, &invitation).await.unwrap();
    assert_eq!(queues.iter().map(|queue| queue.id).collect::<Vec<_>>(), [kept]);
    let joined = domain.accept_invitation(&niilo.caller, token.reveal()).await.unwrap();
    assert_eq!((joined.organisation.slug.as_str(), joined.role), ("one", Role::Operator));
    let here = Some(house.organisation.id);
    house.caller_becomes(here, &niilo.token, |who| matches!(who, vuoro_kernel::Who::Member { .. })).await;
    let me = house.caller(here, &niilo.token).await;
    let vuoro_kernel::Who::Member { member, .. } = me.who else { panic!("{me:?}") };
    let queues = domain.member_queues(&me, member).await.unwrap();
    assert_eq!(queues.iter().map(|queue| queue.id).collect::<Vec<_>>(), [kept]);

    assert_eq!(problem(domain.accept_invitation(&hermanni.caller, token.reveal()).await), Problem::InvitationNotValid);
    assert_eq!(domain.invitation_offer(token.reveal()).await.unwrap(), None);
    assert_eq!(domain.invitations(&operator.caller, PageArgs::first(10)).await.unwrap().rows, []);
    assert_eq!(error(domain.revoke_invitation(&operator.caller, invitation.id).await), "not found");
}

#[tokio::test]
async fn of_two_people_with_one_invitation_one_joins() {
    let house = House::new().await;
    let owner = house.member("outi", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    for round in 0..5 {
        let one = house.member_of(elsewhere, &format!("one-{round}"), Role::Handler).await;
        let two = house.member_of(elsewhere, &format!("two-{round}"), Role::Handler).await;
        let (_, token) = invite(&house, &owner, offer(Role::Handler)).await;
        let stranger = asks(&STRANGER);
        let (first, second, third) = tokio::join!(
            house.domain.accept_invitation(&one.caller, token.reveal()),
            house.domain.accept_invitation(&two.caller, token.reveal()),
            house.domain.sign_up(&stranger, sign_up(&token, &format!("three-{round}"))),
        );
        let joined = [first.is_ok(), second.is_ok(), third.is_ok()];
        assert_eq!(joined.iter().filter(|ok| **ok).count(), 1, "{joined:?}");
    }
    assert_eq!(house.domain.members(&owner.caller, None, PageArgs::first(100)).await.unwrap().rows.len(), 6);
}

#[tokio::test]
async fn an_invitation_is_refused_when_expired_revoked_unknown_or_for_somebody_else() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    let niilo = house.member_of(elsewhere, "niilo", Role::Handler).await;
    let foreigner = house.member_of(elsewhere, "fanni", Role::Owner).await;
    let accept = async |by: &Somebody, token: &str| domain.accept_invitation(&by.caller, token).await;

    let (revoked, token) = invite(&house, &owner, offer(Role::Handler)).await;
    for (by, id) in [(&foreigner, revoked.id), (&owner, InvitationId::new())] {
        assert_eq!(error(domain.revoke_invitation(&by.caller, id).await), "not found");
    }
    assert_eq!(domain.invitation_queues(&foreigner.caller, &revoked).await.unwrap_err().to_string(), "not found");
    assert_eq!(domain.revoke_invitation(&owner.caller, revoked.id).await.unwrap(), revoked.id);
    assert_eq!(problem(accept(&niilo, token.reveal()).await), Problem::InvitationNotValid);
    let unknown = Token::new(TokenKind::Invitation);
    for wrong in ["", "vi_", niilo.token.reveal(), unknown.reveal()] {
        assert_eq!(problem(accept(&niilo, wrong).await), Problem::InvitationNotValid);
        assert_eq!(domain.invitation_offer(wrong).await.unwrap(), None);
        let input = SignUp { token: wrong.into(), ..sign_up(&token, "new") };
        assert_eq!(problem(domain.sign_up(&asks(&STRANGER), input).await), Problem::InvitationNotValid);
    }

    let bound = CreateInvitation { email: Some(" NIILO@vuoro.example".into()), ..offer(Role::Handler) };
    let (_, token) = invite(&house, &owner, bound).await;
    assert_eq!(problem(accept(&foreigner, token.reveal()).await), Problem::InvitationForSomebodyElse);
    let input = sign_up(&token, "somebody");
    assert_eq!(problem(domain.sign_up(&asks(&STRANGER), input).await), Problem::InvitationForSomebodyElse);
    accept(&niilo, token.reveal()).await.unwrap();

    // An existing member doesn't use the invitation up; it stays valid for others until it expires.
    let (_, token) = invite(&house, &owner, offer(Role::Handler)).await;
    assert_eq!(problem(accept(&niilo, token.reveal()).await), Problem::AlreadyMember);
    house.clock.advance(INVITATION_LIFE - Duration::from_millis(1));
    assert!(domain.invitation_offer(token.reveal()).await.unwrap().is_some());
    house.clock.advance(Duration::from_millis(1));
    assert_eq!(problem(accept(&foreigner, token.reveal()).await), Problem::InvitationNotValid);
    assert_eq!(domain.invitations(&owner.caller, PageArgs::first(10)).await.unwrap().rows, []);
}

#[tokio::test]
async fn nobody_comes_back_by_an_invitation_made_before_they_were_removed_demoted_or_left() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let removed = house.member("removed", Role::Operator).await;
    let demoted = house.member("demoted", Role::Operator).await;
    let leaver = house.member("leaver", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    let friend = house.member_of(elsewhere, "friend", Role::Handler).await;
    let mut tokens = Vec::new();
    for by in [&removed, &demoted, &leaver] {
        for role in [Role::Handler, Role::Operator] {
            tokens.push(invite(&house, by, offer(role)).await.1);
        }
    }
    let (kept, _) = invite(&house, &owner, offer(Role::Operator)).await;

    domain.remove_member(&owner.caller, removed.member()).await.unwrap();
    domain.update_member(&owner.caller, demoted.member(), Role::Handler).await.unwrap();
    domain.leave_organisation(&leaver.caller).await.unwrap();
    for token in &tokens {
        assert_eq!(domain.invitation_offer(token.reveal()).await.unwrap(), None);
        for by in [&removed, &leaver, &friend] {
            let accepted = domain.accept_invitation(&by.caller, token.reveal()).await;
            assert_eq!(problem(accepted), Problem::InvitationNotValid);
        }
        let up = domain.sign_up(&asks(&STRANGER), sign_up(token, "new")).await;
        assert_eq!(problem(up), Problem::InvitationNotValid);
    }
    let open = domain.invitations(&owner.caller, PageArgs::first(10)).await.unwrap().rows;
    assert_eq!(open, [kept], "and no list shows them");

    // Somebody who is made a member again, even an operator, doesn't get back the invitations that they made before.
    domain.add_member(house.organisation.id, removed.account.id, Role::Owner, &[]).await.unwrap();
    domain.update_member(&owner.caller, demoted.member(), Role::Operator).await.unwrap();
    for token in &tokens {
        let accepted = domain.accept_invitation(&friend.caller, token.reveal()).await;
        assert_eq!(problem(accepted), Problem::InvitationNotValid);
    }
}

#[tokio::test]
async fn an_owner_who_becomes_an_operator_keeps_the_invitations_that_an_operator_may_make() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let other = house.member("hermanni", Role::Owner).await;
    let (_, to_owner) = invite(&house, &other, offer(Role::Owner)).await;
    let (_, to_operator) = invite(&house, &other, offer(Role::Operator)).await;
    domain.update_member(&owner.caller, other.member(), Role::Operator).await.unwrap();
    let elsewhere = house.organisation("two").await;
    let friend = house.member_of(elsewhere, "friend", Role::Handler).await;
    let accept = async |token: &Token| domain.accept_invitation(&friend.caller, token.reveal()).await;
    assert_eq!(problem(accept(&to_owner).await), Problem::InvitationNotValid);
    assert_eq!(accept(&to_operator).await.unwrap().role, Role::Operator);
}

#[tokio::test]
async fn an_invitation_is_refused_whose_inviter_may_not_give_its_role_though_nobody_revoked_it() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let operator = house.member("oona", Role::Operator).await;
    let elsewhere = house.organisation("two").await;
    let friend = house.member_of(elsewhere, "friend", Role::Handler).await;
    let token = Token::new(TokenKind::Invitation);
    // As a server from before could have left it behind: an operator who offers the role of an owner.
    let (organisation, now) = (house.organisation.id, domain.now());
    let new = NewInvitation {
        id: InvitationId::new(),
        token: token.hash(),
        email: None,
        role: Role::Owner,
        queues: Vec::new(),
        created_at: now,
        expires_at: now.plus(INVITATION_LIFE),
        created_by: operator.member(),
    };
    let write = domain.store.write::<_, Halt, _>(move |tx| {
        let new = new.clone();
        Box::pin(async move { Ok(tx.door(organisation).insert_invitation(&new).await?) })
    });
    write.await.unwrap();
    let accept = async || domain.accept_invitation(&friend.caller, token.reveal()).await;
    assert_eq!(domain.invitation_offer(token.reveal()).await.unwrap(), None);
    assert_eq!(problem(accept().await), Problem::InvitationNotValid);
    domain.update_member(&owner.caller, operator.member(), Role::Owner).await.unwrap();
    assert_eq!(accept().await.unwrap().role, Role::Owner, "asked when it is used, not when it was made");
}

#[tokio::test]
async fn of_a_removal_and_an_acceptance_at_once_the_later_one_knows_of_the_earlier() {
    let house = House::new().await;
    let owner = house.member("outi", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    for round in 0..5 {
        let inviter = house.member(&format!("inviter-{round}"), Role::Operator).await;
        let friend = house.member_of(elsewhere, &format!("friend-{round}"), Role::Handler).await;
        let (_, token) = invite(&house, &inviter, offer(Role::Operator)).await;
        let (removed, accepted) = tokio::join!(
            house.domain.remove_member(&owner.caller, inviter.member()),
            house.domain.accept_invitation(&friend.caller, token.reveal()),
        );
        removed.unwrap();
        if let Err(refusal) = accepted {
            assert_eq!(problem(Err::<(), _>(refusal)), Problem::InvitationNotValid);
        }
        let again = house.domain.accept_invitation(&inviter.caller, token.reveal()).await;
        assert_eq!(problem(again), Problem::InvitationNotValid);
    }
}

#[tokio::test]
async fn signing_up_makes_account_membership_and_session_or_nothing() {
    let house = House::new().await;
    let domain = &house.domain;
    let owner = house.member("outi", Role::Owner).await;
    let (_, token) = invite(&house, &owner, offer(Role::Handler)).await;

    for (input, field) in [
        (SignUp { email: "nobody".into(), ..sign_up(&token, "new") }, "email"),
        (SignUp { password: "short".into(), ..sign_up(&token, "new") }, "password"),
        (SignUp { full_name: "a\0b".into(), ..sign_up(&token, "new") }, "fullName"),
        (SignUp { display_name: " ".into(), ..sign_up(&token, "new") }, "displayName"),
    ] {
        assert_eq!(refused_field(domain.sign_up(&asks(&STRANGER), input).await), field);
    }
    assert_eq!(problem(domain.sign_up(&asks(&STRANGER), sign_up(&token, "outi")).await), Problem::EmailTaken);
    let signed_in = domain.sign_up(&asks(&STRANGER), sign_up(&token, "new")).await.unwrap();
    let caller = house.caller(Some(house.organisation.id), &signed_in.token).await;
    assert_eq!((caller.account(), caller.role()), (Some(signed_in.account.id), Some(Role::Handler)));
    // The invitation is used up, and no account is left over.
    assert_eq!(problem(domain.sign_up(&asks(&STRANGER), sign_up(&token, "late")).await), Problem::InvitationNotValid);
    assert_eq!(problem(house.sign_in("late", PASSWORD).await), Problem::WrongCredentials);
    assert!(house.sign_in("new", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn nobody_invites_above_themselves_to_others_queues_or_without_bound() {
    let house = House::new().await;
    let domain = &house.domain;
    let operator = house.member("oona", Role::Operator).await;
    let handler = house.member("niilo", Role::Handler).await;
    let owner = house.member("outi", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    let foreigner = house.member_of(elsewhere, "fanni", Role::Owner).await;
    let foreign = house.queue(&foreigner, "Vieras").await;
    let create = async |by: &Somebody, input| domain.create_invitation(&by.caller, input).await;

    assert_eq!(problem(create(&operator, offer(Role::Owner)).await), Problem::NotAllowed);
    assert!(create(&owner, offer(Role::Owner)).await.is_ok());
    assert_eq!(error(create(&handler, offer(Role::Handler)).await), "not allowed");
    assert_eq!(error(domain.create_invitation(&STRANGER, offer(Role::Handler)).await), "not found");
    assert_eq!(domain.invitations(&handler.caller, PageArgs::first(1)).await.unwrap_err().to_string(), "not allowed");
    assert_eq!(error(domain.revoke_invitation(&handler.caller, InvitationId::new()).await), "not allowed");
    for queue in [foreign, QueueId::new()] {
        let input = CreateInvitation { queues: vec![queue], ..offer(Role::Handler) };
        assert_eq!(refused_field(create(&operator, input).await), "queueIds");
    }
    let input = CreateInvitation { email: Some("nobody".into()), ..offer(Role::Handler) };
    assert_eq!(refused_field(create(&operator, input).await), "email");

    fill_up(&house, &operator, INVITATIONS_OPEN_MAX - 1).await;
    assert_eq!(problem(create(&operator, offer(Role::Handler)).await), Problem::TooManyInvitations);
    let page = domain.invitations(&operator.caller, PageArgs::first(2)).await.unwrap();
    assert!(page.has_next && page.rows[0].id > page.rows[1].id);
    domain.revoke_invitation(&operator.caller, page.rows[0].id).await.unwrap();
    assert!(create(&operator, offer(Role::Handler)).await.is_ok());
}

async fn fill_up(house: &House, by: &Somebody, count: usize) {
    let (organisation, member, now) = (house.organisation.id, by.member(), house.domain.now());
    let write = house.domain.store.write::<_, Halt, _>(move |tx| {
        Box::pin(async move {
            for _ in 0..count {
                let new = NewInvitation {
                    id: InvitationId::new(),
                    token: Token::new(TokenKind::Invitation).hash(),
                    email: None,
                    role: Role::Handler,
                    queues: Vec::new(),
                    created_at: now,
                    expires_at: now.plus(INVITATION_LIFE),
                    created_by: member,
                };
                tx.door(organisation).insert_invitation(&new).await?;
            }
            Ok(())
        })
    });
    write.await.unwrap();
}
