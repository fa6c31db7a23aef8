"""The evaluation's pages in a real browser: accessible, never wider than the screen, under the strict policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from evaluation.models import Assessment, Evaluation
from evaluation.survey.actions import invite
from portal.demo.cast import Cast, build_cast
from portal.demo.story.evaluation import SC01, SC01_DAYS, run_evaluation
from portal.demo.story.intention import beijing
from portal.values import clock
from tests.evaluation.conftest import until
from tests.factories.evaluation import contract as make_contract
from tests.services.live import LiveDb

WIDTHS = (1280, 390)


def prepared(last: str) -> tuple[Cast, Evaluation]:
    cast = build_cast()
    with transaction.atomic():
        contract = make_contract(cast)
    return cast, run_evaluation(cast, contract, SC01, until(last))


def signed_in(context: BrowserContext, base: str, cast: Cast, login: str) -> Page:
    client = Client()
    client.force_login(cast.user(login))
    cookie = client.cookies["sessionid"].value
    context.clear_cookies()
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
    return context.new_page()


def fits(page: Page, address: str) -> list[object]:
    """What is wrong with a page: a status, accessibility, a scroll bar."""
    answer = page.goto(address)
    found: list[object] = [] if answer.ok else [answer.status]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((address, width))
    return found


@pytest.mark.parametrize(
    ("last", "pages"),
    [
        ("checked", [("po1", "page"), ("po1", "plan"), ("ph1", "notify")]),
        (
            "collecting",
            [("tp1", "third_party"), ("po2", "purchaser"), ("po1", "invitations"), ("po1", "page"), ("ph1", "page")],
        ),
        ("reported", [("ph1", "page"), ("s1", "page"), ("fo1", "third_party")]),
        ("published", [("po1", "page"), ("po1", "list")]),
    ],
)
def test_desk_pages_are_accessible_and_fit(
    live_db: LiveDb, person: Callable[..., BrowserContext], last: str, pages: list[tuple[str, str]]
) -> None:
    cast, evaluation = prepared(last)
    clock.shift_to(getattr(SC01_DAYS, last))
    addresses = {
        "page": evaluation.get_absolute_url(),
        "plan": f"/desk/evaluations/{evaluation.pk}/plan/",
        "notify": f"/do/evaluation/{evaluation.pk}/notify/",
        "invitations": f"/desk/evaluations/{evaluation.pk}/invitations/",
        "list": "/desk/evaluations/",
        **{s.party: s.get_absolute_url() for s in Assessment.objects.filter(evaluation=evaluation)},
    }

    with live_db.web() as base:
        context = person(base)
        complaints: list[str] = []
        context.on("console", lambda message: complaints.append(message.text))
        found = {}
        for login, name in pages:
            page = signed_in(context, base, cast, login)
            found[(login, name)] = fits(page, base + addresses[name])

    assert {key: problems for key, problems in found.items() if problems} == {}
    assert [c for c in complaints if "Content Security Policy" in c] == []


def test_a_recipient_answers_on_a_phone(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    cast, evaluation = prepared("notified")
    clock.shift_to(SC01_DAYS.invited)
    first, second = invite(cast["po1"], evaluation, 2)
    clock.shift_to(beijing(2026, 4, 10))

    with live_db.web() as base:
        page = person(base).new_page()
        assert fits(page, f"{base}/survey/{first}/") == []
        for question, words in enumerate(("很满意", "满意", "基本满意", "很满意")):
            page.locator("fieldset").nth(question).get_by_label(words, exact=True).check()
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url("**/survey/done/?valid")
        page.goto(f"{base}/survey/{second}/")
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_role("button", name="不再补答").wait_for()

    assert evaluation.answers.get().levels == {"q1": 5, "q2": 4, "q3": 3, "q4": 5}
