//! The origins whose pages may embed an organisation's widget.

use vuoro_kernel::{
    Origin,
    limits::{ORIGIN_BYTES_MAX, WIDGET_ORIGINS_MAX},
};

use crate::Problem;

/// The path of the list within the input.
const FIELD: &str = "widgetOrigins";

/// Checks an operator's list: https origins, and http origins for trying things out on one's own machine. Returns each
/// once, as browsers write it, in the given order.
pub(super) fn check(given: &[String]) -> Result<Vec<String>, Problem> {
    if given.len() > WIDGET_ORIGINS_MAX {
        return Err(Problem::invalid(FIELD, format!("takes {WIDGET_ORIGINS_MAX} origins at most")));
    }
    let mut checked = Vec::with_capacity(given.len());
    for (number, text) in given.iter().enumerate() {
        let field = || format!("{FIELD}.{number}");
        let text = text.trim();
        let origin = (text.len() <= ORIGIN_BYTES_MAX).then(|| text.parse::<Origin>().ok()).flatten();
        let Some(origin) = origin else {
            return Err(Problem::invalid(field(), "takes an origin such as https://shop.example, without a path"));
        };
        if !origin.is_https() && !origin.is_this_machine() {
            return Err(Problem::invalid(field(), "takes https; http is for localhost alone"));
        }
        add(&mut checked, &origin);
    }
    Ok(checked)
}

/// The list with these origins added; when it is too long, the first ones are removed.
pub(super) fn with(list: &[String], more: &[Origin]) -> Vec<String> {
    let mut list = list.to_vec();
    for origin in more {
        add(&mut list, origin);
    }
    let surplus = list.len().saturating_sub(WIDGET_ORIGINS_MAX);
    list.split_off(surplus)
}

fn add(list: &mut Vec<String>, origin: &Origin) {
    let text = origin.to_string();
    if !list.contains(&text) {
        list.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(given: &[&str]) -> Result<Vec<String>, Problem> {
        check(&given.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn origins_are_kept_once_and_as_browsers_write_them() {
        let given =
            ["https://Shop.example:443", " https://shop.example", "http://localhost:8080", "https://a.example:8443"];
        let kept = ["https://shop.example", "http://localhost:8080", "https://a.example:8443"];
        assert_eq!(checked(&given).unwrap(), kept);
        assert_eq!(checked(&[]).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_origin_of_https_or_this_machine_is_refused_by_its_place() {
        let long = format!("https://{}.example", "a".repeat(ORIGIN_BYTES_MAX));
        for wrong in [
            "",
            "*",
            "shop.example",
            "https://*.example",
            "https://a.example/shop",
            "http://shop.example",
            "null",
            "https://a b",
            &long,
        ] {
            match checked(&["https://shop.example", wrong]) {
                Err(Problem::InvalidInput { field, .. }) => assert_eq!(field, "widgetOrigins.1", "{wrong}"),
                other => panic!("{wrong}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_list_has_a_most() {
        let many = |count: usize| (0..count).map(|n| format!("https://s{n}.example")).collect::<Vec<_>>();
        assert_eq!(check(&many(WIDGET_ORIGINS_MAX)).unwrap().len(), WIDGET_ORIGINS_MAX);
        assert_eq!(
            check(&many(WIDGET_ORIGINS_MAX + 1)),
            Err(Problem::invalid("widgetOrigins", "takes 50 origins at most"))
        );
        let more = with(&many(WIDGET_ORIGINS_MAX), &["http://localhost:1".parse().unwrap()]);
        assert_eq!((more.len(), &*more[0]), (WIDGET_ORIGINS_MAX, "https://s1.example"));
        assert_eq!(more.last().map(String::as_str), Some("http://localhost:1"));
    }
}
