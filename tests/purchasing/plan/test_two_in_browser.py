"""Two clerks in one item, in their browsers: each sees the other, takes over one field, keeps the rest; typing survives."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import BrowserContext, expect

from portal.demo.cast import build_cast
from purchasing.models import PlanItem
from tests.catalog.test_in_browser import signed_in
from tests.factories.cases import plan_item
from tests.services.live import LiveDb


def test_nothing_typed_is_lost_between_two_people(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    cast = build_cast()
    with transaction.atomic():
        item = plan_item(cast)
    address = f"{item.get_absolute_url()}edit/"
    with live_db.web() as base:
        mine, theirs = person(base), person(base)
        page, other = signed_in(mine, base, cast, "po1"), signed_in(theirs, base, cast, "po2")
        page.goto(base + address)
        other.goto(base + address)
        expect(other.locator("[data-present]")).to_contain_text(cast.user("po1").display_name)

        page.fill("#id_summary", "我写的概况")
        other.fill("#id_title", "同事改的标题")
        other.fill("#id_tasks-0-name", "机扫")
        other.fill("#id_summary", "同事写的概况")
        other.get_by_role("button", name="保存").click()
        expect(other.locator(".messages .ok")).to_be_visible()
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        saved = page.locator("[data-saved]")
        expect(saved).to_contain_text("同事改的标题", timeout=9000)
        assert saved.locator("[data-offer]").count() == 3
        assert Axe().run(page).response["violations"] == []
        saved.get_by_role("button", name="采用“购买事项”").click()
        saved.get_by_role("button", name="采用“工作量”").click()
        assert (page.input_value("#id_title"), page.input_value("#id_tasks-0-name")) == ("同事改的标题", "机扫")
        page.wait_for_timeout(300)
        page.close()

        again = mine.new_page()
        again.goto(base + address)
        again.get_by_role("button", name="恢复").click()
        assert again.input_value("#id_summary") == "我写的概况"
        again.get_by_role("button", name="保存").click()
        expect(again.locator(".messages .ok")).to_be_visible()
        assert again.evaluate("Object.keys(localStorage)") == []

    item = PlanItem.objects.get(pk=item.pk)
    assert (item.title, item.summary) == ("同事改的标题", "我写的概况")
    assert item.task_lines.filter(name="机扫").exists()
