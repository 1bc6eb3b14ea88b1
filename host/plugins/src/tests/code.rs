//! Packages that aren't what they should be, and compiled code on disk.

use std::{fs, path::PathBuf};

use serde_json::json;
use vuoro_package::Digest;

use super::{
    deeds::guest,
    guest::package,
    scene::{Scene, start},
};
use crate::{LoadError, Package, Plugins};

fn with_bytes(mut package: Package, bytes: Vec<u8>) -> Package {
    package.digest = Digest::of(&bytes);
    package.bytes = bytes.into();
    package
}

#[tokio::test]
async fn code_that_is_cut_off_corrupt_or_no_component_is_refused_and_the_next_one_loads() {
    let scene = Scene::new();
    let good = guest();
    let half = good.bytes[..good.bytes.len() / 2].to_vec();
    let mut corrupt = good.bytes.to_vec();
    let middle = corrupt.len() / 2;
    corrupt[middle..middle + 64].fill(0xff);
    let module = wat::parse_str("(module)").unwrap();
    for bytes in [half, corrupt, module, b"\x7fELF not wasm at all".to_vec(), Vec::new()] {
        let refused = scene.plugins.load(with_bytes(good.clone(), bytes)).await;
        assert!(matches!(refused, Err(LoadError::Broken(_))), "{refused:?}");
    }
    let target = scene.target(&scene.load(good).await);
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
}

/// A small random generator with a seed, so that a failure can be repeated.
fn next(seed: &mut u64) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    usize::try_from(*seed >> 33).unwrap()
}

#[tokio::test]
async fn components_with_random_bytes_changed_never_stop_the_host() {
    let scene = Scene::new();
    let good = guest();
    let (mut seed, mut loaded) = (0x9e37_79b9_7f4a_7c15, 0);
    for _ in 0..300 {
        let mut bytes = good.bytes.to_vec();
        for _ in 0..=next(&mut seed) % 3 {
            let place = next(&mut seed) % bytes.len();
            bytes[place] = u8::try_from(next(&mut seed) % 256).unwrap();
        }
        let package = with_bytes(good.clone(), bytes);
        match scene.plugins.load(package.clone()).await {
            Ok(strange) => {
                loaded += 1;
                let other = scene.another_organisation();
                // Whatever it answers: that it returns is what counts.
                let _ = other.asks(&other.target(&strange), "answer").await;
            }
            Err(LoadError::Broken(text) | LoadError::Unfit(text)) => assert!(text != "the compiler stopped", "{text}"),
            Err(other) => panic!("{other}"),
        }
    }
    assert!(loaded > 0);
    let target = scene.target(&scene.load(good).await);
    assert_eq!(scene.asks(&target, "answer").await, Ok(vec![json!(42)]));
}

#[tokio::test]
async fn a_component_without_the_functions_that_it_promises_does_not_fit() {
    let scene = Scene::new();
    let mut empty = guest();
    empty = with_bytes(empty, wat::parse_str("(component)").unwrap());
    let refused = scene.plugins.load(empty).await;
    assert!(matches!(refused, Err(LoadError::Unfit(_))), "{refused:?}");
}

const PANELS: &str = r#"(module (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "vuoro:plugin/panels@0.1.0#render") (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) unreachable)
    (func (export "vuoro:plugin/panels@0.1.0#act") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) unreachable)
)"#;

#[tokio::test]
async fn a_manifest_lowers_limits_and_never_raises_them() {
    let scene = Scene::new();
    let more = "[limits]\ncpu-ms = 5\nmemory-kib = 999999999\n";
    let loaded = scene.load(package("with-panels", more, PANELS)).await;
    let limits = loaded.limits(crate::limits::Kind::Panels);
    assert_eq!(limits.cpu.as_millis(), 5);
    assert_eq!(limits.memory_bytes, crate::limits::MEMORY_BYTES);
}

/// Loads the guest in a new floor on the same folder, and returns whether its code was found.
async fn is_found(scene: &Scene) -> bool {
    let plugins: Plugins = start(&scene.folder, &scene.clock, &super::scene::ALL);
    plugins.load(guest()).await.unwrap();
    plugins.compiled_before() == 1
}

fn code(scene: &Scene) -> PathBuf {
    let compilers = scene.folder.path().join("code/code/modules");
    let compiler = fs::read_dir(compilers).unwrap().next().unwrap().unwrap().path();
    let files = fs::read_dir(compiler).unwrap().map(|file| file.unwrap().path());
    files.into_iter().find(|file| file.extension().is_none()).unwrap()
}

#[tokio::test]
async fn compiled_code_is_found_again_and_corrupt_code_is_compiled_again() {
    let scene = Scene::new();
    scene.load(guest()).await;
    assert!(is_found(&scene).await);
    let code = code(&scene);
    let mut bytes = fs::read(&code).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&code, &bytes).unwrap();
    assert!(!is_found(&scene).await);
    assert!(is_found(&scene).await);
    fs::write(&code, &bytes[..middle]).unwrap();
    assert!(!is_found(&scene).await);
}

#[tokio::test]
async fn a_package_is_loaded_once_and_let_go_with_the_last_who_has_it() {
    let scene = Scene::new();
    let package = guest();
    // Those who come at once share what the first makes.
    let (first, again) = tokio::join!(scene.load(package.clone()), scene.load(package.clone()));
    assert!(std::sync::Arc::ptr_eq(&first, &again));
    assert!(first.code_bytes > 0);
    drop(first);
    assert!(scene.plugins.loaded(&package.digest).is_some());
    assert_eq!(scene.asks(&scene.target(&again), "answer").await, Ok(vec![json!(42)]));
    drop(again);
    assert!(scene.plugins.loaded(&package.digest).is_none());
    // Its compiled code is still on disk.
    let found = scene.plugins.compiled_before();
    scene.load(package).await;
    assert_eq!(scene.plugins.compiled_before(), found + 1);
}

#[tokio::test]
async fn a_package_that_is_checked_takes_no_memory_and_its_code_is_found_when_it_is_loaded() {
    let scene = Scene::new();
    let checked = scene.plugins.check(scene.organisation, guest().bytes.to_vec()).await.unwrap();
    assert_eq!(checked.digest, guest().digest);
    assert!(scene.plugins.loaded(&checked.digest).is_none());
    let loaded = scene.plugins.load_brought(scene.organisation, checked).await.unwrap();
    assert_eq!(scene.asks(&scene.target(&loaded), "answer").await, Ok(vec![json!(42)]));
    assert!(scene.plugins.compiled_before() > 0);
    let refused = scene.plugins.check(scene.organisation, b"#!/bin/sh".to_vec()).await;
    assert!(matches!(&refused, Err(LoadError::Refused(text)) if text.contains("isn't a .wasm file")), "{refused:?}");
}
