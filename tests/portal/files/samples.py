"""Small real files of each kind, and the same with something wrong."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(change=None, **save) -> bytes:
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target, **save)
    return target.getvalue()


def with_open_action(kind: str):
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}")))

    return change


def with_link(address: str):
    def change(document: pikepdf.Pdf) -> None:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        document.pages[0].Annots = pikepdf.Array([link])

    return change


def with_call_at_each_page(document: pikepdf.Pdf) -> None:
    call = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://bidder.example/?seen"))
    document.pages[0].AA = pikepdf.Dictionary(O=call)


def with_call_after(document: pikepdf.Pdf) -> None:
    call = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://bidder.example/?seen"))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[0], Next=[call])


def with_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["in.txt"] = b"hidden"


def with_annotation_script(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    document.pages[0].Annots = pikepdf.Array([link])


def picture(kind: str = "PNG", size=(8, 6), **save) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind, **save)
    return target.getvalue()


def located_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif.tobytes(), comment=b"secret place")


def huge_png() -> bytes:
    """A header that claims 50,000 by 50,000 pixels over a few bytes of data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 99)) + chunk(b"IEND", b"")
    )


def archive(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return target.getvalue()


def docx(extra: dict[str, str | bytes] | None = None, types: str = TYPES) -> bytes:
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w/>", **(extra or {})})


def xlsx(extra: dict[str, str | bytes] | None = None) -> bytes:
    return archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<w/>", **(extra or {})})
