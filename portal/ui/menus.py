"""The menus: the public navigation, and the desk's side menu that the apps fill when they are ready."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
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


_items: dict[str, MenuItem] = {}


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


def desk_menu(actor: Actor, path: str) -> list[Group]:
    """The side menu of this actor; the entry whose address is the longest start of `path` is current."""
    shown: dict[str, tuple[Text, list[tuple[MenuItem, str]]]] = {}
    for item in sorted(_items.values(), key=lambda i: i.order):
        if item.is_for(actor) and (href := _href(item.url_name)):
            shown.setdefault(str(item.group), (item.group, []))[1].append((item, href))
    here = _longest(path, [href for _label, items in shown.values() for _item, href in items])
    return [
        Group(label, [Entry(i.label, href, href == here, i.badge) for i, href in items])
        for label, items in shown.values()
    ]


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
