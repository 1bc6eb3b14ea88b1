//! Compiles the crate again when the pages that it carries have changed.

fn main() {
    for folder in ["graphiql/dist", "console/dist", "widget/dist", "shop"] {
        println!("cargo::rerun-if-changed=../web/{folder}");
    }
}
