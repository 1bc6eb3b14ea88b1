//! Hooks as permissions: what operators read and grant of them.

use std::collections::BTreeSet;

use crate::{Manifest, Permission, Texts};

/// In place of the types of entries, for a plugin that is told of all.
const ALL: &str = "*";

/// Why a plugin has hooks, where its manifest doesn't say: hooks are older than their permissions.
pub(crate) fn reason(permission: Permission) -> Option<Texts> {
    let texts = |en: &str, fi: &str, sv: &str| Texts { en: en.into(), fi: Some(fi.into()), sv: Some(sv.into()) };
    match permission {
        Permission::HooksBefore => Some(texts(
            "Reads what people are about to do, such as a message before it is sent, and may change or refuse it. \
             The plugin gives no reason of its own.",
            "Lukee ennalta, mitä ihmiset ovat tekemässä, esimerkiksi viestin ennen lähettämistä, ja voi muuttaa sitä tai \
             estää sen. Lisäosa ei kerro syytä.",
            "Läser vad människor är på väg att göra, till exempel ett meddelande innan det skickas, och kan ändra eller \
             stoppa det. Tillägget anger inget skäl.",
        )),
        Permission::HooksAfter => Some(texts(
            "Is told what happens in all conversations, with what people write in them. The plugin gives no reason of its own.",
            "Saa tietää, mitä kaikissa keskusteluissa tapahtuu, myös viestien sisällön. Lisäosa ei kerro syytä.",
            "Får veta vad som händer i alla samtal, även vad som skrivs i dem. Tillägget anger inget skäl.",
        )),
        _ => None,
    }
}

impl Manifest {
    /// What a permission is asked for of hooks: of `hooks-before` the moments, of `hooks-after` the types of entries, `*` for
    /// all of them. Empty for the others.
    pub fn hooks_of(&self, permission: Permission) -> Vec<&str> {
        match permission {
            Permission::HooksBefore => self.hooks.before.keys().map(|moment| moment.as_str()).collect(),
            Permission::HooksAfter => match &self.hooks.after {
                Some(after) if after.kinds.is_empty() => vec![ALL],
                Some(after) => after.kinds.iter().map(String::as_str).collect(),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Everything that it asks for, as it is granted: the names of permissions, and each hook under its permission, as
    /// `hooks-before.send` or `hooks-after.MessageContent`.
    pub fn asks(&self) -> BTreeSet<String> {
        let hooks = |permission: &Permission| {
            let permission = *permission;
            self.hooks_of(permission).into_iter().map(move |hook| format!("{permission}.{hook}"))
        };
        let names = self.permissions.keys().map(ToString::to_string);
        names.chain(self.permissions.keys().flat_map(hooks)).collect()
    }

    /// Lets hooks count as asked for where the manifest has no reason for them.
    pub(crate) fn ask_for_hooks(&mut self) {
        let has = [
            (Permission::HooksBefore, !self.hooks.before.is_empty()),
            (Permission::HooksAfter, self.hooks.after.is_some()),
        ];
        for (permission, _) in has.into_iter().filter(|(_, has)| *has) {
            if let Some(reason) = reason(permission) {
                self.permissions.entry(permission).or_insert(reason);
            }
        }
    }

    /// Whether the reason of a permission is the host's, since the manifest gives none.
    pub fn gives_no_reason_for(&self, permission: Permission) -> bool {
        self.permissions.get(&permission).is_some_and(|texts| reason(permission).as_ref() == Some(texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(more: &str) -> Manifest {
        let least =
            "id = \"tags\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = { en = \"T\" }\ndescription = { en = \"T\" }\n";
        Manifest::parse(&format!("{least}{more}")).unwrap()
    }

    fn asks(more: &str) -> Vec<String> {
        manifest(more).asks().into_iter().collect()
    }

    #[test]
    fn hooks_without_a_permission_are_asked_for_with_a_reason_of_the_hosts() {
        let manifest = manifest("[hooks.before.send]\nfailure = \"open\"\n[hooks.after]\n");
        for permission in [Permission::HooksBefore, Permission::HooksAfter] {
            assert!(manifest.gives_no_reason_for(permission));
            let reason = &manifest.permissions[&permission];
            assert!(reason.fi.is_some() && reason.sv.is_some(), "{reason:?}");
        }
        assert_eq!(manifest.permissions.len(), 2);
    }

    #[test]
    fn a_reason_of_the_manifests_stays() {
        let text =
            "[hooks.before.send]\nfailure = \"open\"\n[permissions.hooks-before]\nen = \"Hides card numbers.\"\n";
        let manifest = manifest(text);
        assert_eq!(manifest.permissions[&Permission::HooksBefore].en, "Hides card numbers.");
        assert!(!manifest.gives_no_reason_for(Permission::HooksBefore));
    }

    #[test]
    fn each_moment_and_each_type_of_entry_is_asked_for() {
        assert_eq!(asks(""), [""; 0]);
        assert_eq!(asks("[hooks.after]\n"), ["hooks-after", "hooks-after.*"]);
        let text = "[hooks.before]\nsend = { failure = \"open\" }\nend = { failure = \"closed\" }\n\
                    [hooks.after]\nkinds = [\"MessageContent\"]\n[permissions.store]\nen = \"x\"";
        let wanted = [
            "hooks-after",
            "hooks-after.MessageContent",
            "hooks-before",
            "hooks-before.end",
            "hooks-before.send",
            "store",
        ];
        assert_eq!(asks(text), wanted);
    }
}
