"""A change of a rule from draft to version: what ends, what is refused, what stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

import portal.statutes as statutes
from catalog.rulebook.actions import edit_draft, start_draft
from catalog.rulebook.flow import RULE_DRAFT
from catalog.rulebook.models import RuleDraft
from catalog.rulebook.previews import effect_of
from portal.accounts.roles import Role
from portal.audit.models import AuditEntry
from portal.demo.cast import add_person
from portal.notify.models import Notification
from portal.outbox import drain
from portal.statutes.models import RuleVersion
from portal.statutes.sync import AUTHOR
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.inbox import waiting_for
from portal.workflow.models import DueDate
from portal.workflow.perform import perform
from tests.factories.lawmaking import rule_draft
from tests.factories.limits import limit
from tests.factories.rules import city_rule

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
SOON = 30 * ONE_DAY
VALUES = {
    "title_zh": "公告中标结果", "value": Decimal(3), "unit": "workday", "words": [], "jurisdiction": "city",
    "instrument": "本市规定（虚构）", "article": "第二条", "source_mark": "D", "effective_to": None, "note": "",
}  # fmt: skip


def values(**changes):
    return VALUES | {"effective_from": clock.today() + SOON} | changes


def refused(act) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.codes


def approve(cast, draft, login="fa1"):
    return perform(RULE_DRAFT, draft, "approve", actor=cast[login])


def test_a_clerk_begins_a_change_and_the_same_form_begins_it_once(cast):
    first = start_draft(cast["fo1"], "R-31-notice", form_key="k", **values())
    again = start_draft(cast["fo1"], "R-31-notice", form_key="k", **values())

    assert (first.pk, RuleDraft.objects.count()) == (again.pk, 1)
    assert (first.min_or_max, first.inclusive, first.author) == ("max", True, cast.user("fo1"))


@pytest.mark.parametrize("login", ["fa1", "po1", "su1", "sa1"])
def test_nobody_else_begins_one(cast, login):
    with pytest.raises(Forbidden):
        start_draft(cast[login], "R-31-notice", **values())
    assert not RuleDraft.objects.exists()


def test_a_code_that_nothing_reads_is_no_rule(cast):
    assert refused(lambda: start_draft(cast["fo1"], "R-999", **values())) == ("rule-unknown",)


def test_a_draft_is_edited_by_either_clerk_but_not_once_it_is_put_up(cast):
    draft = start_draft(cast["fo1"], "R-31-notice", **values())

    edit_draft(cast["fo2"], draft, version=1, **values(value=Decimal(4)))
    assert refused(lambda: edit_draft(cast["fo1"], draft, version=1, **values())) == ("stale-version",)
    perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])
    assert refused(lambda: edit_draft(cast["fo1"], draft, version=2, **values())) == ("rule-draft-closed",)

    draft.refresh_from_db()
    assert (draft.value, draft.state) == (Decimal(4), "submitted")


def test_approval_makes_the_version_and_ends_the_former_the_day_before(cast):
    former = city_rule("R-31-notice", "4")
    draft = rule_draft(cast, state="submitted")
    begins = draft.effective_from

    approve(cast, draft)

    draft.refresh_from_db()
    former.refresh_from_db()
    assert former.effective_to == begins
    assert (statutes.on("R-31-notice", begins - ONE_DAY).value, statutes.on("R-31-notice", begins).value) == (4, 3)
    assert statutes.on("R-31-notice", begins).version_id == draft.made_id
    assert (draft.made.created_by, draft.made.approved_by) == ("财政经办甲（市财政局）", "财政审批（市财政局）")
    assert draft.made.cites == "本市规定（虚构） 第一条"


def test_a_version_of_the_city_leaves_the_states_alone(cast):
    before = list(RuleVersion.objects.order_by("pk").values())

    approve(cast, rule_draft(cast, state="submitted"))

    assert list(RuleVersion.objects.filter(created_by=AUTHOR).order_by("pk").values()) == before


def test_what_began_under_the_former_version_keeps_it(cast):
    pinned = statutes.on("R-31-notice", clock.today())
    draft = rule_draft(cast, state="submitted", jurisdiction="national")

    approve(cast, draft)

    assert statutes.pinned(pinned.version_id) == pinned
    assert statutes.due("R-31-notice", clock.today()).ruling == pinned


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "R-999"}, "rule-unknown"),
        ({"unit": "yuan"}, "rule-unit"),
        ({"value": Decimal("2.5")}, "rule-value"),
        ({"value": Decimal(9999)}, "rule-value"),
        ({"effective_from": -ONE_DAY}, "rule-in-the-past"),
        ({"effective_to": SOON}, "rule-dates"),
    ],
)
def test_a_wrong_version_is_not_put_up(cast, changes, code):
    changes = {name: clock.today() + v if isinstance(v, timedelta) else v for name, v in changes.items()}
    draft = rule_draft(cast, **changes)

    assert code in refused(lambda: perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"]))


def test_a_version_may_begin_today(cast):
    draft = rule_draft(cast, state="submitted", effective_from=clock.today())

    approve(cast, draft)

    assert statutes.on("R-31-notice", clock.today()).version_id == RuleDraft.objects.get().made_id


def test_a_version_whose_day_has_passed_while_it_waited_is_refused(cast):
    draft = rule_draft(cast, state="submitted", effective_from=clock.today() + ONE_DAY)

    with clock.at(clock.now() + 2 * ONE_DAY):
        assert refused(lambda: approve(cast, draft)) == ("rule-in-the-past",)


def test_days_may_become_working_days_but_nothing_else(cast):
    draft = rule_draft(cast, code="R-61", unit="workday", value=20, min_or_max="max")

    perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])

    assert draft.state == "draft"
    assert RuleDraft.objects.get().state == "submitted"


def test_a_version_that_runs_into_a_later_one_is_refused_unless_it_ends_there(cast):
    later = clock.today() + 60 * ONE_DAY
    city_rule("R-31-notice", "5", effective_from=later)
    draft = rule_draft(cast)

    assert refused(lambda: perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])) == ("rule-later-version",)
    edit_draft(cast["fo1"], draft, version=1, effective_to=later)
    perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])
    same_day = rule_draft(cast, effective_from=later, effective_to=None)
    assert refused(lambda: perform(RULE_DRAFT, same_day, "submit", actor=cast["fo1"])) == ("rule-later-version",)


def test_an_end_that_is_fixed_is_not_moved(cast):
    city_rule("R-31-notice", "5", effective_to=clock.today() + 90 * ONE_DAY)
    draft = rule_draft(cast)

    assert refused(lambda: perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])) == ("rule-end-fixed",)


def test_a_version_that_ends_leaves_no_day_without_the_rule(cast):
    ends = clock.today() + 60 * ONE_DAY
    gap = rule_draft(cast, jurisdiction="national", effective_to=ends)
    covered = rule_draft(cast, jurisdiction="city", effective_to=ends)

    assert refused(lambda: perform(RULE_DRAFT, gap, "submit", actor=cast["fo1"])) == ("rule-gap",)
    perform(RULE_DRAFT, covered, "submit", actor=cast["fo1"])


def test_a_version_that_says_nothing_new_is_refused(cast):
    known = RuleVersion.objects.get(code="R-31-notice")
    instrument, _space, article = known.cites.rpartition(" ")
    draft = rule_draft(
        cast, jurisdiction=known.jurisdiction, title_zh=known.title_zh, value=known.value, unit=known.unit, note=known.note,
        instrument=instrument, article=article, source_mark=known.source_mark,
    )  # fmt: skip

    assert refused(lambda: perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])) == ("rule-unchanged",)


def test_the_negative_list_keeps_a_word_and_its_new_words_are_searched_for(cast):
    known = RuleVersion.objects.get(code="NL-8")
    fields = {"code": "NL-8", "jurisdiction": "national", "unit": "condition", "value": 1, "title_zh": known.title_zh,
              "min_or_max": "exact", "effective_from": clock.today()}  # fmt: skip
    emptied = rule_draft(cast, **fields, words=[])
    changed = rule_draft(cast, **fields, words=[*known.words, "个体工商户"], state="submitted")

    assert refused(lambda: perform(RULE_DRAFT, emptied, "submit", actor=cast["fo1"])) == ("rule-words",)
    approve(cast, changed)
    assert statutes.on("NL-8", clock.today()).words[-1] == "个体工商户"


def test_who_drafted_or_put_up_a_change_does_not_decide_it(cast):
    fo1, finance = cast.user("fo1"), cast.organisations["finance"]
    both = add_person(fo1.username, fo1.display_name, finance, Role.FINANCE_APPROVER)
    draft = start_draft(cast["fo1"], "R-31-notice", **values())
    perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])

    assert refused(lambda: perform(RULE_DRAFT, draft, "approve", actor=both)) == ("separation-of-duties",)
    assert [item.transition for item in waiting_for(cast["fa1"])] == ["approve"]
    assert not waiting_for(both).exists()


def test_the_database_refuses_one_person_in_both_parts(cast):
    draft = rule_draft(cast, state="approved")

    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        RuleDraft.objects.filter(pk=draft.pk).update(approved_by=draft.author)


def test_a_draft_goes_back_with_its_reason_and_is_put_up_again(cast):
    draft = rule_draft(cast, state="submitted")

    perform(RULE_DRAFT, draft, "send_back", actor=cast["fa1"], data={"reason": "请附原文"})
    drain()
    told = Notification.objects.get(recipient=cast.user("fo1"))
    assert (RuleDraft.objects.get().reason, told.body) == ("请附原文", "请附原文")
    perform(RULE_DRAFT, draft, "submit", actor=cast["fo2"])
    assert RuleDraft.objects.get().reason == ""


def test_a_withdrawn_draft_changes_nothing(cast):
    draft = rule_draft(cast, state="submitted")
    versions = RuleVersion.objects.count()

    perform(RULE_DRAFT, draft, "withdraw", actor=cast["fo1"])

    assert (RuleDraft.objects.get().state, RuleVersion.objects.count()) == ("withdrawn", versions)
    assert not waiting_for(cast["fa1"]).exists()


def test_every_step_is_entered_and_told(cast):
    draft = start_draft(cast["fo1"], "R-31-notice", **values())
    perform(RULE_DRAFT, draft, "submit", actor=cast["fo1"])
    approve(cast, draft)
    drain()

    verbs = AuditEntry.objects.filter(chain="catalog.rules").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["rule_draft.begin", "rule_draft.submit", "rule_draft.approve"]
    told = Notification.objects.values_list("recipient__username", "kind")
    assert sorted(told) == [
        ("fa1", "rule_draft.submit"), ("fo1", "rule_draft.approve"), ("fo2", "rule_draft.approve"),
    ]  # fmt: skip


def test_another_finance_department_neither_sees_nor_decides(cast):
    elsewhere = add_person("fa8", "县财政审批", cast.organisations["civil"], Role.FINANCE_APPROVER)
    draft = rule_draft(cast, state="submitted")

    with pytest.raises(Forbidden):
        perform(RULE_DRAFT, draft, "approve", actor=elsewhere)


def test_a_version_from_today_moves_what_runs_from_today_and_no_more(cast):
    today = clock.today()
    earlier = limit(cast, today - ONE_DAY)
    today_s = limit(cast, today, year=2027)
    elsewhere = limit(cast, today, rule="R-31-notice", year=2028)
    draft = rule_draft(cast, code="R-10", value=5, effective_from=today, state="submitted")
    effect = effect_of(draft, cast["fo1"])

    approve(cast, draft)

    due = {row.pk: row.due_on for row in DueDate.objects.all()}
    assert due == {
        earlier.pk: earlier.due_on, today_s.pk: statutes.due("R-10", today).date, elsewhere.pk: elsewhere.due_on,
    }  # fmt: skip
    assert due[today_s.pk] < today_s.due_on
    assert [(line.row.pk, line.after.date) for line in effect.moves] == [(today_s.pk, due[today_s.pk])]
    assert [line.row.pk for line in effect.stays] == [earlier.pk]
    assert AuditEntry.objects.filter(verb="deadline.moved").count() == 1


def test_a_version_ahead_moves_nothing_and_says_what_will_follow(cast):
    row = limit(cast, clock.today())
    draft = rule_draft(cast, code="R-10", value=5, state="submitted")
    effect = effect_of(draft, cast["fo1"])

    approve(cast, draft)

    assert (effect.moves, [line.row.pk for line in effect.stays]) == ([], [row.pk])
    before, after = effect.first
    assert (before.ruling.value, after.ruling.value, after.date < before.date) == (20, 5, True)
    assert DueDate.objects.get().due_on == row.due_on


def test_a_version_under_a_nearer_one_is_said_to_do_nothing_yet(cast):
    city_rule("R-10", "7")
    row = limit(cast, clock.today())
    effect = effect_of(
        rule_draft(cast, code="R-10", value=5, jurisdiction="national", effective_from=clock.today()), cast["fo1"]
    )

    assert (effect.nearer.value, effect.moves, effect.first) == (7, [], None)
    assert [line.row.pk for line in effect.stays] == [row.pk]


def test_limits_whose_first_day_is_not_known_are_left_alone(cast):
    row = limit(cast, clock.today())
    DueDate.objects.filter(pk=row.pk).update(starts_on=None)

    approve(cast, rule_draft(cast, code="R-10", value=5, effective_from=clock.today(), state="submitted"))

    assert DueDate.objects.get().due_on == row.due_on
