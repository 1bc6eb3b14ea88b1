use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use super::*;
use crate::tests::scene::{Scene, start_with};

/// A checker that does what this shell script says.
fn script(folder: &Path, text: &str) -> Checker {
    let program = folder.join("check.sh");
    std::fs::write(&program, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    Checker::Process { program: "/bin/sh".into(), arguments: vec![program.into()] }
}

async fn checked(text: &str, bytes: Vec<u8>) -> Result<(), LoadError> {
    let scene = Scene::new();
    let plugins = start_with(&scene.folder, &scene.clock, script(scene.folder.path(), text));
    let checked = plugins.check(scene.organisation, bytes);
    tokio::time::timeout(Duration::from_secs(30), checked).await.unwrap().map(|_| ())
}

#[tokio::test]
async fn whatever_becomes_of_the_checking_process_is_a_refusal_of_that_package() {
    // Dropped by its fault, its memory, its time; killed; gone in peace without a word; speaking of something else, and
    // without end.
    for (text, refused) in [
        ("kill -ABRT $$", LoadError::TooMuch),
        ("kill -SEGV $$", LoadError::TooMuch),
        ("kill -KILL $$", LoadError::TooMuch),
        ("kill -XCPU $$", LoadError::TooSlow),
        ("exit 0", LoadError::TooMuch),
        ("echo running 0 tests", LoadError::TooMuch),
        ("echo '\"fine\"'; exit 1", LoadError::TooMuch),
        ("yes", LoadError::TooMuch),
        ("cat > /dev/null; echo '\"not-kept\"'", LoadError::NotKept),
        ("cat > /dev/null; echo '{\"unfit\":\"so\"}'", LoadError::Unfit("so".to_owned())),
    ] {
        // More than a pipe holds, so that one who doesn't listen is noticed.
        assert_eq!(checked(text, vec![0; 1 << 20]).await, Err(refused), "{text}");
    }
}

#[tokio::test]
async fn the_checking_process_is_told_the_folder_and_nothing_of_the_environment() {
    // A verdict of what it sees.
    let tells =
        r#"printf '{"unfit":"%s %s %s"}' "$HOME$PATHS$CARGO_MANIFEST_DIR" "${MIMALLOC_ARENA_RESERVE:-none}" "$1""#;
    let Err(LoadError::Unfit(seen)) = checked(tells, b"package".to_vec()).await else { panic!("no verdict") };
    assert!(seen.starts_with(" 65536 /") && seen.ends_with("/code"), "{seen}");
}

#[tokio::test]
async fn a_server_that_cannot_start_its_check_says_so_and_refuses() {
    let scene = Scene::new();
    let nothing = Checker::Process { program: scene.folder.path().join("nothing"), arguments: Vec::new() };
    let plugins = start_with(&scene.folder, &scene.clock, nothing);
    let refused = plugins.check(scene.organisation, b"package".to_vec()).await;
    assert!(matches!(refused, Err(LoadError::NoChecker(_))), "{refused:?}");
}

#[tokio::test]
async fn one_organisation_waits_in_so_many_places_and_leaves_the_others_to_others() {
    let scene = Scene::new();
    let (plugins, compiler) = (&scene.plugins, &scene.plugins.inner.compiler);
    let greedy: Vec<_> =
        (0..limits::COMPILE_WAITING_OF_ONE).map(|_| compiler.place(scene.organisation).unwrap()).collect();
    assert_eq!(plugins.check(scene.organisation, Vec::new()).await.map(|_| ()), Err(LoadError::Busy));
    assert!(compiler.place(OrganisationId::new()).is_ok());
    drop(greedy);
    assert!(compiler.place(scene.organisation).is_ok());
}
