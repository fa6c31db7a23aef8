"""An act: who, in which role, when, why, with which rules consulted; the handle that bodies and edits get."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.models import Membership, User
from portal.audit import record

if TYPE_CHECKING:
    from portal.statutes.queries import Ruling
    from portal.workflow.flow import Flow


@dataclass
class Act:
    """One act inside one transaction; `at` is the one reading of the clock, taken after the first lock."""

    actor: Actor
    at: datetime
    remark: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Ruling] = field(default_factory=dict)
    request_id: str = ""
    ip: str = ""

    @property
    def user(self) -> User | None:
        return self.actor.user

    @property
    def membership(self) -> Membership | None:
        return self.actor.membership

    @property
    def people(self) -> tuple[int, ...]:
        """Who counts as acting where duties are separate: the person, and whom a deputy stands in for."""
        return self.actor.people

    def rule(self, code: str, day: date) -> Ruling:
        """The rule in force on the day of the legal event, noted in the act's grounds."""
        ruling = statutes.on(code, day)
        self.rules[code] = ruling
        return ruling

    def perform(self, flow: Flow, obj: models.Model, name: str, **data: Any) -> models.Model:
        """Join a transition of another object: same transaction, same person, same rules."""
        from portal.workflow.perform import join

        return join(self, flow, obj, name, data)

    def perform_as_system(self, flow: Flow, obj: models.Model, name: str, **data: Any) -> models.Model:
        """Join a transition that the declaration leaves to the system, as a consequence of this act."""
        from portal.workflow.perform import join

        return join(self, flow, obj, name, data, consequence=True)

    def begin(self, flow: Flow, obj: models.Model) -> models.Model:
        """Insert a new object of a flow at its initial state."""
        from portal.workflow.perform import insert

        return insert(self, flow, obj)

    def record(self, obj: models.Model, verb: str, **grounds: Any) -> None:
        """Enter a change that is no transition (an edit, an appointment) in the object's chain."""
        record(act=self, subject=obj, verb=verb, before={}, after={}, grounds=grounds)

    def renew_inbox(self, flow: Flow, obj: models.Model) -> None:
        """Work on an object was done without a move: say anew what waits for whom. The caller holds its row lock."""
        from portal.workflow.inbox import refresh

        refresh(flow, obj, self)
