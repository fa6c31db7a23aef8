"""Files as bidders really send them, through the only form that takes any: refused in words at their field, or sealed safely."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.demo.cast import Cast
from purchasing.bid.actions import start_bid
from purchasing.models import BidVersion
from tests.portal.files import samples
from tests.purchasing.bid.tender import Tender, receiving
from tests.purchasing.bid.test_pages import filled, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return receiving(cast)


@pytest.fixture
def client(tender: Tender) -> Client:
    return signed_in(tender.cast, "s1", raise_request_exception=False)


@pytest.fixture
def address(tender: Tender) -> str:
    return f"/do/bid/{start_bid(tender.procurement, actor=tender.cast['s1']).reference}/submit/"


def upload(name: str, content: bytes, kind: str = "application/pdf") -> SimpleUploadedFile:
    """A file whose name is sent as it is, not as Django would first clean it."""
    made = SimpleUploadedFile("x", content, content_type=kind)
    made._name = name
    return made


REFUSED: dict[str, tuple[str, bytes]] = {
    "I43 empty": ("空.pdf", b""),
    "I44 html": ("页.pdf", b"<html><script>alert(1)</script></html>"),
    "I44 exe": ("程序.pdf", b"MZ\x90\x00\x03" + b"\x00" * 200),
    "I44 zip": ("包.pdf", samples.archive({"a.txt": "a"})),
    "I44 jpeg": ("照片.pdf", samples.picture("JPEG")),
    "I44 pdf and html": ("混.pdf", b"%PDF-1.7\n<html><script>1</script>" + samples.pdf()),
    "I44 pdf and zip": ("混.pdf", samples.pdf() + samples.archive({"a.txt": "a"})),
    "I44 gif and js": ("图.gif", b"GIF89a/*" + b"\x00" * 60 + b"*/=1;alert(1)"),
    "I45 encrypted": ("密.pdf", samples.pdf(encryption=pikepdf.Encryption(user="u", owner="o"))),
    "I45 script": ("脚.pdf", samples.pdf(samples.with_open_action("JavaScript"))),
    "I45 launch": ("启.pdf", samples.pdf(samples.with_open_action("Launch"))),
    "I45 embedded": ("附.pdf", samples.pdf(samples.with_attachment)),
    "I45 four bytes": ("头.pdf", b"%PDF"),
    "I45 broken": ("半.pdf", samples.pdf()[:-300]),
    "I46 pixels": ("大.png", samples.huge_png()),
    "I46 truncated": ("半.jpg", samples.picture("JPEG", (400, 400))[:-200]),
    "I47 svg": ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "I48 macros": ("宏.docx", samples.docx({"word/vbaProject.bin": b"x"})),
    "I48 docm": ("宏.docm", samples.docx()),
    "I49 bomb": ("弹.xlsx", samples.xlsx({"xl/big.xml": b"0" * (60 * 2**20)})),
    "I49 entries": ("多.docx", samples.docx({f"word/{n}.txt": b"" for n in range(6000)})),
    "I50 slip": ("滑.docx", samples.docx({"../../etc/passwd": b"x"})),
    "I51 rar": ("包.rar", b"Rar!\x1a\x07\x00" + b"\x00" * 50),
    "I51 ofd": ("文.ofd", samples.archive({"OFD.xml": "<a/>"})),
    "I66 entities": ("实体.docx", samples.docx({"word/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"})),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_not_as_it_should_be_is_refused_at_its_field_and_nothing_is_kept(
    client: Client, tender: Tender, address: str, kind: str
) -> None:
    answer = client.post(address, filled(tender, file_2=upload(*REFUSED[kind])))

    errors = answer.context["form"].errors
    assert (answer.status_code, set(errors)) == (422, {"file_2"})
    assert any("\u4e00" <= char <= "\u9fff" for char in errors["file_2"][0])
    assert "金丝雀服务方案" in answer.content.decode()
    assert BidVersion.objects.count() == 0


NAMES = (
    "长" * 300 + ".pdf", "！！！.pdf", "。。。.。。。", "..", "CON.pdf", "x.pdf\x00.exe", ".htaccess", "a\u202efdp.exe", "🏺🚀.pdf",
    "没有扩展名", "a.pdf.exe.pdf", "../../etc/passwd", "C:\\x\\y.pdf", 'a"b\'c;d.pdf', "a\r\nX-Y: z.pdf", "=1+1.pdf", "", " .pdf",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[ascii(name)[:24] for name in NAMES])
def test_a_name_of_any_kind_is_kept_safely_or_refused_in_words(
    client: Client, tender: Tender, address: str, name: str
) -> None:
    answer = client.post(address, filled(tender, file_1=upload(name, samples.pdf())))

    assert answer.status_code in {302, 400, 422}
    assert BidVersion.objects.count() == (answer.status_code == 302)


def test_one_content_twice_and_one_name_twice_are_both_kept(client: Client, tender: Tender, address: str) -> None:
    same, other = samples.pdf(), samples.pdf(lambda document: document.add_blank_page())
    files: dict[str, Any] = {
        "file_1": upload("方案.pdf", same), "file_2": upload("方案.pdf", other), "file_3": upload("另一份.pdf", same),
    }  # fmt: skip

    assert client.post(address, filled(tender, **files)).status_code == 302


def test_a_body_whose_length_is_nonsense_is_no_bid(client: Client, tender: Tender, address: str) -> None:
    boundary = "x"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file_1"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7"
    ).encode()
    for length in ("9" * 30, "-1", "x", ""):
        answer = client.generic(
            "POST", address, body, f"multipart/form-data; boundary={boundary}", CONTENT_LENGTH=length
        )
        assert answer.status_code in {400, 413, 422}, length

    assert BidVersion.objects.count() == 0


def test_thousands_of_parts_are_refused(client: Client, tender: Tender, address: str) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="f{0}"; filename="a"\r\n\r\n1\r\n'
    body = "".join(part.format(number) for number in range(2_000)) + "--x--"

    answer = client.generic("POST", address, body, "multipart/form-data; boundary=x")

    assert answer.status_code in {400, 413, 422}
    assert BidVersion.objects.count() == 0
