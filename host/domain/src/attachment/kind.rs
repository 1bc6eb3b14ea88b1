//! The type of a file, from its content only. Types that a browser could run are reported as unknown.
//!
//! SECURITY.md, "Attachments".

use image::ImageFormat;

/// How many bytes from the start are examined.
pub(super) const HEAD_BYTES: usize = 8 * 1024;
/// The type of files that aren't recognised, or had better not be named.
pub(super) const UNKNOWN: &str = "application/octet-stream";
const TEXT: &str = "text/plain; charset=utf-8";

/// Types that are named besides pictures, sound and video. None of them runs in a page.
const NAMED: [&str; 18] = [
    "application/epub+zip",
    "application/gzip",
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.rar",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/zip",
    "application/zstd",
];

/// Finds the type of a file that begins with `head`, on a thread of its own: for some formats the library parses
/// containers, and if it panics, that must not end the request's thread.
pub(super) async fn content_type_apart(head: Vec<u8>, plain: bool) -> &'static str {
    tokio::task::spawn_blocking(move || content_type(&head, plain)).await.unwrap_or(UNKNOWN)
}

/// The type of a file that begins with `head`; `plain` says that the whole file is text.
pub(super) fn content_type(head: &[u8], plain: bool) -> &'static str {
    if plain {
        return match head {
            // These two formats can be pure ASCII.
            _ if head.starts_with(b"%PDF-") => "application/pdf",
            _ if head.starts_with(b"{\\rtf") => "application/rtf",
            _ if head.starts_with(b"%!") || looks_like_markup(head) => UNKNOWN,
            _ => TEXT,
        };
    }
    // The library decides on fewer bytes than are needed to be sure, for example "GIF" alone.
    let found = infer::get(head).map_or(UNKNOWN, |found| found.mime_type());
    match found {
        "image/png" if head.starts_with(b"\x89PNG\r\n\x1a\n") => found,
        "image/jpeg" if head.starts_with(b"\xff\xd8\xff") => found,
        "image/gif" if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") => found,
        "image/webp" if head.starts_with(b"RIFF") => found,
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" => UNKNOWN,
        "audio/opus" | "audio/ogg" if head.windows(7).take(64).any(|at| at == b"\x80theora") => "video/ogg",
        "audio/opus" => "audio/ogg",
        _ if NAMED.contains(&found) => found,
        _ if ["image/", "audio/", "video/"].iter().any(|family| found.starts_with(family)) => found,
        _ => UNKNOWN,
    }
}

/// Whether a program might take the text for a web page, or for a drawing that contains scripts.
fn looks_like_markup(head: &[u8]) -> bool {
    const SIGNS: [&str; 12] = [
        "<!doctype",
        "<?xml",
        "<html",
        "<head",
        "<body",
        "<script",
        "<svg",
        "<iframe",
        "<img",
        "<style",
        "<object",
        "<embed",
    ];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    start.starts_with('<') || SIGNS.iter().any(|sign| text.contains(sign))
}

/// The decoder for a type of which thumbnails are made.
pub(super) fn image_format(content_type: &str) -> Option<ImageFormat> {
    Some(match content_type {
        "image/png" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/webp" => ImageFormat::WebP,
        _ => return None,
    })
}

/// Whether a browser may show the file in place. A picture may only when it could be decoded here: a file that only
/// claims to be one, or one that would take too much memory, is offered for download.
pub(super) fn is_inline(content_type: &str, has_thumbnail: bool) -> bool {
    match content_type {
        "video/mp4" | "video/webm" | "video/ogg" | "audio/ogg" => true,
        other => image_format(other).is_some() && has_thumbnail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &[u8]) -> &'static str {
        let mut plain = super::super::plain::PlainText::default();
        plain.look(content);
        content_type(&content[..content.len().min(HEAD_BYTES)], plain.is_plain())
    }

    #[test]
    fn a_type_comes_from_the_content() {
        let mut webm = b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01\x42\x82\x84webm".to_vec();
        webm.resize(300, 0);
        let mut theora = b"OggS\0\x02".to_vec();
        theora.resize(28, 0);
        theora.extend(b"\x80theora\x03\x02");
        let mut tar = vec![0; 512];
        tar[..5].copy_from_slice(b"a.txt");
        tar[257..262].copy_from_slice(b"ustar");
        for (content, expected) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], "image/png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg"),
            (b"GIF89a\x01\0\x01\0\0\0\0", "image/gif"),
            (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
            (b"\0\0\0\x18ftypmp42\0\0\0\0", "video/mp4"),
            (&webm, "video/webm"),
            (&theora, "video/ogg"),
            (b"OggS\0\x02\0\0\0\0\0\0", "audio/ogg"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
            (b"%PDF-1.0\nascii only", "application/pdf"),
            (b"{\\rtf1 hei}", "application/rtf"),
            (b"PK\x03\x04\x14\0\0\0\0\0", "application/zip"),
            (&tar, "application/x-tar"),
            ("Hyvää päivää,\nBMW myytävänä".as_bytes(), TEXT),
            (b"BMW for sale", TEXT),
            (b"GIF is a format", TEXT),
            (b"MZ is how some programs begin", TEXT),
            (b"alert(document.cookie)", TEXT),
            (b"#!/bin/sh\nrm -rf /", TEXT),
            (b"a < b and b > c", TEXT),
            (b"MZ\x90\0\x03\0\0\0", UNKNOWN),
            (b"\x7fELF\x02\x01\x01\0", UNKNOWN),
            (b"\0asm\x01\0\0\0", UNKNOWN),
            (b"FWS\x09\0\0\0\0", UNKNOWN),
            (b"\0", UNKNOWN),
        ] {
            assert_eq!(of(content), expected, "{}", String::from_utf8_lossy(content));
        }
    }

    #[test]
    fn what_a_browser_could_run_has_no_type_and_is_never_shown_in_place() {
        for content in [
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            b"  \n\t<HTML ><body onload=alert(1)>",
            b"\xef\xbb\xbf<html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<?xml version='1.0'?><x/>",
            b"<?xml-stylesheet href='x'?>",
            b"<a href=javascript:alert(1)>x",
            b"hello <script>alert(1)</script>",
            b"plain at first\n<IMG src=x onerror=alert(1)>",
            b"<html>p\xe4iv\xe4</html>",
            b"\xff\xfe<\0h\0t\0m\0l\0>\0",
            b"%!PS-Adobe-3.0",
            b"GIF89<script>alert(1)</script>\0",
            b"\x89PNG<script>\0",
            b"xxxxyyyyWEBP<script>\0",
        ] {
            let found = of(content);
            assert_eq!(found, UNKNOWN, "{}", String::from_utf8_lossy(content));
            assert!(!is_inline(found, true));
        }
    }

    #[test]
    fn only_pictures_films_and_sounds_that_browsers_play_safely_are_shown_in_place() {
        for shown in ["image/png", "image/jpeg", "image/gif", "image/webp"] {
            assert!(is_inline(shown, true) && !is_inline(shown, false));
        }
        for shown in ["video/mp4", "video/webm", "video/ogg", "audio/ogg"] {
            assert!(is_inline(shown, false));
        }
        for not in [TEXT, UNKNOWN, "application/pdf", "image/svg+xml", "image/avif", "text/html", "video/quicktime", ""]
        {
            assert!(!is_inline(not, true), "{not}");
        }
    }

    #[test]
    fn no_beginning_of_a_file_makes_the_detection_panic() {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        let starts: [&[u8]; 7] = [
            b"PK\x03\x04",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            b"RIFF",
            b"\0\0\0\x18ftyp",
            b"\x1a\x45\xdf\xa3",
            b"MZ",
            b"",
        ];
        for round in 0..3_000 {
            let mut content: Vec<u8> = (0..next() % 700).map(|_| next() as u8).collect();
            let start = starts[round % starts.len()];
            content.splice(..start.len().min(content.len()), start.iter().copied());
            content_type(&content, false);
        }
    }
}
