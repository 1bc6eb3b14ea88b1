//! Handles live in tables of the host that a guest can fill.

use std::sync::Arc;

use wasmtime::component::Component;

use super::scene::Scene;
use crate::{call::prepared, limits, meter::Meter};

#[tokio::test]
async fn a_call_has_no_more_handles_at_once_than_its_limit() {
    let scene = Scene::new();
    let component = r#"(component
        (type $thing (resource (rep i32)))
        (core func $new (canon resource.new $thing))
        (core module $guest
            (import "" "new" (func $new (param i32) (result i32)))
            (func (export "run") (param i32)
                (loop $again
                    (drop (call $new (i32.const 0)))
                    (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                    (br_if $again (local.get 0)))))
        (core instance $guest (instantiate $guest (with "" (instance (export "new" (func $new))))))
        (func (export "run") (param "count" u32) (canon lift (core func $guest "run"))))"#;
    let engine = &scene.plugins.inner.engine;
    let component = Component::new(engine, wat::parse_str(component).unwrap()).unwrap();
    let linker = crate::engine::linker(engine).unwrap();
    for (count, is_fine) in [(limits::HANDLES, true), (limits::HANDLES + 1, false), (10_000, false)] {
        let limits = limits::Kind::Fields.limits();
        let mut store = prepared(engine, scene.state(), &Arc::new(Meter::default()), limits.cpu);
        let instance = linker.instantiate_async(&mut store, &component).await.unwrap();
        let run = instance.get_typed_func::<(u32,), ()>(&mut store, "run").unwrap();
        let ran = run.call_async(&mut store, (u32::try_from(count).unwrap(),)).await;
        assert_eq!(ran.is_ok(), is_fine, "{count}: {ran:?}");
        if let Err(error) = ran {
            assert!(error.root_cause().to_string().contains("handle limit exceeded"), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_call_calls_the_host_100_000_times_and_no_more() {
    let scene = Scene::new();
    let mut state = scene.state();
    for _ in 0..limits::HOST_CALLS {
        assert!(state.enter(crate::Permission::Clock).is_ok());
    }
    assert!(state.enter(crate::Permission::Clock).is_err());
}
