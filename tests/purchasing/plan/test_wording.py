"""Words that hint at the negative list: named with rule and words, answered on record, never answered for scale."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

import portal.statutes as statutes
from portal.audit.models import AuditEntry
from portal.values.refusal import Refused
from portal.workflow.perform import perform
from purchasing.plan.actions import answer_hints
from purchasing.plan.flow import PLAN
from purchasing.plan.screening import RULES, problems_of
from purchasing.plan.wording import ANSWERABLE, findings, hints_of
from tests.factories.cases import plan_item

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 6)


def rules(codes=RULES):
    return statutes.several(codes, DAY)


def hints(item):
    return [(hint.code, hint.words, hint.reason) for hint in hints_of(item, rules(ANSWERABLE))]


def codes(item) -> set[str]:
    return {problem.code for problem in problems_of(item, item.plan, DAY, rules())}


def test_social_workers_posted_and_clocked_by_the_buyer_hint_at_dispatch(cast):
    item = plan_item(cast, summary="派驻12名社工，考勤由购买单位管理。")

    assert hints(item) == [("NL-5", ("派驻", "考勤"), "")]
    assert "hint-unanswered" in codes(item)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("设备购置与安装", "NL-3"), ("新建公厕三座", "NL-3"), ("融资租赁车辆", "NL-4"), ("以劳务派遣方式用工", "NL-5"), ("代为实施行政处罚", "NL-2"),
        ("由个人承接", "NL-8"), ("劳务　派遣", "NL-5"), ("劳\u200b务派遣", "NL-5"),
    ],
)  # fmt: skip
def test_each_kind_is_found_in_any_text_of_the_item(cast, text, code):
    item = plan_item(cast, title="普通事项")
    item.task_lines.filter(pk=item.task_lines.first().pk).update(name=text)

    assert [found for found, _words, _reason in hints(item)] == [code]


def test_a_longer_word_is_named_without_the_shorter_inside_it():
    found = findings({"": "劳务派遣"}, statutes.several(("NL-5",), DAY).values())

    assert [finding.word for finding in found] == ["劳务派遣"]


def test_an_ordinary_item_has_no_hint(cast):
    assert hints(plan_item(cast)) == []


def test_a_reason_is_kept_with_its_words_and_opens_the_way(cast):
    item = plan_item(cast, summary="考勤系统的日常维护")

    answer_hints(cast["po1"], item.plan, item, {"NL-5": "“考勤系统”是被维护的对象，不涉及用工"})

    item.refresh_from_db()
    assert hints(item) == [("NL-5", ("考勤",), "“考勤系统”是被维护的对象，不涉及用工")]
    assert "hint-unanswered" not in codes(item)
    assert AuditEntry.objects.filter(verb="plan.answer_hints").count() == 1


def test_a_reason_does_not_cover_words_that_came_later(cast):
    item = plan_item(cast, summary="考勤系统的日常维护")
    answer_hints(cast["po1"], item.plan, item, {"NL-5": "被维护的对象"})
    item.refresh_from_db()
    item.summary += "，派驻两人"

    assert hints(item) == [("NL-5", ("派驻", "考勤"), "")]


def test_conditions_of_scale_are_refused_whatever_the_reason(cast):
    item = plan_item(cast, supplier_conditions="注册资本不少于500万元")

    assert "scale-condition" in codes(item)
    with pytest.raises(Refused) as refused:
        answer_hints(cast["po1"], item.plan, item, {"R-70": "需要"})
    assert refused.value.codes == ("no-such-hint",)


def test_a_local_condition_is_answered_or_changed(cast):
    item = plan_item(cast, supplier_conditions="在景德镇设有分公司")

    assert [code for code, *_rest in hints(item)] == ["R-71"]


def test_a_plan_with_an_open_hint_is_not_filed(cast):
    item = plan_item(cast, summary="派驻12名社工")

    with pytest.raises(Refused) as refused:
        perform(PLAN, item.plan, "submit_for_review", actor=cast["po1"])

    assert "NL-5" in refused.value.refusals[0].items[0]


def test_the_reason_is_written_on_a_page_and_seen_on_the_item(cast):
    item = plan_item(cast, summary="考勤系统的日常维护")
    client = Client()
    client.force_login(cast.user("po1"))

    form = client.get(f"/desk/plan-items/{item.pk}/hints/")
    empty = client.post(f"/desk/plan-items/{item.pk}/hints/", {"version": item.plan.version, "NL-5": " "}, follow=True)
    assert "“考勤”不属于" in form.text
    assert "尚未说明" in empty.text

    done = client.post(
        f"/desk/plan-items/{item.pk}/hints/",
        {"version": empty.context["plan"].version, "NL-5": "系统是维护对象"},
        follow=True,
    )
    assert "系统是维护对象" in done.text
