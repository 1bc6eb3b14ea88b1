//! Compiles the crate again when a file that it carries for plugin authors is added or removed.

fn main() {
    for folder in ["sdk", "templates", "wit"] {
        println!("cargo::rerun-if-changed=../../plugin-api/{folder}");
    }
}
