"""A bid in a real browser: what is typed stays in the tab until it is sealed, and is gone after the receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from purchasing.bid.actions import start_bid
from purchasing.models import BidVersion, PriceItem
from tests.purchasing.bid.tender import Tender, receiving
from tests.services.live import LiveDb
from tests.services.processes import wait_until
from tests.services.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page


def open_as(context: BrowserContext, base: str, tender: Tender, login: str) -> Page:
    """A page of a browser in which the person is signed in."""
    session = Visitor(base, tender.cast.user(login)).cookie.partition(";")[0].partition("=")[2]
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    return context.new_page()


def kept(page: Page) -> list[str]:
    return page.evaluate(
        "Object.keys(sessionStorage).filter((k) => k.startsWith('keep:')).map((k) => sessionStorage[k])"
    )


def test_typed_prices_survive_a_reload_in_the_browser_only_and_go_with_the_receipt(
    live_db: LiveDb, person: Callable[..., BrowserContext]
) -> None:
    tender = receiving()
    bid = start_bid(tender.procurement, actor=tender.cast["s1"])
    prices = dict(
        zip(
            [f"#id_price_{item.pk}" for item in PriceItem.objects.order_by("seq")], ("2.55", "65", "16300"), strict=True
        )
    )
    with live_db.web() as base:
        page = open_as(person(base), base, tender, "s1")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        page.goto(f"/do/bid/{bid.reference}/submit/")
        for field, price in prices.items():
            page.fill(field, price)
        page.fill("#id_service_plan", "分片作业，定人定时")
        total = page.text_content("[data-total-sum]")
        page.reload()
        typed_again = [page.input_value(field) for field in prices]
        before = (list(filter(None, sent)), kept(page))
        for box in page.locator("input[type=checkbox]").all():
            box.check()
        page.click("button.btn-official")
        page.wait_for_url("**/receipt/1/")
        wait_until(lambda: kept(page) == [], what="the receipt forgets what was typed")

    assert total == "8,900,000.00"
    assert typed_again == ["2.55", "65", "16300"]
    assert (before[0], sorted(before[1])) == ([], ["16300", "2.55", "65", "分片作业，定人定时"])
    assert BidVersion.objects.count() == 1
