"""The letter that approves a plan, as it is printed."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdf
import pytest
from django.template.loader import render_to_string
from django.test import Client

from portal.demo.story.plan import set_approval_counter
from portal.files.access import may_read
from portal.files.storage import read_checked
from portal.reports.actions import reports_of
from portal.reports.rendering import render_now
from portal.values import clock
from purchasing.plan.models import PlanApproval, PlanItem
from purchasing.plan.queries import approval_of
from purchasing.plan.reports import letter_context
from tests.purchasing.plan.conftest import first_plan

pytestmark = pytest.mark.django_db


def test_the_letter_says_number_unit_items_lines_and_conditions(cast):
    set_approval_counter(2024, 47)
    plan = first_plan(cast, "approved")

    report = render_now(reports_of(approval_of(plan)).get())

    pages = pypdf.PdfReader(io.BytesIO(b"".join(read_checked(report.file)))).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    for part in (
        "景财购批〔2024〕47号",
        "关于昌南城管服务中心（虚构）2025年度政府购买服务计划的批复",
        "9,600,000.00",
        "人民币玖佰陆拾万元整",
        "市容环境卫生一体化作业服务",
        "A1152",
        "6,200,000.00",
        "1,900,000.00",
        "1,500,000.00",
        "环卫作业",
        "2024年12月18日",
    ):
        assert part in text, part


def as_printed(plan):
    draft = PlanApproval(plan=plan, number="", amount=Decimal(0), approved_at=clock.now())
    return letter_context(draft) | {"code": "A", "verify_url": "", "qr": ""}


def test_a_letter_that_approves_nothing_has_no_sum_and_no_annex(cast):
    plan = first_plan(cast, "recommended")
    plan.items.update(recommendation=PlanItem.Recommendation.REFUSE, opinion="标准偏高")
    client = Client()
    client.force_login(cast.user("fa1"))

    page = client.get(f"/desk/plans/{plan.pk}/letter/").content.decode()
    paper = render_to_string("purchasing/plan/approval_letter.html", as_printed(plan))

    for text in (page, paper):
        assert "本次没有批准购买的服务" in text
        assert "标准偏高" in text
        assert "附表" not in text
        assert "0.00" not in text


def test_the_letter_is_read_by_the_plans_readers_only_until_it_is_public(cast):
    plan = first_plan(cast, "approved")
    file = render_now(reports_of(approval_of(plan)).get()).file

    reads = {login: may_read(cast[login], file) for login in ("po1", "ph1", "fo1", "su1", "co1", "s1", "ag1", "tp1")}

    assert reads == {
        "po1": True, "ph1": True, "fo1": True, "su1": True, "co1": True, "s1": False, "ag1": False, "tp1": False,
    }  # fmt: skip
    assert may_read(None, file) is False


def test_the_published_letter_is_read_by_everybody(cast):
    plan = first_plan(cast, "published")

    file = render_now(reports_of(approval_of(plan)).get()).file

    assert may_read(None, file) is True
