use std::time::Duration;

use vuoro_kernel::{Caller, MemberId, PageArgs, QueueId, Role, Who, words::ConversationState};

use crate::{
    Enqueue, Problem, UpdateProfile, Viewer,
    organisation::house::{House, asks, error, problem, refused_field},
};

#[tokio::test]
async fn operators_change_roles_up_to_operator_and_owners_all() {
    let house = House::new().await;
    let domain = &house.domain;
    let handler = house.member("niilo", Role::Handler).await;
    let operator = house.member("oona", Role::Operator).await;
    let owner = house.member("outi", Role::Owner).await;
    let other = house.member("hermanni", Role::Handler).await;

    let give = async |by: &Caller, to: MemberId, role| domain.update_member(by, to, role).await;
    assert_eq!(give(&operator.caller, other.member(), Role::Operator).await.unwrap().role, Role::Operator);
    assert_eq!(problem(give(&operator.caller, other.member(), Role::Owner).await), Problem::NotAllowed);
    assert_eq!(problem(give(&operator.caller, owner.member(), Role::Handler).await), Problem::NotAllowed);
    assert_eq!(problem(domain.remove_member(&operator.caller, owner.member()).await), Problem::NotAllowed);
    assert_eq!(error(give(&handler.caller, other.member(), Role::Handler).await), "not allowed");
    assert_eq!(error(domain.remove_member(&handler.caller, other.member()).await), "not allowed");
    assert_eq!(error(give(&owner.caller, MemberId::new(), Role::Handler).await), "not found");

    assert_eq!(problem(give(&owner.caller, owner.member(), Role::Handler).await), Problem::LastOwner);
    assert_eq!(problem(domain.remove_member(&owner.caller, owner.member()).await), Problem::LastOwner);
    assert_eq!(problem(domain.leave_organisation(&owner.caller).await), Problem::LastOwner);
    assert_eq!(give(&owner.caller, other.member(), Role::Owner).await.unwrap().role, Role::Owner);
    assert_eq!(domain.leave_organisation(&owner.caller).await.unwrap(), owner.member());
    assert_eq!(error(domain.leave_organisation(&owner.caller).await), "not found");
    // An operator who was made a handler acts as a handler, although the caller still says operator.
    let new_owner = house.caller(Some(house.organisation.id), &other.token).await;
    let new_owner = Caller { who: with_role(new_owner.who, Role::Owner), ..new_owner };
    give(&new_owner, operator.member(), Role::Handler).await.unwrap();
    assert_eq!(error(give(&operator.caller, handler.member(), Role::Operator).await), "not allowed");
    assert_eq!(error(domain.remove_member(&operator.caller, handler.member()).await), "not allowed");
}

fn with_role(who: Who, role: Role) -> Who {
    match who {
        Who::Member { account, session, member, .. } => Who::Member { account, session, member, role },
        other => panic!("{other:?} is no member"),
    }
}

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let house = House::new().await;
    for round in 0..5 {
        let organisation = house.organisation(&format!("round-{round}")).await;
        let one = house.member_of(organisation, &format!("one-{round}"), Role::Owner).await;
        let two = house.member_of(organisation, &format!("two-{round}"), Role::Owner).await;
        let (first, second) = tokio::join!(
            house.domain.leave_organisation(&one.caller),
            house.domain.remove_member(&two.caller, two.member()),
        );
        assert_eq!([&first, &second].iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!(problem(if first.is_ok() { second } else { first }), Problem::LastOwner);
    }
}

#[tokio::test]
async fn a_removed_member_loses_queues_customers_and_rights_here_and_nothing_elsewhere() {
    let house = House::new().await;
    let domain = &house.domain;
    let here = house.organisation.id;
    let elsewhere = house.organisation("two").await;
    let operator = house.member("oona", Role::Operator).await;
    let niilo = house.member("niilo", Role::Handler).await;
    domain.add_member(elsewhere, niilo.account.id, Role::Handler, &[]).await.unwrap();
    let queue = house.queue(&operator, "Asiakaspalvelu").await;
    domain.set_member_queues(&operator.caller, niilo.member(), vec![queue, queue]).await.unwrap();
    domain.open_queue(&niilo.caller, queue).await.unwrap();
    let (customer, _) = house.visitor().await;
    let input = Enqueue { queue, name: None, message: None, metadata: Vec::new() };
    let waiting = domain.enqueue(&asks(&customer), input).await.unwrap();
    domain.claim(&asks(&niilo.caller), queue, None).await.unwrap();
    let at_two = house.caller(Some(elsewhere), &niilo.token).await;
    let (ends, stays) = (domain.rights_changed(&niilo.caller), domain.rights_changed(&at_two));
    assert!(domain.still(&niilo.caller).await.unwrap());

    assert_eq!(domain.remove_member(&operator.caller, niilo.member()).await.unwrap(), niilo.member());
    tokio::time::timeout(Duration::from_secs(5), ends).await.expect("the socket is told");
    assert!(!domain.still(&niilo.caller).await.unwrap());
    assert!(domain.still(&at_two).await.unwrap());
    assert!(tokio::time::timeout(Duration::from_millis(20), stays).await.is_err());
    house.caller_becomes(Some(here), &niilo.token, |who| matches!(who, Who::Account { .. })).await;
    let back = domain.conversation(&operator.caller, waiting.id).await.unwrap().unwrap();
    assert_eq!((back.state, back.place, back.agent), (ConversationState::Waiting, Some(1), None));
    assert_eq!(domain.member(&operator.caller, niilo.member()).await.unwrap(), None);
    assert_eq!(domain.member_queues(&operator.caller, niilo.member()).await.unwrap(), []);
    assert_eq!(error(domain.remove_member(&operator.caller, niilo.member()).await), "not found");

    let again = domain.add_member(here, niilo.account.id, Role::Operator, &[]).await.unwrap();
    assert_eq!((again.id, again.role), (niilo.member(), Role::Operator));
    assert_eq!(domain.member_queues(&operator.caller, again.id).await.unwrap(), []);
    assert_eq!(problem(domain.add_member(here, niilo.account.id, Role::Owner, &[]).await), Problem::AlreadyMember);
}

#[tokio::test]
async fn a_queue_that_is_not_there_and_one_of_another_organisation_are_refused_alike() {
    let house = House::new().await;
    let operator = house.member("oona", Role::Operator).await;
    let elsewhere = house.organisation("two").await;
    let foreigner = house.member_of(elsewhere, "fanni", Role::Owner).await;
    let (own, foreign) = (house.queue(&operator, "Oma").await, house.queue(&foreigner, "Vieras").await);
    let removed = house.queue(&operator, "Poistettu").await;
    house.domain.remove_queue(&operator.caller, removed).await.unwrap();
    let set = async |member, queues| house.domain.set_member_queues(&operator.caller, member, queues).await;

    let answers =
        [foreign, removed, QueueId::new()].map(async |queue| problem(set(operator.member(), vec![own, queue]).await));
    let answers = futures_util::future::join_all(answers).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(refused_field(set(operator.member(), vec![QueueId::new(); 501]).await), "queueIds");
    for member in [foreigner.member(), MemberId::new()] {
        assert_eq!(error(set(member, vec![own]).await), "not found");
    }
    set(operator.member(), vec![own]).await.unwrap();
    let queues = house.domain.member_queues(&operator.caller, operator.member()).await.unwrap();
    assert_eq!(queues.iter().map(|queue| queue.id).collect::<Vec<_>>(), [own]);
}

#[tokio::test]
async fn members_are_listed_by_name_whatever_its_case_and_found_by_any_part_of_it() {
    let house = House::new().await;
    let operator = house.member("oona", Role::Operator).await;
    for name in ["Aino", "aatu", "äijä", "Ösmo", "zorro", "per%cent", "under_line"] {
        let account = house.account(&name.replace('%', "-")).await;
        house.domain.add_member(house.organisation.id, account.id, Role::Handler, &[]).await.unwrap();
        let caller =
            Caller { organisation: None, who: Who::Account { account: account.id, session: operator.session() } };
        let input = UpdateProfile { full_name: Some(name.into()), ..UpdateProfile::default() };
        house.domain.update_profile(&caller, input).await.unwrap();
    }
    let list = async |search: Option<&str>, args| {
        let page = house.domain.members(&operator.caller, search.map(Into::into), args).await.unwrap();
        (page.rows.iter().map(|member| member.full_name.clone()).collect::<Vec<_>>(), page)
    };
    let all = ["aatu", "Aino", "oona", "per%cent", "under_line", "zorro", "äijä", "Ösmo"];
    assert_eq!(list(None, PageArgs::first(100)).await.0, all);
    assert_eq!(list(Some("ÄIJ"), PageArgs::first(100)).await.0, ["äijä"]);
    assert_eq!(list(Some("a\u{308}ij"), PageArgs::first(100)).await.0, ["äijä"], "typed in two signs");
    assert_eq!(list(Some("%"), PageArgs::first(100)).await.0, ["per%cent"]);
    assert_eq!(list(Some("_"), PageArgs::first(100)).await.0, ["under_line"]);
    assert_eq!(list(Some("AATU@vuoro"), PageArgs::first(100)).await.0, ["aatu"]);
    assert_eq!(list(Some("  "), PageArgs::first(100)).await.0, all);
    assert_eq!(list(Some("nobody"), PageArgs::first(100)).await.0, [""; 0]);

    // Paging forwards and backwards in pages of three gives the same list.
    use vuoro_kernel::Cursor;
    let (mut forward, mut after) = (Vec::new(), None);
    loop {
        let (names, page) = list(None, PageArgs { after: after.clone(), ..PageArgs::first(3) }).await;
        forward.extend(names);
        after = page.rows.last().map(Cursor::cursor);
        if !page.has_next {
            break;
        }
    }
    assert_eq!(forward, all);
    let args = PageArgs { size: 2, backwards: true, after: None, before: after };
    assert_eq!(list(None, args).await.0, ["zorro", "äijä"]);
    let wrong = PageArgs { after: Some("nonsense".into()), ..PageArgs::first(3) };
    assert!(house.domain.members(&operator.caller, None, wrong).await.is_err());
}

#[tokio::test]
async fn nobody_but_operators_reads_or_changes_members_and_everybody_reads_themselves() {
    let house = House::new().await;
    let domain = &house.domain;
    let handler = house.member("niilo", Role::Handler).await;
    let other = house.member("hermanni", Role::Owner).await;
    let elsewhere = house.organisation("two").await;
    let foreigner = house.member_of(elsewhere, "fanni", Role::Owner).await;
    let as_foreigner = house.caller(Some(house.organisation.id), &foreigner.token).await;
    let (visitor, _) = house.visitor().await;
    let stranger = Caller::stranger(Some(house.organisation.id));
    let target = other.member();

    for (caller, text) in [
        (stranger, "sign in first"),
        (visitor, "not allowed"),
        (as_foreigner, "not found"),
        (handler.caller, "not allowed"),
    ] {
        assert_eq!(domain.members(&caller, None, PageArgs::first(1)).await.unwrap_err().to_string(), text);
        assert_eq!(error(domain.update_member(&caller, target, Role::Handler).await), text);
        assert_eq!(error(domain.remove_member(&caller, target).await), text);
        assert_eq!(error(domain.set_member_queues(&caller, target, Vec::new()).await), text);
        if caller != handler.caller {
            assert_eq!(domain.member(&caller, target).await.unwrap_err().to_string(), text);
            assert_eq!(domain.member_queues(&caller, target).await.unwrap_err().to_string(), text);
            assert_eq!(error(domain.leave_organisation(&caller).await), text);
        }
    }
    assert_eq!(domain.member(&handler.caller, target).await.unwrap(), None);
    assert_eq!(domain.member_queues(&handler.caller, target).await.unwrap_err().to_string(), "not found");
    let own = domain.member(&handler.caller, handler.member()).await.unwrap().unwrap();
    assert_eq!(domain.viewer(&handler.caller).await.unwrap(), Some(Viewer::Member(own)));
    assert_eq!(domain.member(&foreigner.caller, target).await.unwrap(), None);
    assert_eq!(error(domain.update_member(&foreigner.caller, target, Role::Handler).await), "not found");
    assert_eq!(error(domain.remove_member(&foreigner.caller, target).await), "not found");
    assert!(matches!(domain.viewer(&visitor).await.unwrap(), Some(Viewer::Visitor(_))));
    assert_eq!((domain.viewer(&stranger).await.unwrap(), domain.viewer(&as_foreigner).await.unwrap()), (None, None));
}
