"""Templates arrange components: nothing inline that the content policy would block, nothing marked safe, short."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, lines_with, templates

INLINE = re.compile(r"\sstyle=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)
UNSAFE = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off")
NAMED = re.compile(r"""\{% (?:include|extends) "([^"]+)\"""")
# Papers are rendered to PDF, not sent to a browser.
OF_A_BROWSER = [path for path in templates() if "papers" not in path.parts]


def test_no_template_has_inline_style_or_script() -> None:
    assert lines_with(INLINE, iter(OF_A_BROWSER)) == []


def test_no_template_marks_anything_safe() -> None:
    assert lines_with(UNSAFE, templates()) == []


def test_page_templates_are_under_eighty_lines() -> None:
    long = [
        str(path.relative_to(ROOT))
        for path in OF_A_BROWSER
        if path.parts[-2] != "ui" and len(path.read_text().splitlines()) >= 80
    ]

    assert long == []


def test_what_a_template_names_is_there() -> None:
    named = {name for path in templates() for name in NAMED.findall(path.read_text())}

    assert sorted(name for name in named if not (ROOT / "templates" / name).is_file()) == []


def test_each_check_finds_what_it_is_for(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<p style="x">\n<script>1</script>\n<a onclick="x">\n{{ name|safe }}\n<script src="a.js"></script>\n'
    )

    assert (len(lines_with(INLINE, iter([bad]))), len(lines_with(UNSAFE, iter([bad])))) == (3, 1)
