"""A warm parent with the tests' templates, and what a paper says of itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.accounts.models import Organization
from portal.reports import rendering
from portal.reports.kinds import REGISTRY, Kind
from portal.reports.warm import Warm
from portal.workflow.act import Act
from tests.portal.audit.conftest import clerk_act, make_file

CONTEXT = {"paragraphs": ["同意。"], "number": "景财购批〔2024〕47号", "issuer": "市财政局"}
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.portal.reports.warm_settings"}


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    parent = Warm(SETTINGS)
    yield parent
    parent.close()


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch, warm: Warm) -> None:
    """Kinds of these tests only, rendered by the parent that knows the tests' templates."""
    monkeypatch.setitem(REGISTRY, "approval", Kind("approval", "papers/approval.html", "批复"))
    monkeypatch.setitem(REGISTRY, "bomb", Kind("bomb", "reports/base_record.html", "炸弹", seconds=2))
    monkeypatch.setattr(rendering, "renderer", lambda: warm)


@pytest.fixture
def act(db: None) -> Act:
    return clerk_act()


@pytest.fixture
def subject(act: Act, declared: None) -> Organization:
    return make_file()


def paper(**more: object) -> dict[str, object]:
    return {
        "title": "关于市容环境卫生一体化作业购买服务项目的批复",
        "number": "景财购批〔2024〕47号",
        "issuer": "市财政局",
        "to": "昌南城管服务中心（虚构）",
        "issued_on": "2024-12-18",
        "code": "ABCD-2345-EFGH",
        "verify_address": "http://testserver/verify/ABCD2345EFGH/",
        "version": 1,
        **more,
    }
