//! How commands about plugins write what they say.

/// The hooks of a permission, behind its name: ` (send, end)`; nothing where it has none.
pub(super) fn hooks(of: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = of.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// A size in the unit that people read best.
pub(super) fn size(bytes: usize) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        small if small < KIB => format!("{bytes} B"),
        middle if middle < KIB * KIB => format!("{:.1} KiB", middle / KIB),
        large => format!("{:.1} MiB", large / (KIB * KIB)),
    }
}

/// The first line in lower case, and the following ones indented below it.
pub(super) fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_reads_best() {
        assert_eq!([size(0), size(1023), size(1536), size(4 << 20)], ["0 B", "1023 B", "1.5 KiB", "4.0 MiB"]);
    }
}
