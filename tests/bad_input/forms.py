"""The forms as the pages of the demo really show them: found by following links as each person, told apart by shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client

from disclosure.item.models import DisclosureItem
from portal.accounts.models import Membership
from tests.bad_input.addresses import addresses
from tests.bad_input.people import somebody

CRAWLED = re.compile(r"/(desk|profile|do|notifications|ops|survey|notices|verify|login)(/|$)")
SKIPPED = re.compile(r"/(logout|desk/switch|ui)/")
KEY = re.compile(r"ocds-[a-z0-9]+-\d+-\d+|(?<=/)[A-Za-z0-9_-]{16,}(?=/)|\d+")
PAGES_OF_A_SHAPE, FIRST_PAGES_OF_A_SHAPE = 1, 3  # for each role; the second of what the first page leads to
PAGES_OF_A_PERSON = 90
ENTRANCE = re.compile(r"/(edit|new|start|plan|scheme|extend|secrets|payment|letter)/$|^/do/")


@dataclass(frozen=True)
class Field:
    """`kind` is text, number, day, key, file or fixed (tokens that only have to be there)."""

    name: str
    kind: str
    value: str


@dataclass
class Form:
    """A form of a page with what a browser would send unchanged; `page` is where it stood."""

    login: str
    page: str
    action: str
    fields: list[Field] = field(default_factory=list)

    @property
    def shape(self) -> tuple[str, tuple[str, ...]]:
        return shape_of(self.action), tuple(sorted({KEY.sub("N", f.name) for f in self.fields}))

    def values(self, **changed: str) -> dict[str, list[str]]:
        """What is posted: everything as shown, some fields changed (by position "f0", "f1", …)."""
        posted: dict[str, list[str]] = {}
        for number, one in enumerate(self.fields):
            posted.setdefault(one.name, []).append(changed.get(f"f{number}", one.value))
        return posted

    def of_kind(self, *kinds: str) -> list[tuple[str, Field]]:
        return [(f"f{number}", one) for number, one in enumerate(self.fields) if one.kind in kinds]


def endings() -> dict[str, list[str]]:
    """By the shape of an object's page: what may follow it, such as "edit/", whether a link leads there or not."""
    found: dict[str, list[str]] = {}
    for address in addresses():
        head, gap, tail = address.filled("N").rpartition("N/")
        if gap and tail and ENTRANCE.search(f"/{tail}"):
            found.setdefault(head + gap, []).append(tail)
    return found


def shape_of(address: str) -> str:
    return KEY.sub("N", urlsplit(address).path)


class _Reader(HTMLParser):
    """Links and posting forms of one page."""

    def __init__(self, login: str, page: str) -> None:
        super().__init__()
        self.login, self.page = login, page
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: str | None = None
        self._buttons: list[Field] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "a" and a.get("href"):
            self.links.append(urljoin(self.page, a["href"]))
        elif tag == "form" and a.get("method", "").lower() == "post":
            self._form, self._buttons = (
                Form(self.login, self.page, urljoin(self.page, a.get("action", "") or self.page)),
                [],
            )
        elif self._form is None:
            return
        elif tag == "input" and a.get("name"):
            self._input(self._form, a)
        elif tag == "button" and a.get("type", "submit") == "submit":
            self._buttons.append(Field(a.get("name", ""), "fixed", a.get("value", "")))
        elif tag == "select" and a.get("name"):
            self._select = (a["name"], [], [])
        elif tag == "option" and self._select is not None:
            self._select[1].append(a.get("value", ""))
            if "selected" in a:
                self._select[2].append(a.get("value", ""))
        elif tag == "textarea" and a.get("name"):
            self._form.fields.append(Field(a["name"], "text", ""))
            self._area = ""

    def _input(self, form: Form, a: dict[str, str]) -> None:
        kind, name, value = a.get("type", "text"), a["name"], a.get("value", "")
        if kind in ("checkbox", "radio"):
            if "checked" in a or all(one.name != name for one in form.fields):
                form.fields = [one for one in form.fields if kind == "checkbox" or one.name != name]
                form.fields.append(Field(name, "key", value or "on"))
            return
        kinds = {
            "hidden": "key",
            "number": "number",
            "date": "day",
            "datetime-local": "day",
            "month": "day",
            "file": "file",
        }
        meant = "number" if a.get("inputmode") == "decimal" else kinds.get(kind, "text")
        meant = "fixed" if name in ("csrfmiddlewaretoken", "form_key") or kind == "submit" else meant
        form.fields.append(Field(name, meant, value))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            if all(one.name for one in self._buttons):  # one button is pressed: one without a name, else the first
                self._form.fields += self._buttons[:1]
            self.forms.append(self._form)
            self._form = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, offered, chosen = self._select
            value = (chosen or [one for one in offered if one] or [""])[0]
            self._form.fields.append(Field(name, "key", value))
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            last = self._form.fields[-1]
            self._form.fields[-1] = Field(last.name, "text", self._area.removeprefix("\n"))
            self._area = None


@dataclass
class Crawl:
    """What was found so far: a few pages of each shape, one form of each."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    forms: dict[tuple[str, tuple[str, ...]], Form] = field(default_factory=dict)
    endings: dict[str, list[str]] = field(default_factory=endings)

    def follow(self, login: str, role: str, client: Client, starts: Sequence[str]) -> None:
        """Breadth first; more of what the first page leads to is opened, and any entrance to an unknown form."""
        waiting, known, opened = [(page, 0) for page in starts], set(starts), 0
        while waiting and opened < PAGES_OF_A_PERSON:
            page, depth = waiting.pop(0)
            shape = (role, shape_of(page))
            wanted = bool(ENTRANCE.search(page)) and all(one[0] != shape[1] for one in self.forms)
            enough = PAGES_OF_A_SHAPE if depth > 1 else FIRST_PAGES_OF_A_SHAPE
            if depth and not wanted and self.seen.get(shape, 0) >= enough:
                continue
            answer = client.get(page)
            opened += 1
            self.seen[shape] = self.seen.get(shape, 0) + (answer.status_code in (200, 302))
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            reader = _Reader(login, page)
            reader.feed(answer.content.decode())
            for form in reader.forms:
                if not SKIPPED.search(form.action):
                    self.forms.setdefault(form.shape, form)
            targets = [*reader.links, *(f.action for f in reader.forms if "/do/" in f.action)]
            targets += [page + ending for ending in self.endings.get(shape[1], ())]
            for path in (urlsplit(link).path for link in targets):
                if path not in known and CRAWLED.match(path) and not SKIPPED.search(path):
                    known.add(path)
                    waiting.append((path, depth + 1))


def all_forms() -> list[Form]:
    """One form of each shape that anybody of the demo meets, and of the public's."""
    crawl = Crawl()
    needs = DisclosureItem.objects.filter(kind="needs").order_by("-pk")[:5]
    crawl.follow("", "", somebody(), ["/login/", "/verify/", *(item.get_absolute_url() for item in needs)])
    for login, role in Membership.objects.order_by("user__username").values_list("user__username", "role"):
        crawl.follow(
            login, role, somebody(login), ["/desk/", "/desk/bids/"]
        )  # what one did long ago is not what one bids for now
    return sorted(crawl.forms.values(), key=lambda form: form.shape)
