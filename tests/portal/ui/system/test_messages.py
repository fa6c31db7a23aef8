"""What a person is told of their account, and how the first administrator comes to be."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.demo.cast import code_for
from portal.notify.models import Notification
from portal.outbox.relay import drain
from portal.values import clock
from tests.portal.ui.system.test_memberships import end, grant

pytestmark = pytest.mark.django_db
CODE = code_for("whoever runs it")


def test_a_person_is_told_of_roles_and_of_a_reset(admin: Client, newcomer: User, send):
    page = admin.get(f"/desk/system/users/{newcomer.pk}/password/").text
    grant(admin, newcomer)
    end(admin, newcomer.memberships.get(), clock.today())
    send(admin, newcomer, "password", reason="本人来电")
    drain()

    told = Notification.objects.filter(recipient=newcomer).order_by("pk")
    assert [n.title for n in told] == ["您获得了新的岗位", "您的一个岗位将失效或已失效", "您的密码已被重置"]
    assert "昌南城管服务中心（虚构） · 购买单位经办" in told[0].body
    assert "通知本人：密码已被重置" in page


def test_the_first_administrator_is_made_by_a_command_and_recorded(db):
    said = StringIO()

    call_command("add_administrator", "admin", "管理员", CODE, "平台（虚构）", stdout=said)

    user = User.objects.get(username="admin")
    assert user.check_password(said.getvalue().strip().removeprefix("admin: "))
    assert (user.must_change_password, user.memberships.get().role) == (True, "sa")
    chains = AuditEntry.objects.filter(verb__startswith="account.").values_list("verb", "actor_name")
    assert sorted(chains) == [
        ("account.add_organisation", "系统"),
        ("account.add_user", "系统"),
        ("account.grant", "系统"),
    ]


@pytest.mark.parametrize(
    ("login", "code", "said"), [("管理员", CODE, "用户名"), ("admin", "123", "应为 18 位"), ("taken", CODE, "已被使用")]
)
def test_a_wrong_command_says_why_and_does_nothing(db, login: str, code: str, said: str):
    User.objects.create_user("taken", display_name="别人")

    with pytest.raises(CommandError, match=said):
        call_command("add_administrator", login, "管理员", code, "平台（虚构）")

    assert User.objects.filter(memberships__role="sa").count() == 0
