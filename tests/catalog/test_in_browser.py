"""The pages of rules and calendar in a real browser: accessible, on a phone never wider than the window."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from portal.demo.cast import Cast, build_cast
from portal.values import clock
from tests.factories.lawmaking import NOTICE_2027, calendar_draft, rule_draft
from tests.factories.limits import limit
from tests.services.live import LiveDb

WIDTHS = (1280, 390)
# A table scrolls sideways in its own box; on a phone, where it folds into cards, none should.
SCROLLS = "[...document.querySelectorAll('main .scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"


def signed_in(context: BrowserContext, base: str, cast: Cast, login: str) -> Page:
    client = Client()
    client.force_login(cast.user(login), backend="django.contrib.auth.backends.ModelBackend")
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
    return context.new_page()


def faults(page: Page, base: str, address: str) -> list[object]:
    answer = page.goto(base + address)
    found: list[object] = [] if answer.ok else [(address, answer.status)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(address, v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((address, width))
    return found + [(address, "scrolls")] * page.evaluate(SCROLLS)


def test_pages_are_accessible_and_fit_a_phone(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    cast = build_cast()
    with transaction.atomic():
        limit(cast, clock.today())
    change = rule_draft(cast, code="R-10", value=5, effective_from=clock.today(), state="submitted")
    year = calendar_draft(cast, notice=NOTICE_2027 + "八、重阳节：10月8日起放假2天。")
    pages = {
        "fo1": [
            "/rules/", "/rules/NL-8/", "/rules/negative/", "/calendar/2026/", "/desk/rules/R-10/draft/",
            change.get_absolute_url(), year.get_absolute_url(), f"{year.get_absolute_url()}edit/", "/desk/rules/drafts/",
            "/desk/calendar/drafts/",
        ],
        "fa1": [f"/do/rule_draft/{change.pk}/approve/"],
    }  # fmt: skip

    with live_db.web() as base:
        context = person(base)
        found = [
            fault
            for login, addresses in pages.items()
            for page in [signed_in(context, base, cast, login)]
            for address in addresses
            for fault in faults(page, base, address)
        ]

    assert found == []
