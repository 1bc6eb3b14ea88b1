//! Slugs: an organisation's name in paths, `/o/{slug}/graphql`.

use crate::Problem;

/// Characters of a slug, fewest and most.
const CHARS: std::ops::RangeInclusive<usize> = 2..=40;

/// Slugs that the server's own paths use or may come to use, or that look as if they were the server's.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "admin",
    "api",
    "app",
    "assets",
    "auth",
    "console",
    "demo-shop",
    "docs",
    "files",
    "graphiql",
    "graphql",
    "health",
    "healthz",
    "help",
    "login",
    "logout",
    "metrics",
    "new",
    "null",
    "platform",
    "plugins",
    "readyz",
    "root",
    "sign-in",
    "sign-up",
    "static",
    "status",
    "support",
    "system",
    "undefined",
    "vuoro",
    "widget",
    "www",
];

/// Whether an organisation can have this slug. A text that can't be one is never looked up.
pub(crate) fn can_be_slug(slug: &str) -> bool {
    CHARS.contains(&slug.len())
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-')
}

/// Checks a new organisation's slug.
pub(super) fn check(slug: &str) -> Result<(), Problem> {
    if !can_be_slug(slug) {
        let text = "takes 2 to 40 of a-z, 0-9 and -, with no - at either end";
        return Err(Problem::invalid("slug", text));
    }
    if RESERVED.contains(&slug) {
        return Err(Problem::invalid("slug", "is reserved"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_plain_and_not_reserved() {
        for good in ["demo", "a1", "vuoro-oy", "42", &"a".repeat(40)] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for wrong in ["", "a", "-a", "a-", "Demo", "a b", "a/b", "..", "ä1", "demo\0", "graphql", &"a".repeat(41)] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }
}
