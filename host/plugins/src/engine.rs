//! The settings of wasmtime.

use wasmtime::{
    Cache, Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig,
    component::{HasSelf, Linker},
};

use crate::{bindings, limits, state::State};

/// The engine of all plugins: instances come from a pool, and epochs stop guests that run too long.
pub(crate) fn engine(cache: Cache) -> wasmtime::Result<Engine> {
    let mut config = config(cache);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
    Engine::new(&config)
}

/// An engine that compiles to the same code, and where nothing is to run: it takes no room for instances.
pub(crate) fn compiler(cache: Cache) -> wasmtime::Result<Engine> {
    let mut config = config(cache);
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    Engine::new(&config)
}

fn config(cache: Cache) -> Config {
    let mut config = Config::new();
    config
        .cache(Some(cache))
        .cranelift_opt_level(OptLevel::Speed)
        .epoch_interruption(true)
        .consume_fuel(false)
        .concurrency_support(false)
        .memory_init_cow(true)
        .max_wasm_stack(limits::GUEST_STACK_BYTES)
        .async_stack_size(limits::FIBER_STACK_BYTES)
        .wasm_backtrace_max_frames(std::num::NonZeroUsize::new(limits::FRAMES))
        .wasm_memory64(false)
        .wasm_multi_memory(false);
    config
}

/// Everything that a plugin may import. Whether a call may use it is checked at each call of the host.
pub(crate) fn linker(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    bindings::store::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::scoped_store::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::chat::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::chat_write::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::events::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::alarm_clock::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::settings::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::log::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::clock::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::random::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    bindings::http::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
    Ok(linker)
}

/// The pool that instances come from.
pub(crate) fn pool() -> PoolingAllocationConfig {
    const CALLS: u32 = (limits::INTERACTIVE_LANE + limits::BACKGROUND_LANE) as u32;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(CALLS)
        .total_core_instances(CALLS * limits::CORE_INSTANCES)
        .max_core_instances_per_component(limits::CORE_INSTANCES)
        .max_memories_per_component(1)
        .max_memories_per_module(1)
        .total_memories(CALLS)
        .max_memory_size(limits::MEMORY_BYTES)
        .max_tables_per_component(4)
        .max_tables_per_module(4)
        .total_tables(CALLS * 4)
        .table_elements(limits::TABLE_ELEMENTS)
        .total_stacks(CALLS)
        .max_unused_warm_slots(CALLS)
        .linear_memory_keep_resident(64 * 1024)
        .table_keep_resident(16 * 1024)
        .pagemap_scan(Enabled::Auto);
    pool
}
