"""Two administrators at the same moment, two presses of one form: one wins, nobody gets both."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from portal.accounts.actor import Actor
from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import add_person, build_cast, code_for
from portal.values import clock
from tests.portal.ui.system.conftest import signed_in


def at_once(presses: list[Callable[[], Any]]) -> list[int]:
    """The statuses of answers to requests that start together, sorted."""
    barrier, statuses = threading.Barrier(len(presses)), []

    def run(press: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            statuses.append(press().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(statuses)


def granting(client: Client, user: User, role: str, organisation: str, **more: str) -> Callable[[], Any]:
    values = {"organization": code_for(organisation), "role": role, "valid_from": clock.today().isoformat()}
    data = {**values, "valid_to": "", "version": user.version, **more}
    return lambda: client.post(f"/desk/system/users/{user.pk}/memberships/new/", data)


def test_two_administrators_cannot_together_grant_what_one_could_not(live_db):
    """Finance from one, the purchaser from the other (SD6): the one who comes second is told that somebody saved."""
    cast = build_cast()
    other = add_person("sa2", "系统管理员乙", cast.organisations["platform"], Role.SYSTEM_ADMIN).user
    user = User.objects.create_user("xinren", display_name="新人")
    first, second = signed_in(cast.user("sa1")), signed_in(other)

    statuses = at_once([granting(first, user, "fo", "finance"), granting(second, user, "po", "cityorder")])

    assert statuses[0] == 302
    assert statuses[1] in (403, 404, 409)  # whoever comes later is told, or holds no post any more when the page opens
    assert Membership.objects.filter(user=user).count() == 1


def test_presses_of_one_form_do_one_thing(live_db):
    """For a new row, where there is nothing to lock but the person who presses, and for one that is there."""
    cast = build_cast()
    client, user = signed_in(cast.user("sa1")), User.objects.create_user("xinren", display_name="新人")
    new = {"uscc": code_for("new"), "name": "新单位（虚构）", "kind": "other", "region": "360200", "form_key": "a"}

    added = at_once([lambda: client.post("/desk/system/organisations/new/", new)] * 3)
    granted = at_once([granting(client, user, "po", "cityorder", form_key="b")] * 3)

    assert (added, granted) == ([302] * 3, [302] * 3)
    assert Organization.objects.filter(uscc=code_for("new")).count() == 1
    assert AuditEntry.objects.filter(verb__in=["account.add_organisation", "account.grant"]).count() == 2


def test_two_administrators_cannot_end_each_other(live_db):
    cast = build_cast()
    one, other = (cast["sa1"], add_person("sa2", "乙", cast.organisations["platform"], Role.SYSTEM_ADMIN))

    def ending(actor: Actor, whom: Actor) -> Callable[[], Any]:
        client = signed_in(actor.user)
        data = {"on": clock.today().isoformat(), "reason": "调离", "version": whom.user.version}
        return lambda: client.post(f"/desk/system/memberships/{whom.membership.pk}/end/", data)

    statuses = at_once([ending(one, other), ending(other, one)])

    assert statuses[0] == 302
    assert statuses[1] in (403, 404, 409)  # whoever comes later is told, or holds no post any more when the page opens
    assert Membership.objects.filter(role=Role.SYSTEM_ADMIN, valid_to=None).count() == 1
