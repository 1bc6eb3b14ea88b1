use bytes::Bytes;
use image::{GrayImage, Rgb, RgbImage, RgbaImage};
use vuoro_store::files::{self, Incoming};

use super::*;

fn source(bytes: &[u8]) -> Box<dyn Source> {
    Box::new(Cursor::new(bytes.to_vec()))
}

fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What an upload finds out about these bytes.
async fn looked_at(bytes: Vec<u8>, format: ImageFormat) -> Option<Picture> {
    let temp = tempfile::tempdir().unwrap();
    let store = files::folder(temp.path()).unwrap().objects;
    let size = bytes.len() as u64;
    let mut incoming = Incoming::start(&store).await.unwrap();
    incoming.write(Bytes::from(bytes)).await.unwrap();
    let received = incoming.finish().await.unwrap();
    let memory = Arc::new(Semaphore::new(MEMORY_MAX_KIB as usize));
    let found = picture(&memory, &received, size, format).await.unwrap();
    assert_eq!(memory.available_permits(), MEMORY_MAX_KIB as usize, "all memory is given back");
    found
}

async fn thumbnail_of(bytes: Vec<u8>, format: ImageFormat) -> DynamicImage {
    let thumbnail = looked_at(bytes, format).await.unwrap().thumbnail.unwrap();
    image::load_from_memory(&thumbnail).unwrap()
}

/// A PNG that claims a size and has next to no data.
fn png_of(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
        })
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", &header[..]), (b"IDAT", b"\x78\x9c\x63\0\0\0\x01\0\x01"), (b"IEND", b"")] {
        png.extend((data.len() as u32).to_be_bytes());
        let chunk = [&name[..], data].concat();
        png.extend(&chunk);
        png.extend(crc(&chunk).to_be_bytes());
    }
    png
}

#[tokio::test]
async fn a_large_picture_becomes_small_in_every_format_and_keeps_its_proportions() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = encoded(RgbImage::from_pixel(1280, 640, Rgb([200, 30, 30])), format);
        let found = looked_at(bytes.clone(), format).await.unwrap();
        assert_eq!(found.size, Some((1280, 640)), "{format:?}");
        let small = thumbnail_of(bytes, format).await.into_rgb8();
        assert_eq!(small.dimensions(), (THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX / 2), "{format:?}");
        let Rgb([red, green, blue]) = *small.get_pixel(100, 100);
        assert!(red > 180 && green < 60 && blue < 60, "{format:?}");
    }
}

#[tokio::test]
async fn a_small_picture_is_not_made_larger_and_a_narrow_one_keeps_a_pixel() {
    let small = thumbnail_of(encoded(RgbImage::new(20, 10), ImageFormat::Png), ImageFormat::Png).await;
    assert_eq!((small.width(), small.height()), (20, 10));
    let narrow = thumbnail_of(encoded(GrayImage::new(1, 30_000), ImageFormat::Png), ImageFormat::Png).await;
    assert_eq!((narrow.width(), narrow.height()), (1, THUMBNAIL_SIDE_PX));
}

#[tokio::test]
async fn what_shows_through_stays_so_and_the_rest_is_jpeg() {
    let clear = encoded(RgbaImage::new(10, 10), ImageFormat::Png);
    let solid = encoded(RgbaImage::from_pixel(10, 10, image::Rgba([1, 2, 3, 255])), ImageFormat::Png);
    let kind = async |bytes| {
        image::guess_format(&looked_at(bytes, ImageFormat::Png).await.unwrap().thumbnail.unwrap()).unwrap()
    };
    assert_eq!((kind(clear).await, kind(solid).await), (ImageFormat::Png, ImageFormat::Jpeg));
}

/// A photo taken with the camera on its side: its left half is white, which is the upper half when shown.
fn sideways_photo() -> Vec<u8> {
    let photo = RgbImage::from_fn(800, 400, |x, _| if x < 400 { Rgb([255; 3]) } else { Rgb([0; 3]) });
    let mut jpeg = encoded(photo, ImageFormat::Jpeg);
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    jpeg.splice(2..2, exif.iter().copied());
    jpeg
}

#[tokio::test]
async fn a_photo_is_turned_as_its_camera_lay() {
    let found = looked_at(sideways_photo(), ImageFormat::Jpeg).await.unwrap();
    assert_eq!(found.size, Some((400, 800)));
    let small = thumbnail_of(sideways_photo(), ImageFormat::Jpeg).await.into_luma8();
    assert_eq!(small.dimensions(), (160, 320));
    assert!(small.get_pixel(80, 20).0[0] > 200 && small.get_pixel(80, 300).0[0] < 50);
    // Where and with what it was taken isn't passed on.
    assert!(!found.thumbnail.unwrap().windows(4).any(|at| at == b"Exif"));
}

#[tokio::test]
async fn a_picture_of_forty_megapixels_is_read_and_one_row_more_is_not() {
    let most = encoded(GrayImage::new(8_000, 5_000), ImageFormat::Png);
    let found = looked_at(most, ImageFormat::Png).await.unwrap();
    assert_eq!((found.size, found.thumbnail.is_some()), (Some((8_000, 5_000)), true));
    let found = looked_at(encoded(GrayImage::new(8_000, 5_001), ImageFormat::Png), ImageFormat::Png).await.unwrap();
    assert_eq!(found, Picture { size: Some((8_000, 5_001)), thumbnail: None });
}

#[tokio::test]
async fn a_picture_that_claims_to_be_huge_is_not_decoded() {
    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b".to_vec();
    for (bytes, format, size) in [
        (png_of(50_000, 50_000, 8, 6), ImageFormat::Png, (50_000, 50_000)),
        (png_of(0x7fff_ffff, 1, 1, 0), ImageFormat::Png, (0x7fff_ffff, 1)),
        (gif, ImageFormat::Gif, (65_535, 65_535)),
    ] {
        let found = looked_at(bytes, format).await;
        // A decoder may refuse such a header itself.
        assert!(found.is_none_or(|found| found == Picture { size: Some(size), thumbnail: None }));
    }
}

#[tokio::test]
async fn a_picture_that_would_take_more_memory_than_its_pixels_let_expect_is_not_decoded() {
    // 16 bits a channel: 320 MB.
    let found = looked_at(png_of(8_000, 5_000, 16, 6), ImageFormat::Png).await.unwrap();
    assert_eq!(found, Picture { size: Some((8_000, 5_000)), thumbnail: None });
    // A frame far larger than the screen in the header.
    let gif = b"GIF89a\x0a\0\x0a\0\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0\x3b".to_vec();
    let found = looked_at(gif, ImageFormat::Gif).await.unwrap();
    assert_eq!(found, Picture { size: Some((10, 10)), thumbnail: None });
}

#[tokio::test]
async fn what_is_no_picture_is_said_to_be_none() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        for bytes in
            [&b""[..], b"x", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a=1;alert(1)", b"RIFF\0\0\0\0WEBP<script>"]
        {
            let found = looked_at(bytes.to_vec(), format).await;
            assert!(found.is_none_or(|found| found.thumbnail.is_none()), "{format:?} {bytes:?}");
        }
    }
}

#[test]
fn a_damaged_picture_makes_no_decoder_panic() {
    let picture = RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8 * 4, y as u8 * 5, (x ^ y) as u8]));
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(picture.clone(), format);
        for round in 0..300 {
            let mut damaged = whole.clone();
            for _ in 0..=round % 8 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                let at = seed as usize % damaged.len();
                damaged[at] = (seed >> 32) as u8;
            }
            damaged.truncate(damaged.len() - (round % 5) * 7);
            let _ = header(source(&damaged), format);
            let _ = shrink(source(&damaged), format);
        }
    }
}

#[tokio::test]
async fn one_large_picture_waits_for_another() {
    let memory = Arc::new(Semaphore::new(MEMORY_MAX_KIB as usize));
    let first = reserve(&memory, 0, THUMBNAIL_SOURCE_PIXELS_MAX).await.unwrap();
    assert!(memory.available_permits() < SHARE_MIN_KIB as usize);
    drop(first);
    let small: Vec<_> = futures_util::future::join_all((0..4).map(|_| reserve(&memory, 100, 100))).await;
    assert!(small.iter().all(Option::is_some));
    assert_eq!(memory.available_permits(), 0, "four at once at most");
    drop(small);
    // It asks for more than all the memory, and gets all of it rather than waiting for ever.
    assert!(reserve(&memory, u64::MAX / 2, 0).await.is_some());
}

async fn squared(file: Vec<u8>) -> Result<DynamicImage, NoSquare> {
    let memory = Arc::new(Semaphore::new(MEMORY_MAX_KIB as usize));
    let found = square(&memory, file).await;
    assert_eq!(memory.available_permits(), MEMORY_MAX_KIB as usize, "all memory is given back");
    found.map(|bytes| image::load_from_memory(&bytes).unwrap())
}

#[tokio::test]
async fn a_square_is_the_middle_and_no_larger_than_what_it_is_made_of() {
    let red_at_the_ends = RgbImage::from_fn(900, 300, |x, _| match x {
        300..600 => Rgb([0, 0, 200]),
        _ => Rgb([200, 0, 0]),
    });
    let large = squared(encoded(red_at_the_ends, ImageFormat::Png)).await.unwrap().into_rgb8();
    assert_eq!(large.dimensions(), (PICTURE_SIDE_PX, PICTURE_SIDE_PX));
    assert!(large.pixels().all(|Rgb([red, _, blue])| *red < 60 && *blue > 140));
    let small = squared(encoded(RgbImage::new(20, 10), ImageFormat::Png)).await.unwrap();
    assert_eq!((small.width(), small.height()), (10, 10));
}

#[tokio::test]
async fn what_gives_no_square_is_told_apart() {
    assert_eq!(squared(b"GIF89a".to_vec()).await.err(), Some(NoSquare::NotAPicture));
    assert_eq!(squared(b"<svg/>".to_vec()).await.err(), Some(NoSquare::NotAPicture));
    assert_eq!(squared(png_of(10_000, 10_000, 8, 2)).await.err(), Some(NoSquare::TooLarge));
}
