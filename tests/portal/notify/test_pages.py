"""Messages, undelivered things and checkpoints as people see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.notify import tell, unread_count
from portal.notify.messages import message_id
from portal.notify.models import Mail, Notification
from portal.notify.queries import wants_mail
from portal.outbox.models import Delivery
from portal.values import clock
from tests.portal.notify.conftest import happen, make_user, tell_one

LIST, UNDELIVERED = "/notifications/", "/ops/undelivered/"


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def holder(name: str, role: Role) -> User:
    user = make_user(name)
    organization = Organization.objects.create(uscc=name, name=f"{name}（虚构）", kind="other")
    Membership.objects.create(user=user, organization=organization, role=role, valid_from=clock.today())
    return user


@pytest.fixture
def admin(db) -> Client:
    return log_in(holder("sa1", Role.SYSTEM_ADMIN))


def dead_delivery() -> Delivery:
    return Delivery.objects.create(
        event=happen(), subscriber="a.b", priority=50, state=Delivery.State.DEAD, attempts=8, last_error="<boom>"
    )


def test_a_stranger_is_asked_to_log_in(db):
    for path in (LIST, UNDELIVERED):
        assert Client().get(path).status_code == 302


def test_the_list_shows_my_messages_and_not_another_persons(db):
    mine = tell_one("po1")
    tell(event=happen(), users=[make_user("po2")], title="别人的事", url="/p/2/")

    page = log_in(mine.recipient).get(LIST).content.decode()

    assert "计划已批复" in page
    assert "别人的事" not in page


def test_opening_a_message_marks_it_read_and_goes_where_it_points(db):
    message = tell_one("po1")

    answer = log_in(message.recipient).get(f"/notifications/{message.reference}/")

    assert (answer.status_code, answer["Location"]) == (302, "/p/1/")
    assert unread_count(message.recipient) == 0


@pytest.mark.parametrize("url", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)"])
def test_a_message_never_leads_out_of_the_portal(db, url):
    message = tell_one("po1")
    Notification.objects.update(url=url)

    assert log_in(message.recipient).get(f"/notifications/{message.reference}/")["Location"] == LIST


@pytest.mark.parametrize(
    "path", ["/notifications/{reference}/", "/notifications/{pk}/", "/notifications/9223372036854775808/"]
)
def test_another_persons_or_an_impossible_message_is_not_found(db, path):
    message = tell_one("po1")

    assert log_in(make_user("po2")).get(path.format(pk=message.pk, reference=message.reference)).status_code == 404
    assert unread_count(message.recipient) == 1


def test_neither_list_nor_mail_tells_how_many_messages_others_get(db):
    """Each bid submitted is told to its bidder: running numbers would count the bids of others."""
    told = tell_one("po1")
    Mail.objects.all().delete()
    Notification.objects.update(id=77_177_177)

    page = log_in(told.recipient).get(LIST).content.decode()

    assert "计划已批复" in page
    assert "77177177" not in page
    assert "77177177" not in message_id(Notification.objects.get())


def test_all_can_be_marked_read_and_mails_switched_off_and_on(db):
    person = tell_one("po1").recipient
    client = log_in(person)

    assert client.post("/notifications/read/")["Location"] == LIST
    assert unread_count(person) == 0
    client.post("/notifications/mail/", {"wanted": "0"})
    assert not wants_mail(person)
    client.post("/notifications/mail/", {"wanted": "1"})
    assert wants_mail(person)


@pytest.mark.parametrize("path", ["/notifications/read/", "/notifications/mail/"])
def test_a_link_alone_changes_nothing(db, path):
    person = tell_one("po1").recipient

    assert log_in(person).get(path).status_code == 405
    assert unread_count(person) == 1


def test_only_the_administrator_sees_what_is_undelivered(admin):
    dead_delivery()

    assert log_in(holder("po1", Role.PURCHASER_HEAD)).get(UNDELIVERED).status_code == 403
    page = admin.get(UNDELIVERED).content.decode()
    assert ("a.b" in page, "&lt;boom&gt;" in page, "<boom>" in page) == (True, True, False)


def test_the_administrator_starts_a_dead_delivery_over_once(admin):
    delivery = dead_delivery()

    for _ in range(2):
        assert admin.post(f"{UNDELIVERED}events/{delivery.pk}/retry/").status_code == 302

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (Delivery.State.PENDING, 0)
    retried = AuditEntry.objects.filter(verb="retry_delivery")
    assert list(retried.values_list("actor_name", flat=True)) == ["经办sa1"]


def test_the_administrator_sends_a_dead_mail_again(admin):
    mail = tell_one("po1").mail
    Mail.objects.update(state=Mail.State.DEAD, last_error="550 no such person")

    page = admin.get(UNDELIVERED).content.decode()
    admin.post(f"{UNDELIVERED}mails/{mail.pk}/retry/")

    mail.refresh_from_db()
    assert ("550 no such person" in page, mail.state) == (True, Mail.State.QUEUED)


def test_the_administrator_learns_who_got_no_mail_but_not_what_it_says(admin):
    """A clarification is told to those who obtained the document, a seat to the drawn expert: both are secret."""
    tell_one("s1")
    Mail.objects.update(state=Mail.State.DEAD, last_error="550 no such person")

    page = admin.get(UNDELIVERED).content.decode()

    assert ("s1@example.test" in page, "计划已批复" in page, "/p/1/" in page) == (True, False, False)


def test_others_cannot_start_anything_over(db):
    delivery = dead_delivery()

    answer = log_in(holder("po1", Role.PURCHASER_HEAD)).post(f"{UNDELIVERED}events/{delivery.pk}/retry/")

    delivery.refresh_from_db()
    assert (answer.status_code, delivery.state) == (404, Delivery.State.DEAD)


def test_the_list_takes_as_many_statements_for_many_messages_as_for_one(db):
    person = tell_one("po1").recipient
    client = log_in(person)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    one = statements()
    for _ in range(3):
        tell(event=happen(), users=[person], title="又一件")

    assert statements() == one <= 12
