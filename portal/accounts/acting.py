"""What the kernel needs to know of an act without knowing acts: `portal.workflow.act.Act` is one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from portal.accounts.models import Membership, User


class Acting(Protocol):
    """Who acts, in which role, and when. Whoever needs more extends it."""

    @property
    def user(self) -> User | None: ...
    @property
    def membership(self) -> Membership | None: ...
    @property
    def at(self) -> datetime: ...


class Traced(Acting, Protocol):
    """An act with the request that it came from."""

    @property
    def request_id(self) -> str: ...
