//! What operators granted to a plugin: the permissions that its manifest asks for, and of hooks each moment and each type of
//! entry.

use std::collections::BTreeSet;

use vuoro_package::{Hooks, Manifest, Permission};
use vuoro_store::record::InstalledPlugin;

/// The beginning of the name of every granted hook.
const HOOKS: &str = "hooks-";

/// What is granted to an installed plugin, as [`Manifest::asks`] names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Grants(BTreeSet<String>);

impl Grants {
    /// What was granted to a plugin that has the version of this manifest.
    ///
    /// Hooks are older than their permissions. Where no hook is among what was granted, it was granted before there was
    /// anything to grant of them, and the hooks of the version that the plugin has go on.
    pub fn of(installed: &InstalledPlugin, current: Option<&Manifest>) -> Self {
        let mut granted: BTreeSet<String> = installed.granted.iter().cloned().collect();
        if !granted.iter().any(|name| name.starts_with(HOOKS))
            && let Some(current) = current
        {
            granted.extend(current.asks().into_iter().filter(|name| name.starts_with(HOOKS)));
        }
        Self(granted)
    }

    /// Whether all that a manifest asks for is granted.
    pub fn cover(&self, manifest: &Manifest) -> bool {
        manifest.asks().is_subset(&self.widened(manifest))
    }

    /// What was granted among what a manifest asks for, to be kept; with all of its hooks when it ran before with them:
    /// one that is left out without a word lets pass what it refused.
    pub fn kept_for(&self, earlier: &Manifest) -> Vec<String> {
        let asks = earlier.asks().into_iter();
        asks.filter(|name| self.0.contains(name) || name.starts_with(HOOKS)).collect()
    }

    /// The granted permissions. A permission of hooks is among them even when only some of its hooks are granted.
    pub fn permissions(&self) -> BTreeSet<Permission> {
        self.0.iter().filter_map(|name| name.parse().ok()).collect()
    }

    /// What isn't granted of a permission: `None` when all of it is, otherwise the missing moments and types of entries,
    /// which only the permissions of hooks have.
    pub fn missing<'m>(&self, manifest: &'m Manifest, permission: Permission) -> Option<Vec<&'m str>> {
        let granted = self.widened(manifest);
        let is_missing = |hook: &&str| !granted.contains(&format!("{permission}.{hook}"));
        let missing: Vec<_> = manifest.hooks_of(permission).into_iter().filter(is_missing).collect();
        (!missing.is_empty() || !granted.contains(permission.as_str())).then_some(missing)
    }

    /// The hooks that are granted of those that a manifest has, as far as `effective` lets them.
    pub fn hooks(&self, manifest: &Manifest, effective: &BTreeSet<Permission>) -> Hooks {
        let mut hooks = manifest.hooks.clone();
        let granted = self.widened(manifest);
        let has = |permission: Permission, hook: &str| {
            effective.contains(&permission) && granted.contains(&format!("{permission}.{hook}"))
        };
        hooks.before.retain(|moment, _| has(Permission::HooksBefore, moment.as_str()));
        let after = manifest.hooks_of(Permission::HooksAfter);
        hooks.after = hooks.after.filter(|_| after.iter().all(|kind| has(Permission::HooksAfter, kind)));
        hooks
    }

    /// All that is granted, with a grant of every type of entry written out as the types that the manifest names.
    fn widened(&self, manifest: &Manifest) -> BTreeSet<String> {
        let mut granted = self.0.clone();
        if granted.contains("hooks-after.*") {
            let kinds = manifest.hooks_of(Permission::HooksAfter);
            granted.extend(kinds.iter().map(|kind| format!("{}.{kind}", Permission::HooksAfter)));
        }
        granted
    }
}

#[cfg(test)]
mod tests {
    use vuoro_kernel::Time;
    use vuoro_package::Moment;
    use vuoro_store::record::PluginVersion;

    use super::*;

    fn manifest(hooks: &str) -> Manifest {
        Manifest::parse(&format!(
            "id = \"filter\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = {{ en = \"F\" }}\ndescription = {{ en = \"F\" }}\n\
             [permissions.store]\nen = \"x\"\n{hooks}"
        ))
        .unwrap()
    }

    const SEND: &str = "[hooks.before.send]\nfailure = \"closed\"\n";
    const END: &str = "[hooks.before.end]\nfailure = \"open\"\n";

    fn installed(granted: &[&str]) -> InstalledPlugin {
        InstalledPlugin {
            plugin: "filter".into(),
            current: PluginVersion { version: "0.1.0".into(), digest: [0; 32] },
            previous: None,
            waiting: None,
            enabled: true,
            granted: granted.iter().map(|name| (*name).to_owned()).collect(),
            settings: serde_json::json!({}),
            disabled_because: None,
            installed_at: Time(0),
            changed_at: Time(0),
        }
    }

    fn all(manifest: &Manifest) -> BTreeSet<Permission> {
        manifest.permissions.keys().copied().collect()
    }

    #[test]
    fn a_grant_from_before_hooks_were_granted_has_those_of_its_version() {
        let (current, next) = (manifest(SEND), manifest(&format!("{SEND}{END}")));
        let grants = Grants::of(&installed(&["store"]), Some(&current));
        assert!(grants.cover(&current));
        assert_eq!(grants.hooks(&current, &all(&current)), current.hooks);
        assert!(!grants.cover(&next));
        assert_eq!(grants.missing(&next, Permission::HooksBefore), Some(vec!["end"]));
        assert_eq!(grants.missing(&next, Permission::Store), None);
    }

    #[test]
    fn a_grant_that_names_hooks_has_those_alone() {
        let current = manifest(&format!("{SEND}{END}"));
        let grants = Grants::of(&installed(&["store", "hooks-before", "hooks-before.send"]), Some(&current));
        assert!(!grants.cover(&current));
        let hooks = grants.hooks(&current, &all(&current));
        assert_eq!(hooks.before.into_keys().collect::<Vec<_>>(), [Moment::Send]);
    }

    #[test]
    fn who_was_granted_all_entries_needs_nothing_for_some_of_them() {
        let (every, some) = (manifest("[hooks.after]\n"), manifest("[hooks.after]\nkinds = [\"MessageContent\"]\n"));
        let grants = Grants::of(&installed(&["store", "hooks-after", "hooks-after.*"]), Some(&every));
        assert!(grants.cover(&some) && grants.hooks(&some, &all(&some)).after.is_some());
        let grants = Grants::of(&installed(&["store", "hooks-after", "hooks-after.MessageContent"]), Some(&some));
        assert!(grants.cover(&some) && !grants.cover(&every));
        assert_eq!(grants.missing(&every, Permission::HooksAfter), Some(vec!["*"]));
        assert_eq!(grants.hooks(&every, &all(&every)).after, None);
    }

    #[test]
    fn a_hook_that_the_server_forbids_stays_off_even_when_it_is_granted() {
        let current = manifest(SEND);
        let grants = Grants::of(&installed(&[]), Some(&current));
        assert!(grants.hooks(&current, &BTreeSet::new()).before.is_empty());
    }

    #[test]
    fn going_back_brings_back_the_hooks_and_no_other_permission() {
        let earlier = manifest(&format!("{SEND}[hooks.after]\n[permissions.chat]\nen = \"x\"\n"));
        let grants = Grants::of(&installed(&["store", "hooks-before", "hooks-before.send"]), None);
        let kept = grants.kept_for(&earlier);
        assert_eq!(kept, ["hooks-after", "hooks-after.*", "hooks-before", "hooks-before.send", "store"]);
    }
}
