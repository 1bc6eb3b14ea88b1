//! Rules on who may change whose membership, as plain functions of roles.

use vuoro_kernel::Role;
use vuoro_store::WriteDoor;

use crate::{Error, Problem, error::Halt, rights::AsMember};

/// Whether a member with the role `actor` may give a role, or change a member who has it: operators up to operator,
/// owners any.
pub(crate) fn may_give(actor: Role, role: Role) -> bool {
    actor >= Role::Operator && role <= actor
}

/// Whether `actor` may change a member from the role `target` to the role `wanted`, in an organisation with so many
/// owners.
pub(super) fn decide_role(actor: Role, target: Role, wanted: Role, owners: usize) -> Result<(), Problem> {
    if !may_give(actor, target) || !may_give(actor, wanted) {
        return Err(Problem::NotAllowed);
    }
    if wanted == Role::Owner { Ok(()) } else { decide_leaving(target, owners) }
}

/// Whether `actor` may remove a member with the role `target`.
pub(super) fn decide_removal(actor: Role, target: Role, owners: usize) -> Result<(), Problem> {
    if may_give(actor, target) { decide_leaving(target, owners) } else { Err(Problem::NotAllowed) }
}

/// Whether a member with this role may leave.
pub(super) fn decide_leaving(role: Role, owners: usize) -> Result<(), Problem> {
    if role == Role::Owner && owners <= 1 { Err(Problem::LastOwner) } else { Ok(()) }
}

/// The current role of the acting operator or owner, read inside the write: the role in the caller may be some seconds
/// old.
pub(crate) async fn acting(door: &WriteDoor<'_>, by: AsMember) -> Result<Role, Halt> {
    match door.member_of(by.account).await? {
        Some((_, role)) if role >= Role::Operator => Ok(role),
        Some(_) => Err(Error::Forbidden.into()),
        None => Err(Error::NotFound.into()),
    }
}

#[cfg(test)]
mod tests {
    use Role::{Handler, Operator, Owner};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn operators_act_up_to_operator_and_owners_on_all() {
        const ROLES: [Role; 3] = [Handler, Operator, Owner];
        let (yes, no) = (Ok(()), Err(Problem::NotAllowed));
        for target in ROLES {
            for wanted in ROLES {
                assert_eq!(decide_role(Handler, target, wanted, 2), no);
                assert_eq!(decide_role(Owner, target, wanted, 2), yes);
                let touches_owner = target == Owner || wanted == Owner;
                assert_eq!(
                    decide_role(Operator, target, wanted, 2),
                    if touches_owner { no.clone() } else { yes.clone() }
                );
            }
            assert_eq!(decide_removal(Handler, target, 2), no);
            assert_eq!(decide_removal(Operator, target, 2), if target == Owner { no.clone() } else { yes.clone() });
            assert_eq!(decide_removal(Owner, target, 2), yes);
        }
    }

    #[test]
    fn the_last_owner_stays_one() {
        assert_eq!(decide_role(Owner, Owner, Handler, 1), Err(Problem::LastOwner));
        assert_eq!(decide_role(Owner, Owner, Owner, 1), Ok(()));
        assert_eq!(decide_role(Owner, Operator, Handler, 1), Ok(()));
        assert_eq!(decide_removal(Owner, Owner, 1), Err(Problem::LastOwner));
        assert_eq!(decide_leaving(Owner, 1), Err(Problem::LastOwner));
        assert_eq!(decide_leaving(Owner, 2), Ok(()));
        // An operator isn't told how many owners there are.
        assert_eq!(decide_removal(Operator, Owner, 1), Err(Problem::NotAllowed));
    }

    #[derive(Clone, Debug)]
    enum Act {
        Give(usize, usize, Role),
        Remove(usize, usize),
        Leave(usize),
    }

    fn role() -> impl Strategy<Value = Role> {
        prop_oneof![Just(Handler), Just(Operator), Just(Owner)]
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            (0..8usize, 0..8usize, role()).prop_map(|(actor, target, role)| Act::Give(actor, target, role)),
            (0..8usize, 0..8usize).prop_map(|(actor, target)| Act::Remove(actor, target)),
            (0..8usize).prop_map(Act::Leave),
        ]
    }

    proptest! {
        #[test]
        fn whatever_members_do_an_owner_is_left_and_only_owners_touch_owners(
            mut members in prop::collection::vec(role(), 0..8),
            acts in prop::collection::vec(act(), 0..60),
        ) {
            members.push(Owner);
            for act in acts {
                let before = members.clone();
                let owners = members.iter().filter(|role| **role == Owner).count();
                let actor = match act {
                    Act::Give(actor, target, wanted) if actor < members.len() && target < members.len() => {
                        if decide_role(members[actor], members[target], wanted, owners).is_ok() {
                            members[target] = wanted;
                        }
                        actor
                    }
                    Act::Remove(actor, target) if actor < members.len() && target < members.len() => {
                        if decide_removal(members[actor], members[target], owners).is_ok() {
                            members.remove(target);
                        }
                        actor
                    }
                    Act::Leave(actor) if actor < members.len() => {
                        if decide_leaving(members[actor], owners).is_ok() {
                            members.remove(actor);
                        }
                        continue;
                    }
                    _ => continue,
                };
                let owners_after = members.iter().filter(|role| **role == Owner).count();
                prop_assert!(owners_after >= 1);
                prop_assert!(owners_after == owners || before[actor] == Owner);
                prop_assert!(members == before || before[actor] >= Operator);
            }
        }
    }
}
