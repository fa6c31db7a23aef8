"""Emitting and subscribing."""

import pytest
from django.db import transaction

from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization
from portal.outbox import effects_of, emit, registry, subscribe
from portal.outbox.events import UndeclaredEvent
from portal.outbox.models import Event
from portal.values import clock
from portal.workflow.act import Act
from tests.portal.outbox.conftest import EVENT, happen, listen


def test_an_event_carries_subject_file_time_and_ids(db):
    act = Act(SYSTEM, clock.now(), request_id="r-9")

    event = emit(EVENT, subject=Organization(pk=7), act=act, payload={"lot": 3})

    stored = Event.objects.get(pk=event.pk)
    assert (stored.subject_label, stored.subject_pk, stored.root) == (
        "accounts.organization", "7", "accounts.organization:7",
    )  # fmt: skip
    assert (stored.at, stored.payload, stored.request_id, stored.user_id) == (act.at, {"lot": 3}, "r-9", None)


def test_an_event_nobody_declared_is_refused(db):
    with pytest.raises(UndeclaredEvent):
        happen("test.unheard_of")

    assert Event.objects.count() == 0


def test_contents_do_not_belong_into_a_payload(db):
    with pytest.raises(ValueError, match="payload of"):
        happen(text="长" * 3000)


def test_an_event_outside_a_transaction_is_refused(live_db):
    with pytest.raises(RuntimeError):
        emit(EVENT, subject=Organization(pk=7), act=Act(SYSTEM, clock.now()))


def test_an_act_rolled_back_has_no_event(live_db):
    def act_that_fails() -> None:
        with transaction.atomic():
            happen()
            raise LookupError

    with pytest.raises(LookupError):
        act_that_fails()

    assert Event.objects.count() == 0


def test_effects_are_listed_most_urgent_subscriber_first():
    listen("mails", lambda event: None, priority=registry.LAST)
    listen("publishes", lambda event: None, priority=registry.FIRST)

    assert effects_of(EVENT) == ["publishes 得知", "mails 得知"]


def test_a_second_subscriber_of_the_same_name_is_refused():
    listen("mails", lambda event: None)

    with pytest.raises(ValueError, match="two subscribers"):
        listen("mails", lambda event: None)


def test_listening_for_an_undeclared_event_fails_the_start():
    @subscribe("test.unheard_of", effect="")
    def hear(event: Event) -> None:
        """Never called."""

    assert [error.id for error in registry.check_subscribers()] == ["outbox.E001"]
