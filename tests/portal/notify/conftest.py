"""People to tell, an event to tell them of, and a mail server that misbehaves on demand."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction

from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization, User
from portal.notify.messages import tell
from portal.notify.models import Notification
from portal.outbox import declare, emit
from portal.outbox.models import Event
from portal.values import clock
from portal.workflow.act import Act
from tests.services.processes import free_port

EVENT = "test.happened"


def make_user(name: str, *, address: str | None = None, **more: object) -> User:
    mail = f"{name}@example.test" if address is None else address
    return User.objects.create_user(name, email=mail, display_name=f"经办{name}", **more)


def happen() -> Event:
    declare(EVENT)
    with transaction.atomic():
        return emit(EVENT, subject=Organization(pk=7), act=Act(SYSTEM, clock.now()))


def tell_one(name: str = "po1", **more: object) -> Notification:
    """One person, told of one event, with a queued mail."""
    return tell(
        event=happen(), users=[make_user(name, **more)], title="计划已批复", body="景财购批〔2024〕47号", url="/p/1/"
    )[0]


@dataclass
class Server:
    """What the mail server took in, and how it behaves: each behaviour is keyed by recipient, "" for all."""

    port: int = 0
    taken: list[tuple[str, Message]] = field(default_factory=list)
    behaviour: dict[str, str] = field(default_factory=dict)

    def does(self, recipient: str) -> str:
        return self.behaviour.get(recipient, self.behaviour.get("", ""))

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _message in self.taken]


class Handler:
    def __init__(self, server: Server) -> None:
        self.server = server

    async def handle_RCPT(self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        match self.server.does(address):
            case "unknown":
                return "550 5.1.1 no such person"
            case "greylist":
                return "450 4.2.0 come back later"
            case "drops early":
                smtp.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        match self.server.does(recipient):
            case "content refused":
                return "554 5.7.1 looks like spam"
            case "stores and drops":
                self._store(recipient, envelope)
                smtp.transport.abort()
                return "250 OK"
        self._store(recipient, envelope)
        return "250 OK"

    def _store(self, recipient: str, envelope: Envelope) -> None:
        self.server.taken.append((recipient, email.message_from_bytes(envelope.content, policy=modern)))


@pytest.fixture
def smtp(settings) -> Iterator[Server]:
    """A real mail server on loopback, to which the settings point."""
    server = Server(port=free_port())
    controller = Controller(Handler(server), hostname="127.0.0.1", port=server.port)
    controller.start()
    point_at(settings, server.port)
    yield server
    controller.stop()


def point_at(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
