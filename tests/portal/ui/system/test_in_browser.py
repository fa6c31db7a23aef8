"""From a new account to its owner's desk in a real browser; every page on the way accessible and no wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from portal.accounts.models import User
from portal.demo.cast import build_cast
from tests.services.live import LiveDb

WIDTHS = (1280, 390)


def wrong_with(page: Page) -> list[object]:
    found: list[object] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(page.url, v["id"], v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((page.url, width))
    return found


def submit(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_a_new_person_gets_an_account_a_role_and_a_desk(live_db: LiveDb, person: Callable[..., BrowserContext]) -> None:
    cast, client, wrong = build_cast(), Client(), []
    client.force_login(cast.user("sa1"))
    with live_db.web() as base:
        context = person(base)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
        admin, newcomer = context.new_page(), person(base).new_page()
        complaints: list[str] = []
        for page in (admin, newcomer):
            page.on("console", lambda message: complaints.append(message.text))

        admin.goto("/desk/system/users/new/")
        submit(admin, username="张三", display_name="张三")
        wrong += wrong_with(admin)
        submit(admin, username="ZhangSan")
        password = admin.locator("main .hash code").inner_text()
        wrong += wrong_with(admin)
        admin.get_by_role("link", name="已记下").click()
        admin.get_by_role("link", name="授予岗位").click()
        admin.select_option("[name=role]", "po")
        submit(admin, organization="昌南城管服务中心（虚构）")
        wrong += wrong_with(admin)

        newcomer.goto("/login/")
        submit(newcomer, username="zhangsan", password=password)
        wrong += wrong_with(newcomer)
        submit(newcomer, new="自己的 password", again="自己的 password")
        assert newcomer.url == f"{base}/desk/"
        newcomer.locator("details.person summary").click()
        newcomer.get_by_role("link", name="个人资料").click()
        wrong += wrong_with(newcomer)
        assert newcomer.get_by_role("cell", name="购买单位经办").count() == 1

        unit = cast.organisations["cityorder"].pk
        user = User.objects.get(username="zhangsan").pk
        for path in (
            "users/", f"users/{user}/lock/", f"users/{user}/memberships/new/", "organisations/", "organisations/new/",
            f"organisations/{unit}/", f"organisations/{unit}/name/",
        ):  # fmt: skip
            admin.goto(f"/desk/system/{path}")
            wrong += wrong_with(admin)
    assert wrong == [], "\n".join(map(str, wrong))
    assert [c for c in complaints if "Content Security Policy" in c] == []
