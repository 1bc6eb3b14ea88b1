//! The checking process's own part. Whatever it does with a package it does within limits that it set itself before it read
//! the first byte of it.

use std::{
    io::{self, Read, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
    thread,
};

use rustix::process::{Resource, Rlimit, setpriority_process, setrlimit};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vuoro_package::{Package, SCRIPT_PACKAGE_BYTES_MAX, check_settings_by};
use wasmtime::component::Component;

use super::verdict::Verdict;
use crate::{LoadError, cache::CodeCache, engine, limits, loaded::Exports};

/// Reads a package from standard input, checks it, compiles it into the folder of compiled code, and writes a line with what
/// it found. A package that is too much for the limits ends the process instead.
///
/// This is a whole program: the server starts itself so, with a subcommand that nobody types.
pub fn check_from_stdin(code: &Path) -> ExitCode {
    tell(set_limits().map_err(|error| LoadError::NoChecker(error.to_string())).and_then(|()| checked(code)))
}

/// Reads a settings' schema and what was chosen from standard input, and writes a line that says whether it may be.
pub fn check_settings_from_stdin() -> ExitCode {
    tell(set_limits().map_err(|error| LoadError::NoChecker(error.to_string())).and_then(|()| checked_settings()))
}

/// What the server hands over to have settings checked.
#[derive(Serialize, Deserialize)]
pub(super) struct Chosen {
    pub schema: Map<String, Value>,
    pub chosen: Value,
}

fn checked_settings() -> Result<Verdict, LoadError> {
    let host = |error: &dyn std::fmt::Display| LoadError::NoChecker(error.to_string());
    let mut bytes = Vec::new();
    io::stdin().lock().take(limits::SETTINGS_CHECK_BYTES).read_to_end(&mut bytes).map_err(|error| host(&error))?;
    let Chosen { schema, chosen } = serde_json::from_slice(&bytes).map_err(|error| host(&error))?;
    let checked = on_stack(limits::CHECK_STACK_BYTES, move || check_settings_by(&schema, &chosen))?;
    Ok(checked.map_or_else(Verdict::Settings, |()| Verdict::Fine))
}

fn tell(verdict: Result<Verdict, LoadError>) -> ExitCode {
    let mut stdout = io::stdout().lock();
    let line = verdict.unwrap_or_else(Verdict::from).to_line();
    match writeln!(stdout, "{line}").and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn set_limits() -> io::Result<()> {
    let set =
        |resource, current, maximum| setrlimit(resource, Rlimit { current: Some(current), maximum: Some(maximum) });
    // No picture of what it has in memory is written when it is ended.
    set(Resource::Core, 0, 0)?;
    set(Resource::As, limits::CHECK_MEMORY_BYTES, limits::CHECK_MEMORY_BYTES)?;
    set(Resource::Fsize, limits::CHECK_FILE_BYTES, limits::CHECK_FILE_BYTES)?;
    set(Resource::Nofile, limits::CHECK_FILES, limits::CHECK_FILES)?;
    set(Resource::Cpu, limits::CHECK_READ_CPU.as_secs(), limits::CHECK_CPU.as_secs() + 1)?;
    // The chat goes first where both want the same processor.
    const NICE: i32 = 10;
    setpriority_process(None, NICE)?;
    Ok(())
}

/// Lets it go on for as long as compiling may take.
fn may_compile() -> io::Result<()> {
    let (current, maximum) = (limits::CHECK_CPU.as_secs(), limits::CHECK_CPU.as_secs() + 1);
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum: Some(maximum) })?)
}

fn checked(code: &Path) -> Result<Verdict, LoadError> {
    let host = |error: &dyn std::fmt::Display| LoadError::NoChecker(error.to_string());
    let mut bytes = Vec::new();
    // One byte more than there may be says that there are too many.
    let most = SCRIPT_PACKAGE_BYTES_MAX as u64 + 1;
    io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| host(&error))?;
    let bytes: Arc<[u8]> = bytes.into();
    let read = bytes.clone();
    let package = on_stack(limits::CHECK_STACK_BYTES, move || Package::read(read))?;
    let package = package.map_err(|error| LoadError::Refused(error.to_string()))?;
    may_compile().map_err(|error| host(&error))?;
    let folder = code.to_owned();
    on_stack(limits::COMPILE_STACK_BYTES, move || compile(&folder, &bytes))??;
    let folder = code.to_owned();
    // As the server does it afterwards, on less stack than the server has.
    on_stack(limits::CHECK_STACK_BYTES, move || find(&folder, &package))??;
    Ok(Verdict::Fine)
}

fn on_stack<T: Send + 'static>(bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Result<T, LoadError> {
    let started = thread::Builder::new().stack_size(bytes).spawn(work);
    let started = started.map_err(|error| LoadError::NoChecker(error.to_string()))?;
    // A panic is a fault of ours, which this package brings out.
    started.join().map_err(|_| LoadError::Broken("the check broke off".to_owned()))
}

fn compile(folder: &Path, bytes: &[u8]) -> Result<(), LoadError> {
    let cache = CodeCache::join(folder).map_err(|_| LoadError::NotKept)?;
    let engine = engine::compiler(cache.for_engine()).map_err(|error| LoadError::NoChecker(format!("{error:#}")))?;
    Component::from_binary(&engine, bytes).map(|_| ()).map_err(|error| LoadError::Broken(format!("{error:#}")))
}

/// Finds the compiled code, and links it: then the server, which does the same next, doesn't compile anything.
fn find(folder: &Path, package: &Package) -> Result<(), LoadError> {
    let cache = CodeCache::join(folder).map_err(|_| LoadError::NotKept)?;
    let host = |error: wasmtime::Error| LoadError::NoChecker(format!("{error:#}"));
    let engine = engine::compiler(cache.for_engine()).map_err(host)?;
    let linker = engine::linker(&engine).map_err(host)?;
    let component = Component::from_binary(&engine, &package.bytes);
    let component = component.map_err(|error| LoadError::Broken(format!("{error:#}")))?;
    Exports::new(&linker, &component, package)?;
    match cache.hits() {
        0 => Err(LoadError::NotKept),
        _ => Ok(()),
    }
}
