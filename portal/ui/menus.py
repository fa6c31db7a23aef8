"""The menus: the public navigation, and the desk's side menu that the apps fill when they are ready."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.capability import Capability, holds
from portal.accounts.roles import Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

PUBLIC: tuple[tuple[Text, str], ...] = (
    (_("首页"), "/"),
    (_("指导性目录"), "/catalogue/"),
    (_("年度计划"), "/plans/"),
    (_("采购意向"), "/intentions/"),
    (_("采购公告"), "/notices/"),
    (_("结果公告"), "/results/"),
    (_("合同"), "/contracts/"),
    (_("绩效评价"), "/evaluations/"),
    (_("数据开放"), "/open-data/"),
)


# Addresses that the frame links to; the public site above this app answers them.
PLACES = {
    "home": "/", "search": "/search/", "open-data": "/open-data/", "help": "/help/", "sitemap": "/sitemap/", "desk": "/desk/",
    "rules": "/rules/",
}  # fmt: skip


@dataclass(frozen=True)
class MenuItem:
    group: Text
    label: Text
    url_name: str
    capability: Capability | None
    roles: frozenset[Role]
    order: int
    badge: str = ""

    def is_for(self, actor: Actor) -> bool:
        if self.capability is not None:
            return holds(actor, self.capability)
        return not self.roles or actor.role in self.roles


@dataclass(frozen=True)
class Entry:
    """One line of a menu as a reader sees it."""

    label: Text
    href: str
    current: bool
    badge: str = ""


@dataclass(frozen=True)
class Group:
    label: Text
    items: list[Entry]


Shown = list[tuple["Text", list[tuple[MenuItem, str]]]]
RENDERED = 2_000  # menus kept by one process; they differ by role, page and counts
_items: dict[str, MenuItem] = {}
_shown: dict[tuple[Role | None, str], Shown] = {}
_rendered: dict[tuple[object, ...], SafeString] = {}


def menu_item(
    group: Text,
    label: Text,
    url_name: str,
    *,
    capability: Capability | None = None,
    roles: Collection[Role] = (),
    order: int = 100,
    badge: str = "",
) -> None:
    """Put a page in the desk's menu, for holders of `capability`, else for `roles`, else for everyone signed in.

    Groups stand in the order of their lowest item; a second call for the same url_name replaces the first.
    `badge` names a count of the frame to show beside it: "waiting" or "unread".
    """
    _items[url_name] = MenuItem(group, label, url_name, capability, frozenset(roles), order, badge)
    _shown.clear()
    _rendered.clear()


def desk_menu(actor: Actor, path: str) -> list[Group]:
    """The side menu of this actor; the entry whose address is the longest start of `path` is current."""
    shown = _shown_to(actor)
    here = _here(shown, path)
    return [Group(label, [Entry(i.label, href, href == here, i.badge) for i, href in items]) for label, items in shown]


def menu_html(actor: Actor, path: str, waiting: str, unread: str) -> SafeString:
    """The side menu's groups with the counts beside them, rendered once for all to whom it reads the same."""
    key = (actor.role, _urlconf(), _here(_shown_to(actor), path), get_language(), waiting, unread)
    html = _rendered.get(key)
    if html is None:
        if len(_rendered) >= RENDERED:
            _rendered.clear()
        context = {"menu": desk_menu(actor, path), "waiting": waiting, "unread": unread}
        html = _rendered[key] = render_to_string("ui/menu_groups.html", context)
    return html


def _shown_to(actor: Actor) -> Shown:
    """The items of this actor's role that have an address, by group."""
    key = (actor.role, _urlconf())
    if key not in _shown:
        groups: dict[str, tuple[Text, list[tuple[MenuItem, str]]]] = {}
        for item in sorted(_items.values(), key=lambda i: i.order):
            if item.is_for(actor) and (href := _href(item.url_name)):
                groups.setdefault(str(item.group), (item.group, []))[1].append((item, href))
        _shown[key] = list(groups.values())
    return _shown[key]


def _here(shown: Shown, path: str) -> str:
    return _longest(path, [href for _label, items in shown for _item, href in items])


def _urlconf() -> str:
    return str(get_urlconf() or settings.ROOT_URLCONF)


def public_menu(path: str) -> list[Entry]:
    """The public navigation with its current entry."""
    here = _longest(path, [href for _label, href in PUBLIC if href != "/"]) or ("/" if path == "/" else "")
    return [Entry(label, href, href == here) for label, href in PUBLIC]


def _longest(path: str, addresses: list[str]) -> str:
    return max((a for a in addresses if path.startswith(a)), key=len, default="")


def _href(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
