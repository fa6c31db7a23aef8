"""Pictures: a limit on pixels before decoding, whole, and freed of metadata (place, camera, comments) without loss."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageFile, UnidentifiedImageError

from portal.files.inspector.verdict import Rejected, Verdict

MAX_PIXELS = 60_000_000
_PNG_KEEP = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"bKGD", b"sBIT"}
_ORIENTATION = 0x0112

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = None


def check_picture(content: bytes, family: str) -> Verdict:
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Rejected("polyglot")
    width, height, orientation = _header(content, family)
    if width * height > MAX_PIXELS:
        raise Rejected("too_many_pixels")
    cleaned = _clean_png(content) if family == "png" else _clean_jpeg(content, orientation)
    try:
        with Image.open(io.BytesIO(cleaned), formats=["PNG" if family == "png" else "JPEG"]) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise Rejected("broken") from error
    return Verdict(kind=family, cleaned=cleaned)


def _header(content: bytes, family: str) -> tuple[int, int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG" if family == "png" else "JPEG"]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return width, height, 1
            return width, height, int(image.getexif().get(_ORIENTATION, 1)) if family == "jpg" else 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, struct.error) as error:
        raise Rejected("broken") from error


def _clean_png(content: bytes) -> bytes:
    kept, position, ended = [content[:8]], 8, False
    while position + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        end = position + 12 + length
        if (
            end > len(content)
            or zlib.crc32(content[position + 4 : end - 4]) != struct.unpack(">I", content[end - 4 : end])[0]
        ):
            raise Rejected("broken")
        if kind in _PNG_KEEP:
            kept.append(content[position:end])
        position = end
        if kind == b"IEND":
            ended = True
            break
    if not ended:
        raise Rejected("broken")
    return b"".join(kept)


def _clean_jpeg(content: bytes, orientation: int) -> bytes:
    """Drop EXIF, XMP, IPTC and comments; keep pixels, colour profile and, where it matters, the orientation."""
    kept, position = [b"\xff\xd8"], 2
    if orientation in range(2, 9):
        kept.append(_orientation_segment(orientation))
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            raise Rejected("broken")
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        end = position + 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
        if end > len(content):
            raise Rejected("broken")
        if marker == 0xDA:
            stop = _end_of_image(content, end)
            return b"".join([*kept, content[position:stop]])
        if marker not in {0xE1, 0xED, 0xFE} and not (marker == 0xE2 and content[position + 4 : position + 7] == b"MPF"):
            kept.append(content[position:end])
        position = end
    raise Rejected("broken")


def _end_of_image(content: bytes, start: int) -> int:
    """The place after the first end-of-image mark that follows the scans."""
    stop = content.find(b"\xff\xd9", start)
    if stop < 0:
        raise Rejected("broken")
    return stop + 2


def _orientation_segment(orientation: int) -> bytes:
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
