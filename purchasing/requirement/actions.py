"""Writes of requirements: drafting, survey, public comment and answers, opinions, reviews, freeze."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portal.accounts.actor import SYSTEM, Actor
from portal.accounts.capability import allows
from portal.outbox import emit
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.values.text import clean
from portal.workflow.act import Act
from portal.workflow.perform import acting, changing
from portal.workflow.separation import was_involved
from purchasing.intention.guards import item_is_approved
from purchasing.plan.flow import PLAN_ITEM
from purchasing.plan.models import PlanItem
from purchasing.publication.actions import draft_publication, release_publication
from purchasing.publication.models import Kind
from purchasing.requirement import queries
from purchasing.requirement.flow import REQUIREMENT
from purchasing.requirement.models import NeedComment, Requirement, ReviewOpinion, State, SurveyRecord
from purchasing.requirement.policies import Can


def start_requirement(actor: Actor, item: PlanItem) -> Requirement:
    """Draft the requirement of an approved plan item, with the workload of the plan filled in.

    Raises Refused("item-not-approved", "requirement-exists"), Forbidden outside the unit.
    """
    with acting(actor) as act:
        locked = PlanItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if refusal := item_is_approved(locked):
            raise Refused(refusal)
        if Requirement.objects.filter(plan_item=locked).exists():
            raise Refused(
                Refusal("requirement-exists", _("该事项已有采购需求。"), next_step=_("请打开已有的采购需求办理。"))
            )
        requirement = Requirement(plan_item=locked, author=act.user, **_prefilled(locked))
        if not allows(actor, Can.BEGIN_REQUIREMENT, locked):
            raise Forbidden(NOT_ALLOWED)
        act.begin(REQUIREMENT, requirement)
        act.renew_inbox(PLAN_ITEM, locked)
        return requirement


def _prefilled(item: PlanItem) -> dict[str, str]:
    tasks = [f"{n}. {t.name}：{t.quantity.normalize():f} {t.unit}" for n, t in enumerate(item.task_lines.all(), 1)]
    targets = [f"{t['name']}：{t['target']}{t.get('unit', '')}" for t in item.targets]
    return {
        "technical": "\n".join([item.summary, *tasks]).strip(),
        "commercial": _("服务期 %(months)s 个月，预算金额 %(amount)s 元。")
        % {"months": item.term_months, "amount": f"{item.amount:,.2f}"},
        "acceptance_terms": "\n".join(targets),
        "contract_terms": "",
    }


def edit_requirement(
    actor: Actor, requirement: Requirement, *, version: int, texts: Mapping[str, str], is_complex: bool,
    survey: Iterable[Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    """Save the texts, and the survey rows (`subject`, `asked_on`, `findings`) when given. Raises Refused("stale-version").

    A text that was checked for public comment goes up for the check again.
    """
    with changing(actor, requirement, Can.EDIT_REQUIREMENT, verb="requirement.edit", version=version) as (act, row):
        for name in row.texts:
            setattr(row, name, texts.get(name, getattr(row, name)))
        row.is_complex = is_complex
        row.save(update_fields=[*row.texts, "is_complex"])
        if survey is not None:
            row.survey.all().delete()
            SurveyRecord.objects.bulk_create(SurveyRecord(requirement=row, **_survey_row(act, r)) for r in survey)
        if row.state == State.SURVEY_DONE:
            put_up_needs(act, row)


def _survey_row(act: Act, values: Mapping[str, Any]) -> dict[str, Any]:
    asked_on: date = values["asked_on"]
    if asked_on > clock.day_of(act.at):
        raise Refused(Refusal("survey-in-future", _("调查日期不能晚于今天。"), field="asked_on"))
    return {"subject": values["subject"], "asked_on": asked_on, "findings": values["findings"]}


def put_up_needs(act: Act, requirement: Requirement) -> None:
    item = requirement.plan_item
    draft_publication(
        act, requirement, Kind.NEEDS, title=_("%(title)s采购需求公开征求意见") % {"title": item.title},
        purchaser=item.plan.purchaser, ocid=item.ocid or "", changed=True, again=True,
    )  # fmt: skip


@REQUIREMENT.performs("finish_survey")
def finish_survey(requirement: Requirement, act: Act) -> None:
    """The survey stands; a service to the public goes up for the secrecy check before the public is asked."""
    if requirement.plan_item.to_public and requirement.comment_until is None:
        put_up_needs(act, requirement)


@REQUIREMENT.performs("open_comment")
def open_comment(requirement: Requirement, act: Act, *, comment_until: date) -> None:
    today = clock.day_of(act.at)
    if comment_until <= today:
        raise Refused(Refusal("comment-too-short", _("征求意见截止日必须晚于今天。"), field="comment_until"))
    requirement.comment_from, requirement.comment_until = today, comment_until
    release_publication(act, requirement, Kind.NEEDS)


def comment(requirement: Requirement, name: str, text: str, key: UUID | None = None) -> NeedComment:
    """Take a comment from the public, by name or not; the same form (`key`) sent again is the comment it already is.

    Raises Refused("comment-closed", "comment-empty").
    """
    with acting(SYSTEM) as act:
        locked = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
        if key and (known := locked.comments.filter(form_key=key).first()):
            return known
        if not queries.is_open_for_comment(locked, clock.day_of(act.at)):
            raise Refused(
                Refusal("comment-closed", _("该采购需求不在公开征求意见期内。"), article="政府采购法实施条例 第十五条")
            )
        words = clean(text, lines=True)[:2000]
        if not words:
            raise Refused(Refusal("comment-empty", _("请写明意见。"), field="text"))
        row = NeedComment.objects.create(requirement=locked, name=clean(name)[:40], text=words, at=act.at, form_key=key)
        act.record(locked, "requirement.comment", comment=row.pk)
        emit("requirement.commented", subject=locked, act=act)
        act.renew_inbox(REQUIREMENT, locked)
        return row


def answer_comment(actor: Actor, comment_row: NeedComment, text: str) -> None:
    """Answer a public comment; the answer is public with it. Raises Refused("already-answered", "answer-empty")."""
    with changing(actor, comment_row.requirement, Can.ANSWER_COMMENT, verb="requirement.answer") as (act, locked):
        row = NeedComment.objects.select_for_update().get(pk=comment_row.pk)
        words = clean(text, lines=True)
        if not words:
            raise Refused(Refusal("answer-empty", _("请填写答复。"), field="text"))
        if row.answered_at is not None:
            raise Refused(Refusal("already-answered", _("这条意见已经答复。")))
        row.answer, row.answered_at, row.answered_by = words, act.at, act.user
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        act.renew_inbox(REQUIREMENT, locked)


def give_opinion(actor: Actor, requirement: Requirement, *, section: str, passed: bool, text: str) -> ReviewOpinion:
    """One section's opinion in the review. Raises Refused when the reviewer wrote it, spoke already, or it is a draft."""
    with acting(actor) as act:
        row = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
        if not allows(actor, Can.GIVE_OPINION, row):
            raise Forbidden(NOT_ALLOWED)
        if refusal := _opinion_refusal(actor, row, section):
            raise Refused(refusal)
        assert act.user is not None
        opinion = ReviewOpinion.objects.create(
            requirement=row, review_round=row.review_round, section=section, reviewer=act.user, passed=passed,
            text=text, at=act.at,
        )  # fmt: skip
        act.record(row, "requirement.opinion", section=opinion.get_section_display(), passed=passed)
        return opinion


def _opinion_refusal(actor: Actor, requirement: Requirement, section: str) -> Refusal | None:
    if was_involved(REQUIREMENT, requirement, Can.GIVE_OPINION, actor):
        return Refusal(
            "separation-of-duties", _("编制采购需求的人不能参加审查。"), rule="SD3",
            article="政府采购需求管理办法（财库〔2021〕22号） 第三十二条", next_step=_("请由其他部门的同事审查。"),
        )  # fmt: skip
    if requirement.state == State.DRAFT:
        return Refusal("review-too-early", _("采购需求还在编制，暂不能审查。"))
    given = queries.opinions_of(requirement)
    if given.filter(section=section).exists():
        return Refusal("section-spoke", _("该部门已提交本轮审查意见。"), field="section")
    if given.filter(reviewer__in=actor.people).exists():
        return Refusal("reviewer-spoke", _("您已代表一个部门提交本轮审查意见。"))
    return None


@REQUIREMENT.performs("pass_general_review")
def pass_general_review(requirement: Requirement, act: Act) -> None:
    requirement.reason = ""


@REQUIREMENT.performs("pass_key_review")
def pass_key_review(requirement: Requirement, act: Act) -> None:
    requirement.reason = ""


@REQUIREMENT.performs("send_back")
def send_back(requirement: Requirement, act: Act, *, reason: str) -> None:
    """Back to the author with a reason; opinions on this text stay in the file but count no more, and the public is
    heard on the next."""
    requirement.reason = reason
    requirement.review_round += 1
    requirement.comment_from = requirement.comment_until = None


@REQUIREMENT.performs("check_contract_text")
def check_contract_text(requirement: Requirement, act: Act) -> None:
    """Counsel has checked the contract terms; the act itself is the record."""


@REQUIREMENT.performs("freeze")
def freeze(requirement: Requirement, act: Act) -> None:
    """From now on the text cannot change; its fingerprint proves it."""
    requirement.frozen_at = act.at
    requirement.sha256 = queries.fingerprint(requirement)
