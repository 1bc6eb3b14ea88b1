//! A person's notification settings.

use vuoro_kernel::Caller;
use vuoro_store::record::{Account, NotificationRule, Notifications};

use crate::{Domain, Error, Problem, Refusal, error::Halt, rights};

/// The input of [`Domain::update_notifications`]; it replaces the settings.
#[derive(Clone, Debug)]
pub struct UpdateNotifications {
    /// At most one rule for each kind; kinds that are left out keep theirs.
    pub rules: Vec<NotificationRule>,
    /// Notify even while the console is in the foreground.
    pub even_while_present: bool,
    /// Desktop notifications stay until they are clicked.
    pub keep_until_clicked: bool,
}

impl Domain {
    /// Changes the signed-in account's notification settings.
    ///
    /// # Errors
    /// [`Error`](crate::Error) for callers who aren't signed in. Problems: `InvalidInput`.
    pub async fn update_notifications(&self, caller: &Caller, input: UpdateNotifications) -> Result<Account, Refusal> {
        let (id, _) = rights::account(caller)?;
        let repeated = |(n, rule): (usize, &NotificationRule)| input.rules[..n].iter().any(|one| one.kind == rule.kind);
        if input.rules.iter().enumerate().any(repeated) {
            return Err(Problem::invalid("rules", "names a kind twice").into());
        }
        let updated = self.store.write::<_, Halt, _>(move |tx| {
            let input = input.clone();
            Box::pin(async move {
                let mut account = tx.platform().lock_account(id).await?.ok_or(Error::Unauthenticated)?;
                account.notifications = merged(&account.notifications, input);
                tx.platform().update_account(&account).await?;
                Ok(account)
            })
        });
        Ok(updated.await?)
    }
}

fn merged(before: &Notifications, input: UpdateNotifications) -> Notifications {
    let newest = |rule: &NotificationRule| *input.rules.iter().find(|new| new.kind == rule.kind).unwrap_or(rule);
    // Starts from the defaults, so that kinds newer than the account have a rule too.
    let rules = Notifications::default()
        .rules
        .iter()
        .map(|rule| newest(before.rules.iter().find(|old| old.kind == rule.kind).unwrap_or(rule)))
        .collect();
    Notifications { rules, even_while_present: input.even_while_present, keep_until_clicked: input.keep_until_clicked }
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::words::NotificationKind;

    use super::*;

    #[test]
    fn kinds_left_out_stay_as_they_are() {
        let before = Notifications::default();
        let kind = NotificationKind::CustomerMessage;
        let quiet = NotificationRule { kind, sound: false, desktop: false, title_badge: false };
        let input = UpdateNotifications { rules: vec![quiet], even_while_present: true, keep_until_clicked: false };
        let after = merged(&before, input);
        assert_eq!(after.rules.iter().map(|rule| rule.kind).collect::<Vec<_>>(), NotificationKind::ALL);
        for (before, after) in before.rules.iter().zip(&after.rules) {
            assert_eq!(*after, if after.kind == kind { quiet } else { *before });
        }
        assert!(after.even_while_present);
    }
}
