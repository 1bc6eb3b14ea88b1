//! wasmtime alone: the same component, the same pool, and none of what keeps a guest in its bounds. Nothing that runs plugins in
//! wasmtime can cost less.

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, InstanceAllocationStrategy, Store};

mod bindings {
    wasmtime::component::bindgen!({ path: "../../plugin-api/wit", world: "with-fields" });
}

use bindings::exports::vuoro::plugin::fields::Request;
use bindings::vuoro::plugin::types::{Actor, Context};

/// A component, compiled and linked.
pub struct Raw {
    engine: Engine,
    pre: bindings::WithFieldsPre<()>,
    context: Context,
    request: Request,
}

impl Raw {
    /// Compiles a package's component; it must import nothing.
    pub fn new(component: &[u8], request: &vuoro_plugins::FieldRequest) -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config.concurrency_support(false);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(vuoro_plugins::bench::pool()));
        let engine = Engine::new(&config)?;
        let component = Component::from_binary(&engine, component)?;
        let pre = bindings::WithFieldsPre::new(Linker::new(&engine).instantiate_pre(&component)?)?;
        let request = Request {
            parent_type: request.parent_type.clone(),
            field: request.field.clone(),
            arguments: request.arguments.to_string(),
            parents: request.parents.iter().map(ToString::to_string).collect(),
        };
        Ok(Self { engine, pre, context: Context { actor: Actor::System, language: "en".to_owned() }, request })
    }

    /// A fresh instance, one call and its end. Gives how many values came.
    pub fn call(&self) -> wasmtime::Result<usize> {
        let mut store = Store::new(&self.engine, ());
        let plugin = self.pre.instantiate(&mut store)?;
        let values = plugin.vuoro_plugin_fields().call_resolve(&mut store, &self.context, &self.request)?;
        values.map(|values| values.len()).map_err(|error| wasmtime::Error::msg(format!("the guest refused: {error:?}")))
    }
}
