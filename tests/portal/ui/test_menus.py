"""The menus show what a person may open, and where one is."""

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from portal.ui.menus import MenuItem, desk_menu, public_menu


def acting(role: Role) -> Actor:
    return Actor(user=None, membership=Membership(role=role))


def test_the_public_menu_marks_the_section_one_is_in() -> None:
    assert [e.href for e in public_menu("/notices/2025-1/") if e.current] == ["/notices/"]
    assert [e.href for e in public_menu("/") if e.current] == ["/"]
    assert [e.href for e in public_menu("/elsewhere/") if e.current] == []


def test_an_item_is_for_its_roles_only() -> None:
    item = MenuItem("", "x", "inbox", None, frozenset({Role.EXPERT}), 1)

    assert item.is_for(acting(Role.EXPERT))
    assert not item.is_for(acting(Role.SUPPLIER))


def test_the_inbox_leads_every_desk_and_the_longest_address_is_current() -> None:
    groups = desk_menu(acting(Role.AUDITOR), "/desk/done/")

    assert groups[0].items[0].href == "/desk/"
    assert [e.href for g in groups for e in g.items if e.current] == ["/desk/done/"]
