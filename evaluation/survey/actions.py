"""Writes of the survey: invitations whose tokens are shown once, and answers that nothing links to a token (SD11)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.evaluation.flow import EVALUATION
from evaluation.evaluation.models import Evaluation
from evaluation.scheme.queries import scheme_of
from evaluation.survey.models import SurveyAnswer, SurveyInvitation
from evaluation.survey.policies import Can
from evaluation.survey.queries import LEVELS, hash_of, is_open
from portal.accounts.actor import Actor
from portal.values import clock
from portal.values.refusal import Refusal, Refused
from portal.workflow.formkeys import answered, keep, step
from portal.workflow.perform import changing

MOST_AT_ONCE = 500


def invite(actor: Actor, evaluation: Evaluation, count: int, *, form_key: str = "") -> list[str]:
    """Make `count` tokens and return them: the only time they are ever seen, as only their hashes are kept.

    Raises Refused("count-out-of-range", "already-shown"), Forbidden outside the unit and the third party.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused(
            Refusal("count-out-of-range", _("每次可制发 1 至 %(most)s 份。") % {"most": MOST_AT_ONCE}, field="count")
        )
    tokens = [secrets.token_urlsafe(12) for _number in range(count)]
    made = _("%(count)s 份") % {"count": count}
    with changing(actor, evaluation, Can.INVITE_RECIPIENTS, verb="survey.invite", remark=made) as (act, locked):
        if answered(actor, form_key, EVALUATION.name, step("invite", locked.pk)):
            raise Refused(
                Refusal(
                    "already-shown",
                    _("这批邀请已经制发，链接只显示一次。"),
                    next_step=_("如未打印，请另行制发一批。"),
                )
            )
        keep(actor, form_key, flow=EVALUATION.name, transition="invite", subject_pk=locked.pk, at=act.at)
        SurveyInvitation.objects.bulk_create(
            SurveyInvitation(evaluation=locked, token_hash=hash_of(token)) for token in sorted(tokens)
        )
        act.renew_inbox(EVALUATION, locked)
    return tokens


def missing(evaluation: Evaluation, levels: Mapping[str, int]) -> list[str]:
    """The codes of questions that are not answered by one of the five levels."""
    return [q["code"] for q in scheme_of(evaluation).questions if levels.get(q["code"]) not in LEVELS]


def answer(token: str, levels: Mapping[str, int], comment: str = "") -> SurveyAnswer:
    """Take one set of answers. Only the first complete one inside the period is scored; the others are counted.

    Raises LookupError for a token that was never given out.
    """
    with transaction.atomic(durable=False):
        evaluation = _held(token)
        invitation, today = SurveyInvitation.objects.get(token_hash=hash_of(token)), clock.today()
        fault = ""
        if invitation.used:
            fault = SurveyAnswer.Fault.USED
        elif not is_open(evaluation, today):
            fault = SurveyAnswer.Fault.OUTSIDE_PERIOD
        elif missing(evaluation, levels):
            fault = SurveyAnswer.Fault.INCOMPLETE
        if fault in ("", SurveyAnswer.Fault.INCOMPLETE):
            SurveyInvitation.objects.filter(pk=invitation.pk).update(used=True)
        if fault:
            return SurveyAnswer.objects.create(evaluation=evaluation, answered_on=today, valid=False, fault=fault)
        return _mixed_in(SurveyAnswer(evaluation=evaluation, levels=dict(levels), comment=comment, answered_on=today))


def _held(token: str) -> Evaluation:
    """The evaluation a token was given out for, locked: its answers are taken one after the other."""
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(invitations__token_hash=hash_of(token))
    if (evaluation := rows.first()) is None:
        raise LookupError("no such token")
    return evaluation


def _mixed_in(fresh: SurveyAnswer) -> SurveyAnswer:
    """Write all valid answers anew, in random order, with the new one among them.

    Left in the order they came in, a copy of the database would link them to their tokens: by the order of used
    invitations in the table, by the transaction both were written in, by the times in the web server's log.
    """
    valid = SurveyAnswer.objects.filter(evaluation=fresh.evaluation, valid=True)
    rows = [fresh, *valid]
    valid.delete()
    secrets.SystemRandom().shuffle(rows)
    for row in rows:
        row.pk = None
    SurveyAnswer.objects.bulk_create(rows)
    return fresh
