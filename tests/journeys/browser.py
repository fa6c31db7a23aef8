"""People of a journey at their browsers: forms filled in by field name, acts performed at a given instant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from portal.outbox.models import Delivery, Event
from portal.outbox.wake import send
from portal.values import clock

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

PASSWORD = "journey-password-1"
Fields = Mapping[str, Any]


@dataclass
class Desk:
    """One person's browser, signed in at the first page that is asked for."""

    login: str
    context: BrowserContext
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.go("/login/")
        self.send({"username": self.login, "password": PASSWORD})
        assert "/login/" not in self.page.url, f"{self.login} was not let in"

    def go(self, address: str) -> Page:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{self.login} {address}: {answer.status}\n{self.words()}"
        return self.page

    def send(self, fields: Fields | None = None, *, button: str = "", within: str = "main") -> None:
        """Fill in the form and press its button; a refusal or a field error fails the test."""
        first = next(iter(fields or {}), "")
        root = self.page.locator(within)
        form = root.locator("form[method=post]").filter(has=self.page.locator(f'[name="{first}"]')) if first else root
        for name, value in (fields or {}).items():
            fill(form.first, name, value)
        named = f'button:has-text("{button}")' if button else "form[method=post] button[type=submit], button.btn"
        target = form.first.locator(named if button else "button[type=submit]").first
        if not first and not button:
            target = root.locator("form[method=post] button").last
        self.click(target)

    def click(self, target: Locator) -> None:
        with self.page.expect_navigation() as arrival:
            target.click()
        answer = arrival.value
        assert answer is None or answer.status in (200, 201), (
            f"{self.login} {answer.url}: {answer.status}\n{self.words()}"
        )

    def press(self, address: str, action: str) -> None:
        """Press the button of the form on a page whose address ends like this."""
        self.go(address)
        self.click(self.page.locator(f'form[action$="{action}"] button').first)

    def do(self, obj: Any, name: str, fields: Fields | None = None, *, flow: str, key: Any = None) -> None:
        """Open the transition's page, fill in its form, and confirm."""
        self.go(f"/do/{flow}/{key if key is not None else obj.pk}/{name}/")
        fields = fields or {}
        form = self.page.locator("form[data-once]").last
        for field_name, value in fields.items():
            fill(form, field_name, value)
        button = form.locator("button[type=submit]").first
        assert button.is_enabled(), f"{self.login} may not {flow}.{name}\n{self.words()}"
        self.click(button)
        obj.refresh_from_db()

    def words(self) -> str:
        """What the page says, for a failing test."""
        return self.page.locator("main, body").first.inner_text()[:1500]


def fill(form: Locator, name: str, value: Any) -> None:
    """Set a field whatever its kind: text, select, radio, one checkbox or several."""
    found = form.locator(f'[name="{name}"]')
    first = found.first
    kind = first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
    if kind == "select":
        first.select_option(str(value))
    elif kind == "radio":
        form.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "checkbox" and isinstance(value, bool):
        first.set_checked(value)
    elif kind == "checkbox":
        for one in value:
            form.locator(f'[name="{name}"][value="{one}"]').check()
    else:
        first.fill(str(value))


class People:
    """Everybody's desk by log-in, opened when first asked for."""

    def __init__(self, open_context: Callable[[], BrowserContext]) -> None:
        self.open_context = open_context
        self.desks: dict[str, Desk] = {}

    def __getitem__(self, login: str) -> Desk:
        if login not in self.desks:
            self.desks[login] = Desk(login, self.open_context())
        return self.desks[login]


def settle(*, seconds: float = 240) -> None:
    """Wait until the worker has delivered everything, and what that led to; reminds it as the schedule would."""
    until, reminded = time.monotonic() + seconds, time.monotonic()
    while waiting():
        if time.monotonic() > until:
            errors = Delivery.objects.exclude(last_error="").values_list("subscriber", "last_error")
            raise AssertionError(f"the worker did not deliver everything: {list(errors)}")
        if time.monotonic() - reminded > 2:
            send("portal.outbox.tasks.relay_events")
            reminded = time.monotonic()
        time.sleep(0.05)


def waiting() -> bool:
    """Whether an event is not relayed or a delivery not done."""
    open_states = (Delivery.State.PENDING, Delivery.State.LEASED)
    return Event.objects.filter(relayed=False).exists() or Delivery.objects.filter(state__in=open_states).exists()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let everybody act at an instant; the worker follows before the clock moves on."""
    with clock.at(instant):
        yield
        settle()
