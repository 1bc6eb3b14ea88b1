//! The account under which a PostgreSQL server of our own runs.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// PostgreSQL refuses to run as root.
pub struct Account {
    /// The user id.
    pub user: u32,
    /// The group id.
    pub group: u32,
}

impl Account {
    /// The account of Debian's package, otherwise `nobody`.
    pub fn unprivileged() -> Result<Self> {
        let users = fs::read_to_string("/etc/passwd").context("could not read /etc/passwd")?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| Self::find(&users, name))
            .context("PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`")
    }

    fn find(users: &str, name: &str) -> Option<Self> {
        let mut fields = users.lines().map(|line| line.split(':')).find_map(|mut fields| {
            let is_it = fields.next() == Some(name);
            is_it.then_some(fields)
        })?;
        Some(Self { user: fields.nth(1)?.parse().ok()?, group: fields.next()?.parse().ok()? })
    }
}

/// Makes a command run under that account, in a folder, with the same environment on every machine.
pub fn as_account(mut command: Command, account: Option<&Account>, folder: &Path) -> Command {
    if let Some(account) = account {
        command.gid(account.group).uid(account.user);
    }
    // Without the caller's PG* variables and language.
    command.current_dir(folder).env_clear().env("LC_ALL", "C").env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unprivileged_account_is_read_from_the_list_of_users() {
        let users =
            "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\npostgres:x:106:113:,,,:/var/lib/postgresql:/bin/bash\n";
        let account = Account::find(users, "postgres").unwrap();
        assert_eq!((account.user, account.group), (106, 113));
        assert!(Account::find(users, "nobody").is_none());
    }
}
