"""Starting without fonts or with a kind that has no template is refused."""

from __future__ import annotations

from portal.reports import fonts
from portal.reports.checks import check_fonts, check_kinds
from portal.reports.kinds import REGISTRY, Kind


def test_the_packaged_fonts_have_what_papers_need():
    assert [found.id for found in check_fonts() if found.id.startswith("reports.E")] == []


def test_a_missing_font_is_an_error_at_start(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts.pylopdf_fonts_zh_cn, "_BASE", tmp_path)

    assert [found.id for found in check_fonts()][:2] == ["reports.E001", "reports.E001"]


def test_a_kind_without_template_is_an_error_at_start(monkeypatch):
    monkeypatch.setitem(REGISTRY, "lost", Kind("lost", "reports/lost.html", "丢失"))

    assert [found.id for found in check_kinds()] == ["reports.E003"]
