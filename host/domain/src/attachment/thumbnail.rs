//! Thumbnails. Images from strangers are decoded on separate threads, within limits of pixels and memory. Whatever goes
//! wrong, only the thumbnail is missing; the file is kept.

use std::{io::Cursor, sync::Arc, time::Duration};

use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vuoro_kernel::limits::{PICTURE_SIDE_PX, THUMBNAIL_SIDE_PX, THUMBNAIL_SOURCE_PIXELS_MAX};
use vuoro_store::files::{FileError, Received, Source};

use super::kind;

/// Memory for decoding images in total: enough for the largest image that is decoded at all.
pub(super) const MEMORY_MAX_KIB: u32 = 512 * 1024;
/// The least that one thumbnail counts, so that few threads decode at the same time.
const SHARE_MIN_KIB: u32 = MEMORY_MAX_KIB / 4;
/// The most bytes that a decoder takes for each pixel: the coefficients of a progressive JPEG and its colours.
const BYTES_PER_PIXEL: u64 = 12;
/// Most bytes that one decoder may allocate for its picture, as far as it counts them.
const DECODER_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// A thumbnail that can't be started within this time is left out.
const WAIT: Duration = Duration::from_secs(20);
/// JPEG quality, out of 100.
const QUALITY: u8 = 80;

/// What was found out about an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Width and height in pixels, as shown; `None` when the server was too busy to look.
    pub size: Option<(u32, u32)>,
    /// PNG or JPEG; `None` when the picture is too large or broken, or the server was too busy.
    pub thumbnail: Option<Vec<u8>>,
}

/// Examines an image of `bytes` bytes; `None` when it isn't of that format.
pub(super) async fn picture(
    memory: &Arc<Semaphore>,
    received: &Received,
    bytes: u64,
    format: ImageFormat,
) -> Result<Option<Picture>, FileError> {
    // A decoder may hold the file besides the picture. The two steps reserve their memory one after the other: holding
    // some while waiting for more could lead to a deadlock.
    let mut picture = Picture { size: None, thumbnail: None };
    let Some(permit) = reserve(memory, bytes, 0).await else { return Ok(Some(picture)) };
    let source = received.source().await?;
    let Some(header) = run(permit, move || header(source, format)).await else { return Ok(None) };
    picture.size = Some(header.shown_size());
    if header.pixels() > THUMBNAIL_SOURCE_PIXELS_MAX {
        return Ok(Some(picture));
    }
    if let Some(permit) = reserve(memory, bytes, header.pixels()).await {
        let source = received.source().await?;
        picture.thumbnail = run(permit, move || shrink(source, format)).await;
    }
    Ok(Some(picture))
}

/// Cuts the middle of a picture to a small square, as PNG or JPEG.
///
/// # Errors
/// Why there is none, for the person who sent the file.
pub(crate) async fn square(memory: &Arc<Semaphore>, file: Vec<u8>) -> Result<Vec<u8>, NoSquare> {
    let head = file[..file.len().min(kind::HEAD_BYTES)].to_vec();
    let content_type = kind::content_type_apart(head, false).await;
    let format = kind::image_format(content_type).ok_or(NoSquare::NotAPicture)?;
    let bytes = file.len() as u64;
    let file = Bytes::from(file);
    let permit = reserve(memory, bytes, 0).await.ok_or(NoSquare::Busy)?;
    let source = Cursor::new(file.clone());
    let header = run(permit, move || header(Box::new(source), format)).await.ok_or(NoSquare::NotAPicture)?;
    if header.pixels() > THUMBNAIL_SOURCE_PIXELS_MAX {
        return Err(NoSquare::TooLarge);
    }
    let permit = reserve(memory, bytes, header.pixels()).await.ok_or(NoSquare::Busy)?;
    run(permit, move || crop(Box::new(Cursor::new(file)), format)).await.ok_or(NoSquare::NotAPicture)
}

/// Why a file gave no square.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoSquare {
    /// It isn't of a supported format, or is broken.
    NotAPicture,
    /// It has too many pixels.
    TooLarge,
    /// Too many other pictures are being decoded.
    Busy,
}

async fn reserve(memory: &Arc<Semaphore>, bytes: u64, pixels: u64) -> Option<OwnedSemaphorePermit> {
    let bytes = bytes.saturating_add(pixels.saturating_mul(BYTES_PER_PIXEL));
    let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
    let share = kib.clamp(if pixels > 0 { SHARE_MIN_KIB } else { 1 }, MEMORY_MAX_KIB);
    let permit = Arc::clone(memory).acquire_many_owned(share);
    tokio::time::timeout(WAIT, permit).await.ok()?.ok()
}

/// Runs on a blocking thread, which also contains a panic of a decoder.
async fn run<T: Send + 'static>(
    permit: OwnedSemaphorePermit,
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Option<T> {
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    });
    match done.await {
        Ok(Ok(done)) => Some(done),
        Ok(Err(error)) => {
            tracing::debug!(%error, "no thumbnail");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "an image decoder broke down");
            None
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Header {
    width: u32,
    height: u32,
    orientation: Orientation,
}

impl Header {
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The size after rotation: cameras store a picture as the sensor lies and say how to turn it.
    fn shown_size(&self) -> (u32, u32) {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        match self.orientation {
            Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH => (self.height, self.width),
            _ => (self.width, self.height),
        }
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    limits
}

fn decoder(source: Box<dyn Source>, format: ImageFormat) -> Result<impl ImageDecoder, ImageError> {
    let mut reader = ImageReader::with_format(source, format);
    reader.limits(limits());
    reader.into_decoder()
}

fn header(source: Box<dyn Source>, format: ImageFormat) -> Result<Header, ImageError> {
    let mut decoder = decoder(source, format)?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Header { width, height, orientation })
}

fn shrink(source: Box<dyn Source>, format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    let (picture, orientation) = decode(source, format)?;
    let mut small = match picture.width().max(picture.height()) > THUMBNAIL_SIDE_PX {
        true => picture.thumbnail(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX),
        false => picture,
    };
    small.apply_orientation(orientation);
    encode(small)
}

/// Cuts the middle of a picture to a square of at most [`PICTURE_SIDE_PX`] a side.
fn crop(source: Box<dyn Source>, format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    let (picture, orientation) = decode(source, format)?;
    let side = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let mut square = picture.crop_imm(left, top, side, side);
    if side > PICTURE_SIDE_PX {
        square = square.thumbnail_exact(PICTURE_SIDE_PX, PICTURE_SIDE_PX);
    }
    square.apply_orientation(orientation);
    encode(square)
}

fn decode(source: Box<dyn Source>, format: ImageFormat) -> Result<(DynamicImage, Orientation), ImageError> {
    let mut decoder = decoder(source, format)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut limits = limits();
    limits.reserve(decoder.total_bytes())?;
    decoder.set_limits(limits)?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// JPEG, or PNG for pictures with transparency. Being encoded again, it contains nothing of the file but its pixels.
fn encode(small: DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let pixels = small.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        DynamicImage::from(pixels)
            .into_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    } else {
        pixels.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
