"""A year's calendar from draft to rows: guards, what is counted anew, who is told."""

from __future__ import annotations

from datetime import date, datetime

import pytest

import portal.statutes as statutes
from catalog.workdays.actions import edit_draft, start_draft
from catalog.workdays.flow import CALENDAR_DRAFT
from catalog.workdays.models import CalendarDraft
from catalog.workdays.previews import effect_of
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import add_person
from portal.notify.models import Notification
from portal.outbox import drain
from portal.statutes.models import WorkCalendar
from portal.values import clock
from portal.values.clock import SHANGHAI
from portal.values.refusal import Forbidden, Refused
from portal.workflow.models import DueDate, InboxItem
from portal.workflow.perform import acting, perform
from purchasing.plan.models import AnnualPlan
from tests.factories.lawmaking import NOTICE_2027, calendar_draft
from tests.factories.limits import limit

pytestmark = pytest.mark.django_db
LONGER = NOTICE_2027.replace("1月1日（周五）至3日（周日）放假，共3天", "1月1日（周五）至4日（周一）放假，共4天")


@pytest.fixture(autouse=True)
def in_december(db):
    """Nothing of 2027 is known, and none of it has passed."""
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
        yield


def refused(act) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.codes


def submit(cast, draft):
    return perform(CALENDAR_DRAFT, draft, "submit", actor=cast["fo1"])


def approve(cast, draft):
    perform(CALENDAR_DRAFT, draft, "approve", actor=cast["fa1"])


def test_a_clerk_begins_a_calendar_once_a_form_and_another_clerk_edits_it(cast):
    values = {"year": 2027, "cites": "通知（虚构）", "notice": NOTICE_2027, "typed": ""}
    first = start_draft(cast["fo1"], form_key="k", **values)
    again = start_draft(cast["fo1"], form_key="k", **values)
    edit_draft(cast["fo2"], first, version=1, typed="2027-12-31 放假 元旦")

    assert (first.pk, CalendarDraft.objects.count()) == (again.pk, 1)
    assert CalendarDraft.objects.get().typed == "2027-12-31 放假 元旦"
    assert refused(lambda: edit_draft(cast["fo1"], first, version=1, typed="")) == ("stale-version",)
    submit(cast, first)
    assert refused(lambda: edit_draft(cast["fo1"], first, version=2, typed="")) == ("calendar-draft-closed",)


@pytest.mark.parametrize("login", ["fa1", "po1", "sa1"])
def test_nobody_else_begins_one(cast, login):
    with pytest.raises(Forbidden):
        start_draft(cast[login], year=2027, cites="x", notice="", typed="")


def test_approval_loads_the_year(cast):
    before = statutes.due("R-10", date(2026, 12, 25))

    approve(cast, calendar_draft(cast, state="submitted"))

    after = statutes.due("R-10", date(2026, 12, 25))
    assert (before.provisional, after.provisional, statutes.is_loaded(2027)) == (True, False, True)
    assert not statutes.is_working_day(date(2027, 2, 8))
    assert statutes.is_working_day(date(2027, 2, 14))
    assert WorkCalendar.objects.get(date=date(2027, 10, 1)).name == "国庆节"
    assert set(WorkCalendar.objects.values_list("cites", flat=True)) == {"放假安排通知（虚构）"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"notice": "", "typed": ""}, "calendar-unchanged"),
        ({"notice": NOTICE_2027 + "八、重阳节：10月8日起放假2天。"}, "calendar-unread"),
        ({"typed": "2027-02-14 放假 春节"}, "calendar-unread"),
        ({"typed": "明天 放假"}, "calendar-unread"),
        ({"notice": NOTICE_2027.replace("五、端午节：6月9日（周三）放假，共1天。\n", "")}, "calendar-incomplete"),
        ({"notice": NOTICE_2027.replace("10月1日（周五）至7日（周四）放假调休，共7天", "10月2日放假")}, "calendar-incomplete"),
        ({"typed": "2029-01-01 放假 元旦"}, "calendar-other-year"),
        ({"year": 2026, "notice": "", "typed": "2026-11-30 放假 调整"}, "calendar-past"),
        ({"year": 2026, "notice": "", "typed": "2026-10-01 放假 国庆节"}, "calendar-unchanged"),
    ],
)  # fmt: skip
def test_a_calendar_that_is_not_right_is_not_put_up(cast, fields, code):
    draft = calendar_draft(cast, **fields)

    assert code in refused(lambda: submit(cast, draft))


def test_what_is_missing_is_named(cast):
    draft = calendar_draft(cast, notice=NOTICE_2027.replace("六、中秋节：9月15日（周三）放假，共1天。\n", ""))

    with pytest.raises(Refused) as caught:
        submit(cast, draft)

    assert caught.value.refusals[0].items == ("中秋节",)


def test_a_day_ahead_of_a_known_year_may_be_changed_and_the_past_of_an_unknown_one_loaded(cast):
    ahead = calendar_draft(cast, year=2026, notice="", typed="2026-12-31 放假 元旦", state="submitted")
    approve(cast, ahead)
    assert not statutes.is_working_day(date(2026, 12, 31))

    with clock.at(datetime(2027, 3, 1, 9, tzinfo=SHANGHAI)):
        approve(cast, calendar_draft(cast, state="submitted"))
    assert not statutes.is_working_day(date(2027, 2, 8))


def test_open_limits_are_counted_anew_and_met_ones_stay(cast):
    moves = limit(cast, date(2026, 12, 21))
    settles = limit(cast, date(2026, 12, 1), rule="R-31-notice", year=2027)
    met = limit(cast, date(2026, 12, 21), year=2028, met=clock.now())
    draft = calendar_draft(cast, notice=LONGER)
    effect = effect_of(draft, cast["fo1"])
    before = {row.pk: row.due_on for row in DueDate.objects.all()}
    submit(cast, draft)

    approve(cast, draft)

    after = {row.pk: (row.due_on, row.provisional) for row in DueDate.objects.all()}
    assert after[moves.pk] == (statutes.due("R-10", date(2026, 12, 21)).date, False)
    assert after[moves.pk][0] > before[moves.pk]
    assert after[settles.pk] == (before[settles.pk], False)
    assert after[met.pk] == (before[met.pk], True)
    assert [(line.row.pk, line.after.date) for line in effect.moves] == [(moves.pk, after[moves.pk][0])]
    assert (effect.loads, effect.moving) == (True, 1)


def test_looking_at_the_effect_writes_nothing(cast):
    limit(cast, date(2026, 12, 21))
    before = list(DueDate.objects.values())

    effect_of(calendar_draft(cast), cast["fo1"])

    assert (list(DueDate.objects.values()), WorkCalendar.objects.exists()) == (before, False)
    assert statutes.due("R-10", date(2026, 12, 25)).provisional


def test_those_who_have_a_moved_limit_are_told_once_and_its_file_says_so(cast):
    row = limit(cast, date(2026, 12, 21), state="submitted")
    subject = {"subject_label": row.subject_label, "subject_pk": row.subject_pk}
    with acting(cast["ph1"]) as act:
        act.record(AnnualPlan.objects.get(), "plan.submit")
    DueDate.objects.filter(pk=row.pk).update(started_at=act.at)
    draft = calendar_draft(cast, state="submitted", notice=LONGER)

    approve(cast, draft)
    drain()
    drain()

    told = Notification.objects.filter(kind="deadline.moved")
    moved = DueDate.objects.get(pk=row.pk)
    assert sorted(told.values_list("recipient__username", flat=True)) == ["fo1", "fo2", "ph1"]
    assert f"由 {row.due_on} 改为 {moved.due_on}" in told[0].body
    assert AuditEntry.objects.filter(**subject, verb="deadline.moved").count() == 1
    assert set(InboxItem.objects.filter(**subject).values_list("due_on", flat=True)) == {moved.due_on}


def test_who_put_a_calendar_up_does_not_approve_it(cast):
    fo1 = cast.user("fo1")
    both = add_person(fo1.username, fo1.display_name, cast.organisations["finance"], Role.FINANCE_APPROVER)
    draft = calendar_draft(cast)
    submit(cast, draft)

    with pytest.raises(Refused) as caught:
        perform(CALENDAR_DRAFT, draft, "approve", actor=both)

    assert caught.value.codes == ("separation-of-duties",)


def test_a_calendar_goes_back_with_its_reason(cast):
    draft = calendar_draft(cast, state="submitted")

    perform(CALENDAR_DRAFT, draft, "send_back", actor=cast["fa1"], data={"reason": "请核对"})
    drain()

    assert (CalendarDraft.objects.get().state, CalendarDraft.objects.get().reason) == ("draft", "请核对")
    assert Notification.objects.get(recipient=cast.user("fo1")).body == "请核对"
    assert not WorkCalendar.objects.exists()
