"""Who is told, and that nobody is told twice."""

from __future__ import annotations

import threading
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext_lazy

from portal.accounts.models import Membership, Organization, User
from portal.accounts.roles import Role
from portal.notify import tell, unread_count
from portal.notify.actions import choose_mail, mark_all_read, mark_read
from portal.notify.models import Mail, Notification
from portal.values import clock
from tests.portal.notify.conftest import happen, make_user


def told() -> list[str]:
    return sorted(Notification.objects.values_list("recipient__username", flat=True))


def member(name: str, organization: Organization, role: Role = Role.PURCHASER_HEAD, **dates: object) -> User:
    user = make_user(name)
    dates.setdefault("valid_from", clock.today())
    Membership.objects.create(user=user, organization=organization, role=role, **dates)
    return user


def test_a_message_stands_in_the_inbox_with_the_acts_time(db):
    event = happen()

    tell(event=event, users=[make_user("po1")], title=gettext_lazy("计划已批复"), body="正文", url="/plans/1/")

    message = Notification.objects.get()
    assert (message.title, message.body, message.url, message.at) == ("计划已批复", "正文", "/plans/1/", event.at)
    assert message.mail.state == Mail.State.QUEUED


def test_telling_the_same_matter_again_tells_nobody_twice(db):
    event, first, second = happen(), make_user("a"), make_user("b")

    tell(event=event, users=[first], title="一")
    tell(event=event, users=[first, second], title="一")

    assert told() == ["a", "b"]
    assert Mail.objects.count() == 2


def test_two_events_about_one_matter_are_told_once_under_one_key(db):
    user = make_user("a")

    tell(event=happen(), users=[user], title="一", key="plan:1:due")
    tell(event=happen(), users=[user], title="一", key="plan:1:due")

    assert told() == ["a"]


def test_workers_that_tell_at_the_same_time_tell_once(live_db):
    event, user = happen(), make_user("a")

    def work() -> None:
        tell(event=event, users=[user], title="一")
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert told() == ["a"]
    assert Mail.objects.count() == 1


def test_holders_of_a_role_in_an_organisation_are_told_and_others_are_not(db):
    ours = Organization.objects.create(uscc="1", name="甲（虚构）", kind="other")
    theirs = Organization.objects.create(uscc="2", name="乙（虚构）", kind="other")
    yesterday = clock.today() - timedelta(days=1)
    member("head", ours)
    member("clerk", ours, Role.PURCHASER_CLERK)
    member("stranger", theirs)
    member("retired", ours, valid_from=yesterday, valid_to=clock.today())
    member("locked", ours)
    User.objects.filter(username="locked").update(is_active=False)

    tell(event=happen(), memberships=[(ours, Role.PURCHASER_HEAD)], title="一")

    assert told() == ["head"]


def test_holders_of_a_role_anywhere_are_told_once_though_they_hold_it_twice(db):
    ours = Organization.objects.create(uscc="1", name="甲（虚构）", kind="other")
    theirs = Organization.objects.create(uscc="2", name="乙（虚构）", kind="other")
    head = member("head", ours)
    Membership.objects.create(user=head, organization=theirs, role=Role.PURCHASER_HEAD, valid_from=clock.today())

    tell(event=happen(), users=[head], memberships=[(None, Role.PURCHASER_HEAD)], title="一")

    assert told() == ["head"]


def test_a_person_without_address_or_who_wants_none_gets_no_mail(db):
    silent, nowhere = make_user("silent"), make_user("nowhere", address="")
    choose_mail(silent, wanted=False)

    tell(event=happen(), users=[silent, nowhere], title="一")

    assert told() == ["nowhere", "silent"]
    assert Mail.objects.count() == 0
    choose_mail(silent, wanted=True)
    tell(event=happen(), users=[silent], title="二")
    assert Mail.objects.count() == 1


def test_a_title_with_line_breaks_is_one_line(db):
    tell(event=happen(), users=[make_user("a")], title="一\r\nBcc: x@example.test\x07")

    assert Notification.objects.get().title == "一 Bcc: x@example.test"


def test_reading_counts_only_ones_own(db):
    mine, other = make_user("a"), make_user("b")
    for _ in range(2):
        tell(event=happen(), users=[mine, other], title="一")

    foreign = Notification.objects.filter(recipient=other).first()
    assert mark_read(mine, foreign.reference) is None
    assert mark_read(mine, Notification.objects.filter(recipient=mine).first().reference) is not None
    assert (unread_count(mine), unread_count(other)) == (1, 2)
    assert mark_all_read(mine) == 1
    assert (unread_count(mine), unread_count(other)) == (0, 2)
