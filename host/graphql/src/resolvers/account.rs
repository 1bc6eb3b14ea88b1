use vuoro_domain::{
    Account, ChangePassword, Membership, NotificationRule, Notifications, UpdateNotifications, UpdateProfile,
};
use vuoro_kernel::PictureId;

use super::{
    session,
    value::{maybe, typed},
};
use crate::bind::{Binder, Call, Leaf, Resolved};

pub(super) fn bind(binder: &mut Binder) {
    binder
        .object::<Account>("Account")
        .get("id", |account| account.id.leaf())
        .get("email", |account| account.email.leaf())
        .get("fullName", |account| account.full_name.leaf())
        .get("displayName", |account| account.display_name.leaf())
        .get("pictureUrl", |account| account.picture.map(picture_url).leaf())
        .get("locale", |account| account.locale.leaf())
        .one("notifications", |account| Some(&account.notifications))
        .load("memberships", |call| Box::pin(memberships(call)))
        .load("sessions", |call| Box::pin(sessions(call)));
    binder
        .object::<Notifications>("NotificationSettings")
        .many("rules", |settings| &settings.rules)
        .get("evenWhilePresent", |settings| settings.even_while_present.leaf())
        .get("keepUntilClicked", |settings| settings.keep_until_clicked.leaf());
    binder
        .object::<NotificationRule>("NotificationRule")
        .get("kind", |rule| rule.kind.leaf())
        .get("sound", |rule| rule.sound.leaf())
        .get("desktop", |rule| rule.desktop.leaf())
        .get("titleBadge", |rule| rule.title_badge.leaf());
    binder
        .object::<Membership>("Membership")
        .one("organisation", |membership| Some(&membership.organisation))
        .get("role", |membership| membership.role.leaf());
    binder.object::<Account>("AccountUpdated").itself("account");
    binder.load("Query", "viewer", |call| Box::pin(viewer(call)));
    binder.load("Mutation", "updateProfile", |call| Box::pin(update_profile(call)));
    binder.load("Mutation", "updateNotifications", |call| Box::pin(update_notifications(call)));
    binder.load("Mutation", "removePicture", |call| Box::pin(remove_picture(call)));
    binder.load("Mutation", "changePassword", |call| Box::pin(change_password(call)));
}

/// The URL path of a picture, on both endpoints.
pub(super) fn picture_url(id: PictureId) -> String {
    format!("/pictures/{id}")
}

async fn viewer(call: Call<'_>) -> Resolved<'_> {
    maybe(call.domain().account(&call.scope.account_caller()).await?)
}

async fn memberships(call: Call<'_>) -> Resolved<'_> {
    call.list_of(call.domain().memberships(&call.scope.account_caller()).await?)
}

async fn sessions(call: Call<'_>) -> Resolved<'_> {
    call.list_of(call.domain().sessions(&call.scope.account_caller()).await?)
}

async fn update_profile(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let change = UpdateProfile {
        full_name: input.text_opt("fullName"),
        display_name: input.text_opt("displayName"),
        locale: input.text_change("locale"),
    };
    typed("AccountUpdated", call.domain().update_profile(&call.scope.account_caller(), change).await?)
}

async fn update_notifications(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let rule = |rule: crate::input::Input| {
        Ok(NotificationRule {
            kind: rule.word("kind")?,
            sound: rule.flag("sound"),
            desktop: rule.flag("desktop"),
            title_badge: rule.flag("titleBadge"),
        })
    };
    let change = UpdateNotifications {
        rules: input.objects("rules").map(rule).collect::<Result<_, crate::bind::Stop>>()?,
        even_while_present: input.flag("evenWhilePresent"),
        keep_until_clicked: input.flag("keepUntilClicked"),
    };
    typed("AccountUpdated", call.domain().update_notifications(&call.scope.account_caller(), change).await?)
}

async fn remove_picture(call: Call<'_>) -> Resolved<'_> {
    super::value::one(call.domain().remove_picture(&call.scope.account_caller()).await?)
}

async fn change_password(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let change =
        ChangePassword { current_password: input.text("currentPassword")?, new_password: input.text("newPassword")? };
    let request = call.scope.account_request();
    session::signed_in(&call, call.scope.in_line(call.domain().change_password(&request, change)).await?)
}
