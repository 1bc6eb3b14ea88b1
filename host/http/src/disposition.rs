//! `Content-Disposition` for a file with an arbitrary name (RFC 6266).

use std::fmt::Write;

use axum::http::HeaderValue;

/// Shows the file in the page, or offers it for saving, under its own name.
///
/// The name is sent twice: percent-encoded with all its letters (RFC 8187), and as plain ASCII for old clients. Neither
/// form can contain a quote, a backslash, a slash, a line break or anything else with a meaning here.
pub(crate) fn disposition(inline: bool, name: &str) -> HeaderValue {
    let kind = if inline { "inline" } else { "attachment" };
    let mut text = format!("{kind}; filename=\"");
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    text.extend(name.chars().map(|c| if is_plain(c) { c } else { '_' }));
    text.push_str("\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            write!(text, "%{byte:02X}").expect("writing to a String does not fail");
        }
    }
    HeaderValue::try_from(text).expect("only visible ASCII was written")
}

/// Characters kept in the ASCII name. A percent sign isn't, because some browsers decode it.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_' | '(' | ')' | '+' | ',' | '=' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        disposition(false, name).to_str().unwrap().to_owned()
    }

    #[test]
    fn a_name_keeps_its_letters() {
        assert_eq!(
            shown("kesäilta 🌅.png"),
            "attachment; filename=\"kes_ilta _.png\"; filename*=UTF-8''kes%C3%A4ilta%20%F0%9F%8C%85.png"
        );
        assert!(disposition(true, "a.png").to_str().unwrap().starts_with("inline; "));
    }

    #[test]
    fn a_name_can_not_add_a_header_or_a_parameter() {
        assert_eq!(
            shown("a\"; filename=evil.exe\r\nSet-Cookie: x=1\\../%41"),
            "attachment; filename=\"a__ filename=evil.exeSet-Cookie_ x=1_.._\
             _41\"; filename*=UTF-8''a%22%3B%20filename%3Devil.exeSet-Cookie%3A%20x%3D1%5C..%2F%2541"
        );
        assert_eq!(shown(""), "attachment; filename=\"\"; filename*=UTF-8''");
    }
}
