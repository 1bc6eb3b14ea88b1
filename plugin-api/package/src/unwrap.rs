//! Taking a package apart.

use wasmparser::{Parser, Payload};

use crate::{MANIFEST_SECTION, SCHEMA_SECTION};

/// The component of a package: what [`wrap`](crate::wrap) was given when it was given a component, to be wrapped again with
/// another manifest. The sections stand at the end, where `wrap` puts them; what can't be read is given back whole.
pub fn unwrap(package: &[u8]) -> &[u8] {
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(package) {
        match payload {
            Ok(Payload::Version { .. }) => depth += 1,
            Ok(Payload::End(_)) => depth = depth.saturating_sub(1),
            Ok(Payload::CustomSection(section))
                if depth == 1 && [MANIFEST_SECTION, SCHEMA_SECTION].contains(&section.name()) =>
            {
                let content = section.range();
                // Before the content stand the section's kind, a byte, and the content's length, seven bits a byte.
                let bits = usize::BITS - content.len().leading_zeros();
                let header = 1 + bits.div_ceil(7).max(1) as usize;
                return package.get(..content.start - header).unwrap_or(package);
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    package
}
