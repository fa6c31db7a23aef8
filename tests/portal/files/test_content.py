"""Uploads by kind: what is taken, what is refused, and with which code."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from portal.files.content import check
from portal.values.refusal import Refused
from tests.portal.files import samples


def refusal_of(name: str, content: bytes, **options) -> str:
    with pytest.raises(Refused) as caught:
        check(name, content, **options)
    assert all(str(r.message) and str(r.next_step) for r in caught.value.refusals)
    return caught.value.codes[0]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("计划.pdf", samples.pdf(), "application/pdf"),
        ("合同.docx", samples.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("清单.xlsx", samples.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("现场.png", samples.picture(), "image/png"),
        ("现场.JPEG", samples.picture("JPEG"), "image/jpeg"),
        ("说明.txt", "中文说明\n".encode("gb18030"), "text/plain"),
        ("表.csv", "\ufeff项目,金额\n清扫,1\n".encode(), "text/csv"),
    ],
)
def test_each_allowed_kind_is_taken_by_its_content(name, content, content_type):
    checked = check(name, content)

    assert checked.content_type == content_type
    assert checked.size == len(checked.content)


def test_a_file_without_extension_gets_the_one_of_its_content():
    assert check("计划书", samples.pdf()).name == "计划书.pdf"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "empty"),
        ("页.pdf", b"<html><script>alert(1)</script></html>", "type_mismatch"),
        ("程序.pdf", b"MZ\x90\x00\x03" + b"\x00" * 200, "type_mismatch"),
        ("包.pdf", samples.archive({"a.txt": "a"}), "type_mismatch"),
        ("照片.pdf", samples.picture("JPEG"), "type_mismatch"),
        ("文件.png", samples.pdf(), "type_mismatch"),
        ("表.docx", samples.xlsx(), "type_mismatch"),
        ("头.pdf", b"%PDF", "type_mismatch"),
        ("头.pdf", b"%PDF-1.7\n%%EOF", "broken"),
        ("半.pdf", samples.pdf()[:-300], "broken"),
        ("混.pdf", samples.pdf() + samples.archive({"a.txt": "a"}), "polyglot"),
        ("混.pdf", b"%PDF-1.7\n<html><script>1</script>" + samples.pdf(), "polyglot"),
        ("混.png", samples.picture() + samples.archive({"a.txt": "a"}), "polyglot"),
        ("密.pdf", samples.pdf(encryption=pikepdf.Encryption(user="u", owner="o")), "pdf_encrypted"),
        ("权.pdf", samples.pdf(encryption=pikepdf.Encryption(user="", owner="o")), "pdf_encrypted"),
        ("脚.pdf", samples.pdf(samples.with_open_action("JavaScript")), "pdf_script"),
        ("启.pdf", samples.pdf(samples.with_open_action("Launch")), "pdf_script"),
        ("注.pdf", samples.pdf(samples.with_annotation_script), "pdf_script"),
        ("呼.pdf", samples.pdf(samples.with_open_action("URI")), "pdf_script"),
        ("交.pdf", samples.pdf(samples.with_open_action("SubmitForm")), "pdf_script"),
        ("翻.pdf", samples.pdf(samples.with_call_at_each_page), "pdf_script"),
        ("后.pdf", samples.pdf(samples.with_call_after), "pdf_script"),
        ("链.pdf", samples.pdf(samples.with_link("JavaScript:alert(1)")), "pdf_script"),
        ("链.pdf", samples.pdf(samples.with_link("file://bidder.example/share")), "pdf_script"),
        ("附.pdf", samples.pdf(samples.with_attachment), "pdf_embedded"),
        ("大.png", samples.huge_png(), "too_many_pixels"),
        ("半.jpg", samples.picture("JPEG", (400, 400))[:-200], "broken"),
        ("半.png", samples.picture("PNG", (400, 400))[:-20], "broken"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_allowed"),
        ("图.txt", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_allowed"),
        ("图.gif", b"GIF89a/*" + b"\x00" * 60, "not_allowed"),
        ("宏.docm", samples.docx(), "macros"),
        ("宏.docx", samples.docx({"word/vbaProject.bin": b"x"}), "macros"),
        ("宏.xlsx", samples.xlsx({"xl/vbaProject.bin": b"x"}), "macros"),
        ("宏.docx", samples.docx(types=samples.TYPES.replace("<Types", "<Types a='macroEnabled'")), "macros"),
        ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "encrypted"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not_allowed"),
        ("弹.xlsx", samples.xlsx({"xl/big.xml": b"0" * (60 * 2**20)}), "zip_bomb"),
        ("多.docx", samples.docx({f"word/{n}.txt": b"" for n in range(6000)}), "zip_bomb"),
        ("滑.docx", samples.docx({"../../etc/passwd": b"x"}), "zip_names"),
        ("绝.docx", samples.docx({"/etc/passwd": b"x"}), "zip_names"),
        ("实体.docx", samples.docx({"word/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "xml_entities"),
        ("尾.docx", samples.docx() + b"<html><script>1</script>", "polyglot"),
        ("包.zip", samples.archive({"a.txt": "a"}), "not_allowed"),
        ("包.rar", b"Rar!\x1a\x07\x00" + b"\x00" * 50, "not_allowed"),
        ("文.ofd", samples.archive({"OFD.xml": "<a/>"}), "not_allowed"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_with_its_reason(name, content, code):
    assert refusal_of(name, content) == f"file.{code}"


@pytest.mark.parametrize("address", ["https://example.org/a:b", "mailto:a@example.org", "TEL:0798", "page/2:3", "#a"])
def test_a_pdf_may_have_links_that_a_reader_chooses(address):
    assert check("链.pdf", samples.pdf(samples.with_link(address))).name == "链.pdf"


def test_one_byte_over_the_limit_is_refused_and_the_limit_itself_is_taken():
    body = b"a" * 1000

    assert check("a.txt", body, max_bytes=1000).size == 1000
    assert refusal_of("a.txt", body + b"a", max_bytes=1000) == "file.too_large"


def test_a_stream_is_read_no_further_than_the_limit():
    class Counting(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            Counting.taken += size
            return super().read(size)

    with pytest.raises(Refused):
        check("a.txt", Counting(b"a" * 20 * 2**20), max_bytes=1000)

    assert Counting.taken <= 2 * 256 * 1024


def test_a_picture_loses_place_and_camera_but_keeps_pixels_and_orientation():
    original = samples.located_jpeg()

    checked = check("现场.jpg", original)

    assert b"CameraMaker" in original
    assert b"CameraMaker" not in checked.content
    assert b"secret place" not in checked.content
    with Image.open(io.BytesIO(checked.content)) as after, Image.open(io.BytesIO(original)) as before:
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.tobytes() == before.tobytes()


def test_an_embedded_object_and_a_remote_template_are_noted():
    rels = '<r Type="x/attachedTemplate" Target="http://a/b" TargetMode="External"/>'

    checked = check("a.docx", samples.docx({"word/embeddings/o.bin": b"x", "word/_rels/settings.xml.rels": rels}))

    assert checked.notes == ("embedded_object", "external_link")


def test_a_pdf_whose_cross_references_go_round_in_a_circle_is_answered_quickly():
    body = samples.pdf()
    start = body.rfind(b"startxref")
    where = int(body[start + 9 :].split()[0])
    looped = body[:start].replace(b"/Root", b"/Prev %d /Root" % where, 1) + body[start:]

    assert check("a.pdf", looped).content_type == "application/pdf"


def test_a_pdf_that_claims_a_million_pages_is_counted_not_believed():
    def claim(document):
        document.Root.Pages.Count = 1_000_000

    assert check("a.pdf", samples.pdf(claim)).content_type == "application/pdf"
