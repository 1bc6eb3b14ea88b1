//! The binary `vuoro`.

fn main() -> std::process::ExitCode {
    vuoro_server::cli::main()
}
