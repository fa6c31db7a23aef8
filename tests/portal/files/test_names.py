"""Display names that come from anywhere."""

import pytest

from portal.files.names import clean_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("年度计划.pdf", "年度计划.pdf"),
        ("a\"b'c.pdf", "a_b'c.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ("C:\\temp\\x.pdf", "C__temp_x.pdf"),
        ("📎附件📎.pdf", "📎附件📎.pdf"),
        ("报价\u202efdp.exe.pdf", "报价fdp.exe.pdf"),
        ("x.pdf\x00.exe", "x.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("！！！.pdf", "未命名文件.pdf"),
        ("。。。.。。。", "未命名文件.pdf"),
        ("..", "未命名文件.pdf"),
        ("", "未命名文件.pdf"),
        ("CON.pdf", "_CON.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("\u200b\ufeff.pdf", "未命名文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
        ("䶮堃𠅤.PDF", "䶮堃𠅤.pdf"),
    ],
)
def test_a_name_is_shown_without_what_could_harm(given, shown):
    assert clean_name(given, "pdf") == shown
