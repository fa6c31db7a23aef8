"""The system administrator at their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_person

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.user("sa1"))


@pytest.fixture
def second(cast: Cast) -> Client:
    """Another system administrator."""
    actor = add_person("sa2", "系统管理员乙", cast.organisations["platform"], Role.SYSTEM_ADMIN)
    assert actor.user is not None
    return signed_in(actor.user)


@pytest.fixture
def newcomer(db: None) -> User:
    return User.objects.create_user("xinren", "xinren@example.cn", display_name="新人", password="长密码 with spaces")


@pytest.fixture
def send() -> Callable[..., Any]:
    """Posts a form of a person with their present version."""

    def post(client: Client, user: User, name: str, **values: Any) -> Any:
        user.refresh_from_db()
        data = {"version": user.version, **values}
        return client.post(f"/desk/system/users/{user.pk}/{name}/", data)

    return post
