"""Survey, public comment, reviews, counsel and freeze, each refused where the law wants more."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from disclosure.item.models import DisclosureItem
from disclosure.ocds.models import OcdsRelease
from portal.demo.cast import Cast
from portal.demo.story.intention import check_secrecy
from portal.notify.models import Notification
from portal.outbox import drain
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.perform import perform
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of
from purchasing.requirement.actions import (
    answer_comment,
    comment,
    edit_requirement,
    give_opinion,
    start_requirement,
)
from purchasing.requirement.flow import REQUIREMENT
from purchasing.requirement.models import Requirement
from purchasing.requirement.queries import key_review_ground
from tests.factories import preparation
from tests.waiting import waiting


def refused_codes(cast: Cast, row: Requirement, name: str, login: str, **data: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        perform(REQUIREMENT, row, name, actor=cast[login], data=data)
    return refused.value.codes


def opened(cast: Cast) -> Requirement:
    today = clock.today()
    return preparation.requirement(
        cast, state="public_comment", comment_from=today, comment_until=today + timedelta(days=7)
    )


def test_whoever_edits_a_requirement_does_not_review_it(cast: Cast) -> None:
    row = preparation.requirement(cast, state="survey_done")
    edit_requirement(cast["po2"], row, version=row.version, texts={"technical": "改"}, is_complex=False)

    assert refused_codes(cast, row, "pass_general_review", "po2") == ("separation-of-duties",)


def test_two_subjects_are_too_few_and_the_same_one_thrice_is_one(cast: Cast) -> None:
    row = preparation.requirement(cast, subjects=2)
    row.survey.create(subject="调查对象　1 ", asked_on=clock.today(), findings="同一家")

    assert refused_codes(cast, row, "finish_survey", "po1") == ("survey-too-small",)


def test_three_subjects_end_the_survey_and_put_the_needs_up_for_the_check(cast: Cast) -> None:
    row = preparation.requirement(cast)

    perform(REQUIREMENT, row, "finish_survey", actor=cast["po1"])

    assert publication_of(row, Kind.NEEDS).state == "drafted"


def test_the_comment_period_opens_after_the_check_and_not_for_the_past(cast: Cast) -> None:
    row = preparation.requirement(cast)
    perform(REQUIREMENT, row, "finish_survey", actor=cast["po1"])
    row.refresh_from_db()
    until = clock.today() + timedelta(days=5)

    unchecked = refused_codes(cast, row, "open_comment", "po1", comment_until=until)
    check_secrecy(cast, row, Kind.NEEDS)
    today = refused_codes(cast, row, "open_comment", "po1", comment_until=clock.today())
    perform(REQUIREMENT, row, "open_comment", actor=cast["po1"], data={"comment_until": until})

    row.refresh_from_db()
    assert (unchecked, today) == (("secrecy-unchecked",), ("comment-too-short",))
    assert (row.comment_from, row.comment_until) == (clock.today(), until)
    assert publication_of(row, Kind.NEEDS).state == "released"


def test_the_public_comments_by_name_or_not_while_the_period_runs(cast: Cast) -> None:
    row = opened(cast)

    named = comment(row, " 居民\u200b ", "请增加\r\n背街小巷")
    nameless = comment(row, "", "公厕太早关门")

    assert (named.name, named.text) == ("居民", "请增加\n背街小巷")
    assert nameless.name == ""


@pytest.mark.parametrize("state", ["draft", "survey_done", "reviewed_general", "frozen"])
def test_no_comment_is_taken_outside_the_period(cast: Cast, state: str) -> None:
    with pytest.raises(Refused) as refused:
        comment(preparation.requirement(cast, state=state), "居民", "意见")

    assert refused.value.codes == ("comment-closed",)


def test_no_comment_is_taken_after_the_last_day_and_none_without_words(cast: Cast) -> None:
    late = preparation.requirement(cast, state="public_comment")

    with pytest.raises(Refused) as closed:
        comment(late, "居民", "意见")
    with pytest.raises(Refused) as empty:
        comment(opened(cast), "居民", "\u200b　")

    assert (closed.value.codes, empty.value.codes) == (("comment-closed",), ("comment-empty",))


def test_the_review_waits_for_the_end_of_the_period_and_for_every_answer(cast: Cast) -> None:
    running = opened(cast)
    comment(running, "", "意见")
    over = preparation.requirement(cast, state="public_comment")
    said = over.comments.create(text="意见", at=clock.now())

    assert refused_codes(cast, running, "pass_general_review", "po2") == ("comment-missing", "comments-unanswered")
    assert refused_codes(cast, over, "pass_general_review", "po2") == ("comments-unanswered",)
    answer_comment(cast["po1"], said, "已采纳")
    perform(REQUIREMENT, over, "pass_general_review", actor=cast["po2"])


def test_a_text_is_not_taken_back_while_the_public_comments(cast: Cast) -> None:
    row = opened(cast)

    assert refused_codes(cast, row, "send_back", "po2", reason="指标不清") == ("comment-running",)
    with clock.at(clock.now() + timedelta(days=8)):
        perform(REQUIREMENT, row, "send_back", actor=cast["po2"], data={"reason": "指标不清"})


def test_a_rewritten_text_is_put_to_the_public_again(cast: Cast) -> None:
    row = commented(cast, preparation.requirement(cast), days=5)
    first = publication_of(row, Kind.NEEDS)
    with clock.at(clock.now() + timedelta(days=6)):
        perform(REQUIREMENT, row, "send_back", actor=cast["po2"], data={"reason": "指标不清"})
        row.refresh_from_db()
        edit_requirement(cast["po1"], row, version=row.version, texts={"technical": "新的技术要求"}, is_complex=False)
        early = refused_codes(cast, row, "pass_general_review", "po2")
        commented(cast, row, days=4)
        drain()
        running = refused_codes(cast, row, "pass_general_review", "po2")
        comment(row, "", "对新稿的意见")

    second = publication_of(row, Kind.NEEDS)
    assert (early, running) == (("survey-missing",), ("comment-missing",))
    assert (first.state, first.round, second.state, second.round) == ("released", 1, "released", 2)
    items = list(DisclosureItem.objects.filter(kind=Kind.NEEDS).order_by("version"))
    assert [item.content["technical"] for item in items] == ["技术", "新的技术要求"]
    assert [item.publication for item in items] == [first, second]
    assert items[0].corrected_by == items[1]
    assert OcdsRelease.objects.filter(item__in=items).count() == 2


def commented(cast: Cast, row: Requirement, days: int) -> Requirement:
    """The draft surveyed, checked and opened to comment for so many days; whatever was published is public."""
    perform(REQUIREMENT, row, "finish_survey", actor=cast["po1"])
    check_secrecy(cast, row, Kind.NEEDS)
    until = clock.today() + timedelta(days=days)
    perform(REQUIREMENT, row, "open_comment", actor=cast["po1"], data={"comment_until": until})
    drain()
    row.refresh_from_db()
    return row


def test_the_author_hears_once_a_day_that_the_public_has_comments(cast: Cast) -> None:
    row = opened(cast)
    for text in ("增加早晚保洁", "公厕太早关门"):
        comment(row, "", text)
    drain()
    with clock.at(clock.now() + timedelta(days=1)):
        comment(row, "", "垃圾桶太少")
        drain()

    told = Notification.objects.filter(kind="requirement.commented", recipient=row.author)
    assert told.count() == 2
    assert {n.url for n in told} == {row.get_absolute_url()}


def test_an_answer_is_given_once(cast: Cast) -> None:
    said = opened(cast).comments.create(text="意见", at=clock.now())
    answer_comment(cast["po1"], said, "已采纳")

    with pytest.raises(Refused) as refused:
        answer_comment(cast["po2"], said, "未采纳")

    assert refused.value.codes == ("already-answered",)


def test_whoever_wrote_it_neither_reviews_nor_speaks_nor_freezes(cast: Cast) -> None:
    row = start_requirement(cast["po1"], preparation.approved_item(cast))
    Requirement.objects.filter(pk=row.pk).update(comment_until=clock.today() - timedelta(days=1))
    for number in range(3):
        row.survey.create(subject=f"对象 {number}", asked_on=clock.today(), findings="情况")
    perform(REQUIREMENT, row, "finish_survey", actor=cast["po1"])

    with pytest.raises(Refused) as spoken:
        give_opinion(cast["po1"], row, section="purchasing", passed=True, text="同意")

    assert refused_codes(cast, row, "pass_general_review", "po1") == ("separation-of-duties",)
    assert spoken.value.codes == ("separation-of-duties",)


def test_the_panel_needs_three_different_sections_none_against(cast: Cast) -> None:
    row = preparation.requirement(cast, state="reviewed_general")
    row.opinions.filter(section="business").delete()

    assert refused_codes(cast, row, "pass_key_review", "po2") == ("panel-incomplete",)
    give_opinion(cast["pb1"], row, section="business", passed=False, text="标准过低")
    assert refused_codes(cast, row, "pass_key_review", "po2") == ("panel-against",)


def test_a_section_speaks_once_and_a_reviewer_for_one_section(cast: Cast) -> None:
    row = preparation.requirement(cast, state="reviewed_general")

    with pytest.raises(Refused) as section:
        give_opinion(cast["po1"], row, section="finance", passed=True, text="同意")
    with pytest.raises(Refused) as reviewer:
        give_opinion(cast["pb1"], row, section="supervision", passed=True, text="同意")

    assert (section.value.codes, reviewer.value.codes) == (("section-spoke",), ("reviewer-spoke",))


@pytest.mark.parametrize("login", ["fo1", "fa1", "ag1", "s1", "lc1"])
def test_finance_and_others_have_no_part_in_the_review(cast: Cast, login: str) -> None:
    with pytest.raises(Forbidden):
        give_opinion(
            cast[login],
            preparation.requirement(cast, state="reviewed_general"),
            section="supervision",
            passed=True,
            text="无",
        )


def test_opinions_on_a_text_that_was_sent_back_count_no_more(cast: Cast) -> None:
    row = preparation.requirement(cast, state="reviewed_general")

    perform(REQUIREMENT, row, "send_back", actor=cast["po2"], data={"reason": "指标不清"})

    row.refresh_from_db()
    assert (row.state, row.reason, row.review_round) == ("draft", "指标不清", 2)
    assert (row.comment_from, row.comment_until) == (None, None)
    assert row.opinions.count() == 3
    give_opinion_state(cast, row)


def give_opinion_state(cast: Cast, row: Requirement) -> None:
    with pytest.raises(Refused) as refused:
        give_opinion(cast["pb1"], row, section="business", passed=True, text="同意")

    assert refused.value.codes == ("review-too-early",)


def test_key_review_is_asked_for_by_public_amount_or_complexity(cast: Cast) -> None:
    day = clock.today()
    plain = preparation.requirement(cast, item=preparation.approved_item(cast, to_public=False))
    large = preparation.requirement(
        cast, item=preparation.approved_item(cast, to_public=False, amount=Decimal("10000000.00"))
    )
    hard = preparation.requirement(cast, item=preparation.approved_item(cast, to_public=False), is_complex=True)
    public = preparation.requirement(cast)

    found = [key_review_ground(row, day) for row in (plain, large, hard, public)]

    assert [ground and ground.code for ground in found] == [None, "R-14-amount", "R-14-complex", "R-14-public"]


def test_an_item_without_those_grounds_goes_from_draft_to_the_freeze(cast: Cast) -> None:
    row = preparation.requirement(cast, item=preparation.approved_item(cast, to_public=False), subjects=0)

    perform(REQUIREMENT, row, "pass_general_review", actor=cast["po2"])
    perform(REQUIREMENT, row, "freeze", actor=cast["ph1"])

    row.refresh_from_db()
    body = json.dumps(row.texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert row.state == "frozen"
    assert row.sha256 == hashlib.sha256(body.encode()).hexdigest()


def test_a_frozen_text_cannot_be_edited(cast: Cast) -> None:
    row = preparation.requirement(cast, state="frozen")

    with pytest.raises(Forbidden):
        edit_requirement(cast["po1"], row, version=row.version, texts={"technical": "改"}, is_complex=False)


def test_a_survey_of_tomorrow_is_refused_and_nothing_is_saved(cast: Cast) -> None:
    row = preparation.requirement(cast)
    survey = [{"subject": "某单位", "asked_on": clock.today() + timedelta(days=1), "findings": "情况"}]

    with pytest.raises(Refused) as refused:
        edit_requirement(
            cast["po1"], row, version=row.version, texts={"technical": "改"}, is_complex=False, survey=survey
        )

    row.refresh_from_db()
    assert refused.value.codes == ("survey-in-future",)
    assert (row.technical, row.survey.count()) == ("技术", 3)


def test_a_stale_edit_is_refused(cast: Cast) -> None:
    row = preparation.requirement(cast)
    edit_requirement(cast["po2"], row, version=1, texts={"technical": "甲"}, is_complex=False)

    with pytest.raises(Refused) as refused:
        edit_requirement(cast["po1"], row, version=1, texts={"technical": "乙"}, is_complex=False)

    assert refused.value.codes == ("stale-version",)


def test_comments_wait_for_their_answers_in_the_inbox(cast: Cast) -> None:
    row = opened(cast)
    before = waiting(cast["po1"], "requirement")
    comment(row, "居民", "请增加背街小巷")
    second = comment(row, "", "公厕太早关门")
    asked = waiting(cast["po1"], "requirement")
    answer_comment(cast["po2"], second, "延长至二十二时")
    half = waiting(cast["po1"], "requirement")
    answer_comment(cast["po2"], row.comments.get(answered_at=None), "已纳入作业范围")

    assert "answer_comments" not in before
    assert ("answer_comments" in asked, "answer_comments" in half) == (True, True)
    assert "answer_comments" not in waiting(cast["po1"], "requirement")


def test_counsel_sends_a_contract_text_back_with_a_reason(cast: Cast) -> None:
    row = preparation.requirement(cast, state="reviewed_key")

    done = perform(REQUIREMENT, row, "send_back", actor=cast["lc1"], data={"reason": "违约责任不明"})

    assert (done.state, done.reason, done.review_round) == ("draft", "违约责任不明", 2)
