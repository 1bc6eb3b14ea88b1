//! One guest with many behaviours, chosen by the first letter of the field.

use vuoro_package::Package;

use super::guest::fields;

/// For any other field the guest answers 42.
pub(super) fn guest() -> Package {
    let resolve: String = DEEDS.iter().map(|(letter, deed)| on(*letter, deed)).collect();
    fields(IMPORTS, DEFINITIONS, &format!("{resolve} (i32.const 16)"))
}

fn on(letter: char, deed: &str) -> String {
    format!("(if (i32.eq (local.get $letter) (i32.const {})) (then {deed}))\n", u32::from(letter))
}

const DEEDS: [(char, &str); 19] = [
    // Loops.
    ('l', "(loop $again (br $again))"),
    // Copies memory for ever.
    (
        'c',
        "(drop (memory.grow (i32.const 200)))
         (loop $again (memory.copy (i32.const 0) (i32.const 4096) (i32.const 12000000)) (br $again))",
    ),
    // Overflows its stack.
    ('s', "(drop (call $deep (i32.const 0)))"),
    // Asks for 16 MiB more than it has.
    ('m', "(if (i32.eq (memory.grow (i32.const 256)) (i32.const -1)) (then unreachable))"),
    // Traps.
    ('u', "unreachable"),
    // Calls the host without end.
    ('h', "(loop $again (drop (call $now)) (br $again))"),
    // Writes a line of 2 MiB.
    ('w', "(drop (memory.grow (i32.const 40))) (call $log (i32.const 1) (i32.const 0) (i32.const 2097152))"),
    // Panics, as the SDK does: a line at level error, and then a trap.
    ('p', "(call $log (i32.const 3) (i32.const 160) (i32.const 31)) unreachable"),
    // Reads the key `a`: 0 when something is there, 1 when nothing is, 2 and more for the errors in their order.
    (
        'g',
        "(call $get (i32.const 64) (i32.const 1) (i32.const 80))
         (if (i32.load8_u (i32.const 80))
            (then (return (call $digit (i32.add (i32.const 2) (i32.load8_u (i32.const 88)))))))
         (return (call $digit (i32.sub (i32.const 1) (i32.load8_u (i32.const 88)))))",
    ),
    // Puts the key `a`: 0 when that is done, 2 and more for the errors.
    ('k', "(return (call $digit (call $keep)))"),
    // Puts the key `a`, and then refuses.
    ('r', "(drop (call $keep)) (return (i32.const 48))"),
    // Puts the key `a`, and then stops.
    ('x', "(drop (call $keep)) unreachable"),
    // Reports that it is broken.
    ('f', "(i32.store8 (i32.const 52) (i32.const 4)) (return (i32.const 48))"),
    // Gives 100 times 42.
    (
        'e',
        "(loop $next
            (i32.store (i32.add (i32.const 16384) (i32.mul (global.get $count) (i32.const 8))) (i32.const 0))
            (i32.store (i32.add (i32.const 16388) (i32.mul (global.get $count) (i32.const 8))) (i32.const 2))
            (global.set $count (i32.add (global.get $count) (i32.const 1)))
            (br_if $next (i32.lt_u (global.get $count) (i32.const 100))))
         (i32.store (i32.const 20) (i32.const 16384))
         (i32.store (i32.const 24) (i32.const 100))
         (return (i32.const 16))",
    ),
    // Gives two values.
    ('t', "(i32.store (i32.const 24) (i32.const 2)) (return (i32.const 16))"),
    // Gives invalid JSON.
    ('j', "(i32.store8 (i32.const 0) (i32.const 123)) (return (i32.const 16))"),
    // Gives a text of almost 1 MiB, and a second small one.
    (
        'b',
        "(drop (memory.grow (i32.const 40)))
         (memory.fill (i32.const 65536) (i32.const 32) (i32.const 2097152))
         (i32.store8 (i32.const 65536) (i32.const 49))
         (i32.store (i32.const 32) (i32.const 65536))
         (i32.store (i32.const 36) (i32.const 2097152))
         (return (i32.const 16))",
    ),
    // Gives an address outside of its memory.
    ('o', "(i32.store (i32.const 20) (i32.const -16)) (return (i32.const 16))"),
    // Asks for a conversation whose id is none: 0 when there is one, 2 and more for the errors.
    (
        'i',
        "(call $conversation (i32.const 64) (i32.const 1) (i32.const 80))
         (if (i32.load8_u (i32.const 80))
            (then (return (call $digit (i32.add (i32.const 2) (i32.load8_u (i32.const 84)))))))
         (return (call $digit (i32.const 0)))",
    ),
];

const IMPORTS: &str = r#"
    (import "vuoro:plugin/clock@0.1.0" "now" (func $now (result i64)))
    (import "vuoro:plugin/log@0.1.0" "write" (func $log (param i32 i32 i32)))
    (import "vuoro:plugin/store@0.1.0" "get" (func $get (param i32 i32 i32)))
    (import "vuoro:plugin/store@0.1.0" "put" (func $put (param i32 i32 i32 i32 i32 i64 i32)))
    (import "vuoro:plugin/chat@0.1.0" "conversation" (func $conversation (param i32 i32 i32)))
"#;

/// At 0 the text 42; at 16 the result `ok([that text])`; at 48 the result `refused(that text)`; at 64 the key `a`; from 80 on
/// room for what the host gives; at 160 the words of a panic.
const DEFINITIONS: &str = r#"
    (global $count (mut i32) (i32.const 0))
    (data (i32.const 0) "42")
    (data (i32.const 16) "\00\00\00\00\20\00\00\00\01\00\00\00")
    (data (i32.const 32) "\00\00\00\00\02\00\00\00")
    (data (i32.const 40) "\00\00\00\00\02\00\00\00")
    (data (i32.const 48) "\01\00\00\00\00\00\00\00\00\00\00\00\02\00\00\00")
    (data (i32.const 64) "a")
    (data (i32.const 160) "panicked at src/lib.rs:1: \1bboom")
    (func $deep (param i32) (result i32)
        (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
    (func $digit (param i32) (result i32)
        (i32.store8 (i32.const 0) (i32.add (i32.const 48) (local.get 0)))
        (i32.store8 (i32.const 1) (i32.const 32))
        (i32.const 16))
    (func $keep (result i32)
        (call $put (i32.const 64) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i64.const 0) (i32.const 80))
        (if (result i32) (i32.load8_u (i32.const 80))
            (then (i32.add (i32.const 2) (i32.load8_u (i32.const 88))))
            (else (i32.const 0))))
"#;
