//! Guests written in WebAssembly text, so that what they do can be read.

use vuoro_package::{Package, Permission, wrap};
use wit_component::{StringEncoding, embed_component_metadata};

/// What every guest has: memory, with its data from 0 to 1023 and its inputs from 1024 on.
const COMMON: &str = r#"
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $top (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
        (global.get $top)
        (global.set $top (i32.add (global.get $top) (local.get 3))))
"#;

/// A guest with `fields`: `resolve` finds the first letter of the field's name in `$letter`, and returns the address of
/// its result.
pub(super) fn fields(imports: &str, definitions: &str, resolve: &str) -> Package {
    let exports = format!(
        r#"(func $resolve (param $letter i32) (result i32) {resolve})
        (func (export "vuoro:plugin/fields@0.1.0#resolve")
            (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (call $resolve (i32.load8_u (local.get 8))))
        (func (export "vuoro:plugin/fields@0.1.0#topic") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (call $resolve (i32.load8_u (local.get 6))))"#
    );
    package("with-fields", "", &format!("(module {imports} {COMMON} {definitions} {exports})"))
}

/// A guest with `panels` that gives the result at 16 for every slot.
pub(super) fn panels(definitions: &str) -> Package {
    let exports = r#"
        (func (export "vuoro:plugin/panels@0.1.0#render") (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (i32.const 16))
        (func (export "vuoro:plugin/panels@0.1.0#act") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
            (i32.const 16))"#;
    package("with-panels", "", &format!("(module {COMMON} {definitions} {exports})"))
}

/// A guest with `hooks`: `before` and `after` return the address of their result.
pub(super) fn hooks(imports: &str, definitions: &str, before: &str, after: &str) -> Package {
    let exports = format!(
        r#"(func (export "vuoro:plugin/hooks@0.1.0#before") (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) {before})
        (func (export "vuoro:plugin/hooks@0.1.0#after") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) {after})"#
    );
    package("with-hooks", "", &format!("(module {imports} {COMMON} {definitions} {exports})"))
}

/// A guest with `alarms` whose `ring` returns the address of its result.
pub(super) fn alarms(ring: &str) -> Package {
    let exports = format!(
        r#"(func (export "vuoro:plugin/alarms@0.1.0#ring") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32) {ring})"#
    );
    package("with-alarms", "", &format!("(module {COMMON} {exports})"))
}

/// A package of a core module with the exports of `world`, which asks for every permission that it may.
pub(super) fn package(world: &str, more: &str, module: &str) -> Package {
    let mut resolve = wit_parser::Resolve::default();
    let (wit, _) = resolve.push_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugin-api/wit")).unwrap();
    let world = resolve.select_world(&[wit], Some(world)).unwrap();
    let mut module = wat::parse_str(module).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    wrap(&module, &manifest(more), "").unwrap()
}

/// A manifest that asks for everything except `alarm-clock`, which needs an export.
pub(super) fn manifest(more: &str) -> String {
    let asked = Permission::ALL.iter().filter(|it| **it != Permission::AlarmClock);
    let permissions: String = asked.map(|it| format!("[permissions.{it}]\nen = \"To misbehave.\"\n")).collect();
    format!(
        "id = \"hostile\"\nversion = \"0.1.0\"\napi = \"0.1\"\nname = {{ en = \"Hostile\" }}\n\
         description = {{ en = \"Misbehaves.\" }}\n{permissions}{more}"
    )
}
