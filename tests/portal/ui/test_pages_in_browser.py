"""The frames in a real browser: accessible, never wider than the screen, light, under the strict policy."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tests.services.live import LiveDb

PAGES = ("/accessibility/", "/login/", "/no-such-page/")
FIRST_VIEW = 130 * 1024  # bytes, compressed
REQUESTS = 12


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_and_fit_the_screen(
    live_db: LiveDb, person: Callable[..., BrowserContext], width: int
) -> None:
    with live_db.web() as base:
        page = person(base).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        for path in PAGES:
            page.goto(base + path)

            violations = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
        assert [c for c in complaints if "Content Security Policy" in c] == []


def test_a_first_view_is_light(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    with live_db.web() as base:
        context = person(base)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        sizes: list[float] = []
        devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))

        page.goto(base + "/accessibility/", wait_until="networkidle")

        assert 1 < len(sizes) <= REQUESTS
        assert sum(sizes) <= FIRST_VIEW


def test_large_text_keeps_every_page_accessible(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    with live_db.web() as base:
        page = person(base).new_page()
        page.goto(base + "/accessibility/")
        page.get_by_role("button", name="长辈版").click()

        assert page.locator("html").get_attribute("class") == "elder"
        assert Axe().run(page).response["violations"] == []
        assert page.get_by_role("button", name="标准版").is_visible()
