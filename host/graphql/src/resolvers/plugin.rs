use async_graphql::{Name, Value, dynamic::FieldValue};
use serde_json::Value as Json;
use vuoro_domain::{
    ListedConnection, ListedPlugin, PluginCounts, PluginFailure, PluginLine, PluginPermission, SetPluginConnection,
};

use super::value::typed;
use crate::{
    bind::{Binder, Call, Leaf, Resolved},
    scope::Scope,
};

/// A version that waits for approval, with what it asks for; the record behind `PluginUpgrade`.
struct Upgrade {
    version: String,
    permissions: Vec<PluginPermission>,
}

pub(super) fn bind(binder: &mut Binder) {
    let language = |scope: &Scope| scope.context.language;
    binder
        .object::<ListedPlugin>("Plugin")
        .get("id", |plugin| plugin.package.manifest.id.leaf())
        .get_for("name", move |plugin, scope| plugin.package.manifest.name.get(language(scope)).leaf())
        .get_for("description", move |plugin, scope| plugin.package.manifest.description.get(language(scope)).leaf())
        .get("version", |plugin| plugin.package.manifest.version.to_string().leaf())
        .get("digest", |plugin| plugin.package.digest.to_string().leaf())
        .get("state", |plugin| Some(Value::Enum(Name::new(plugin.state().as_str()))))
        .load("permissions", |call| Box::pin(permissions(call)))
        .load("waiting", |call| Box::pin(waiting(call)))
        .get("previousVersion", |plugin| {
            let previous = plugin.installed.as_ref()?.previous.as_ref()?;
            previous.version.leaf()
        })
        .get("disabledBecause", |plugin| plugin.installed.as_ref()?.disabled_because.leaf())
        .get("settingsSchema", |plugin| plugin.package.manifest.settings.clone().map(Json::Object).leaf())
        .get("settings", |plugin| plugin.settings().leaf())
        .many("connections", |plugin| &plugin.connections)
        .get("resting", |plugin| Some(Value::List(plugin.resting.iter().filter_map(Leaf::leaf).collect())))
        .one("calls", |plugin| Some(&plugin.calls))
        .many("failures", |plugin| &plugin.failures)
        .many("log", |plugin| &plugin.lines);
    binder
        .object::<PluginPermission>("PluginPermission")
        .get("name", |it| it.permission.as_str().leaf())
        .get("hooks", |it| Some(Value::List(it.hooks.iter().filter_map(Leaf::leaf).collect())))
        .get_for("reason", move |it, scope| it.reason.get(language(scope)).leaf())
        .get("granted", |it| it.granted.leaf());
    binder
        .object::<ListedConnection>("PluginConnection")
        .get("name", |it| it.name.leaf())
        .get_for("reason", move |it, scope| it.reason.get(language(scope)).leaf())
        .get("url", |it| it.url.leaf())
        .get("header", |it| it.header.leaf())
        .get("secretIsSet", |it| it.has_secret.leaf());
    binder
        .object::<Upgrade>("PluginUpgrade")
        .get("version", |upgrade| upgrade.version.leaf())
        .many("permissions", |upgrade| &upgrade.permissions);
    binder
        .object::<PluginFailure>("PluginFailure")
        .get("at", |failure| failure.at.leaf())
        .get("export", |failure| failure.export.leaf())
        .get("outcome", |failure| failure.outcome.as_str().leaf())
        .get("text", |failure| failure.text.leaf())
        .get("frames", |failure| Some(Value::List(failure.frames.iter().filter_map(Leaf::leaf).collect())))
        .get("digest", |failure| failure.digest.to_string().leaf());
    binder
        .object::<PluginCounts>("PluginCalls")
        .get("done", |calls| whole(calls.done))
        .get("refused", |calls| whole(calls.refused))
        .get("failed", |calls| whole(calls.failed))
        .get("skipped", |calls| whole(calls.skipped))
        .get("cpuMs", |calls| whole(calls.cpu_us / 1_000));
    binder
        .object::<PluginLine>("PluginLine")
        .get("at", |line| line.at.leaf())
        .get("level", |line| Some(Value::Enum(Name::new(<&str>::from(line.level)))))
        .get("text", |line| line.text.leaf());
    for payload in [
        "PluginEnabled",
        "PluginDisabled",
        "PluginUpgraded",
        "PluginRolledBack",
        "PluginSettingsUpdated",
        "PluginConnectionSet",
        "PluginConnectionRemoved",
    ] {
        binder.object::<ListedPlugin>(payload).itself("plugin");
    }
    binder.object::<Option<ListedPlugin>>("PluginRemoved").one("plugin", Option::as_ref);
    binder.load("Query", "plugins", |call| Box::pin(plugins(call)));
    binder.load("Mutation", "enablePlugin", |call| Box::pin(enable(call)));
    binder.load("Mutation", "disablePlugin", |call| Box::pin(disable(call)));
    binder.load("Mutation", "upgradePlugin", |call| Box::pin(upgrade(call)));
    binder.load("Mutation", "rollBackPlugin", |call| Box::pin(roll_back(call)));
    binder.load("Mutation", "updatePluginSettings", |call| Box::pin(update_settings(call)));
    binder.load("Mutation", "setPluginConnection", |call| Box::pin(set_connection(call)));
    binder.load("Mutation", "removePluginConnection", |call| Box::pin(remove_connection(call)));
    binder.load("Mutation", "removePlugin", |call| Box::pin(remove(call)));
}

/// A count as GraphQL's 32-bit integer; larger counts become its maximum.
fn whole(count: u64) -> Option<Value> {
    i32::try_from(count).unwrap_or(i32::MAX).leaf()
}

async fn plugins(call: Call<'_>) -> Resolved<'_> {
    call.list_of(call.domain().plugins(call.caller()).await?)
}

async fn permissions(call: Call<'_>) -> Resolved<'_> {
    call.list_of(call.parent::<ListedPlugin>()?.permissions())
}

async fn waiting(call: Call<'_>) -> Resolved<'_> {
    let plugin = call.parent::<ListedPlugin>()?;
    let Some(waiting) = &plugin.waiting else { return Ok(None) };
    let (version, permissions) = (waiting.manifest.version.to_string(), plugin.more_permissions());
    Ok(Some(FieldValue::owned_any(Upgrade { version, permissions })))
}

async fn enable(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.text("pluginId")?;
    typed("PluginEnabled", call.domain().enable_plugin(call.caller(), &id).await?)
}

async fn disable(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.text("pluginId")?;
    typed("PluginDisabled", call.domain().disable_plugin(call.caller(), &id).await?)
}

async fn upgrade(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, version, grant) = (input.text("pluginId")?, input.text_opt("version"), input.flag("grant"));
    typed("PluginUpgraded", call.domain().upgrade_plugin(call.caller(), &id, version.as_deref(), grant).await?)
}

async fn roll_back(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.text("pluginId")?;
    typed("PluginRolledBack", call.domain().roll_back_plugin(call.caller(), &id).await?)
}

async fn update_settings(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, settings) = (input.text("pluginId")?, input.json("settings").unwrap_or_default());
    typed("PluginSettingsUpdated", call.domain().update_plugin_settings(call.caller(), &id, settings).await?)
}

async fn set_connection(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let set = SetPluginConnection {
        plugin: input.text("pluginId")?,
        name: input.text("name")?,
        url: input.text("url")?,
        header: input.text_opt("header"),
        secret: input.text_opt("secret"),
    };
    typed("PluginConnectionSet", call.domain().set_plugin_connection(call.caller(), set).await?)
}

async fn remove_connection(call: Call<'_>) -> Resolved<'_> {
    let input = call.input()?;
    let (id, name) = (input.text("pluginId")?, input.text("name")?);
    typed("PluginConnectionRemoved", call.domain().remove_plugin_connection(call.caller(), &id, &name).await?)
}

async fn remove(call: Call<'_>) -> Resolved<'_> {
    let id = call.input()?.text("pluginId")?;
    typed("PluginRemoved", call.domain().remove_plugin(call.caller(), &id).await?)
}
