//! The binary `vuoro`.

/// Measured against the C library's allocator: a tenth less processor time a message, a third less memory for an idle
/// subscriber. Without huge pages (see Cargo.toml), since otherwise a single byte of a thread's own heap would take two
/// megabytes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    vuoro_server::cli::main()
}
