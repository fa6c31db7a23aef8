"""A person's account: opening, changing, locking, one-time passwords, and what is theirs alone to change."""

from __future__ import annotations

import secrets
from datetime import timedelta

from axes.utils import reset as forget_failures
from django.utils.translation import gettext_lazy as _

from portal.accounts.actions.parts import (
    Act,
    check,
    hold_administrators,
    insert,
    last_administrator,
    lock,
    not_oneself,
    save,
)
from portal.accounts.models import User
from portal.accounts.policies import Can
from portal.accounts.queries import administrator_remains
from portal.values.clock import day_of
from portal.values.refusal import Refusal, Refused

ONE_TIME = timedelta(days=7)  # long enough for a holiday, short enough for a note that was lost
# No 0 and o, 1, l and i: it is read from one screen or paper and typed on another. 16 of 31 signs are about 79 bits.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """Four groups of four signs."""
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(4))


def add_user(act: Act, *, username: str, display_name: str, email: str) -> tuple[User, str]:
    """Open an account; returns it with the password for the first log-in, which is kept nowhere.

    Raises Refused("username-taken").
    """
    check(act, Can.KEEP_USERS)
    password = one_time_password()
    user = User(username=username.lower(), display_name=display_name, email=email, date_joined=act.at)
    user.set_password(password)
    user.one_time_until = act.at + ONE_TIME
    insert(user, _name_taken(username))
    act.record(user, "account.add_user", remark=f"{user.username} · {user.display_name}")
    return user, password


def edit_user(act: Act, user: User, *, display_name: str, email: str, version: int) -> User:
    """Change what a person is called and their address. Raises Refused("stale-version")."""
    check(act, Can.KEEP_USERS)
    locked = lock(user, version)
    changed = [n for n, v in (("display_name", display_name), ("email", email)) if getattr(locked, n) != v]
    if changed:
        remark = f"{locked.display_name} → {display_name}" if "display_name" in changed else ""
        locked.display_name, locked.email = display_name, email
        save(locked, *changed)
        act.record(locked, "account.edit_user", changed=changed, remark=remark)
    return locked


def lock_user(act: Act, user: User, *, reason: str, version: int) -> User:
    """Let a person log in no more; sessions that are open end with their next page.

    Raises Refused("own-account", "already-locked", "last-administrator", "stale-version").
    """
    check(act, Can.KEEP_USERS)
    locked = lock(user, version)
    not_oneself(act, locked)
    if not locked.is_active:
        raise Refused(Refusal("already-locked", _("此账户已经锁定。")))
    if hold_administrators(locked.pk) and not administrator_remains(day_of(act.at), without_user=locked.pk):
        raise Refused(last_administrator())
    locked.is_active = False
    save(locked, "is_active")
    act.record(locked, "account.lock_user", remark=reason)
    return locked


def unlock_user(act: Act, user: User, *, reason: str, version: int) -> User:
    """Let a person log in again. Raises Refused("not-locked", "stale-version")."""
    check(act, Can.KEEP_USERS)
    locked = lock(user, version)
    if locked.is_active:
        raise Refused(Refusal("not-locked", _("此账户没有锁定。")))
    locked.is_active = True
    save(locked, "is_active")
    act.record(locked, "account.unlock_user", remark=reason)
    return locked


def reset_password(act: Act, user: User, *, reason: str, version: int) -> tuple[User, str]:
    """Give a person a new password for one log-in; the old one and all open sessions end, and so does the wait after
    too many wrong passwords. The new one is kept nowhere.

    Raises Refused("own-account", "stale-version").
    """
    check(act, Can.KEEP_USERS)
    locked = lock(user, version)
    not_oneself(act, locked)
    password = one_time_password()
    locked.set_password(password)
    locked.one_time_until = act.at + ONE_TIME
    save(locked, "password", "one_time_until")
    forget_failures(username=locked.username)
    act.record(locked, "account.reset_password", remark=reason)
    return locked, password


def change_own_password(act: Act, password: str) -> User:
    """The person's own new password; from now on it is theirs alone."""
    user = _oneself(act)
    user.set_password(password)
    user.one_time_until = None
    save(user, "password", "one_time_until")
    act.record(user, "account.change_password")
    return user


def change_own_email(act: Act, email: str) -> User:
    user = _oneself(act)
    user.email = email
    save(user, "email")
    act.record(user, "account.change_email")
    return user


def _oneself(act: Act) -> User:
    assert act.actor.user is not None, "the system has no account of its own"
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=act.actor.user.pk)


def _name_taken(username: str) -> Refusal:
    message = _("用户名“%(name)s”已被使用（不分大小写）。") % {"name": username}
    return Refusal("username-taken", message, field="username")
