//! Programs that the tests need besides the server: found, installed, or named with the command that installs them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Mutex,
};

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// The path of `strace`.
pub fn strace() -> PathBuf {
    find("strace", || ["/usr/bin/strace", "/usr/local/bin/strace", "/bin/strace"].map(PathBuf::from).to_vec())
}

/// The library that gives a process another time.
pub fn libfaketime() -> PathBuf {
    find("faketime", || {
        let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
        let folders = folders.chain([PathBuf::from("/usr/local/lib"), PathBuf::from("/usr/lib")]);
        folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).collect()
    })
}

fn find(package: &str, places: impl Fn() -> Vec<PathBuf>) -> PathBuf {
    let _one = INSTALLING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let found = || places().into_iter().find(|path| path.exists());
    if let Some(path) = found() {
        return path;
    }
    let command = format!("apt-get install -y {package}");
    assert!(is_root() && Path::new("/usr/bin/apt-get").exists(), "{package} is missing; get it with: sudo {command}");
    for arguments in [vec!["update", "-q"], vec!["install", "-q", "-y", "--no-install-recommends", package]] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).stdout(Stdio::null());
        // A failed update may not matter; what follows says so.
        let _ = apt.status();
    }
    found().unwrap_or_else(|| panic!("{package} couldn't be installed; try: sudo {command}"))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
