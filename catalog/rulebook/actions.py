"""Writes of changes of rules: begun from a rule, edited, put up, and on approval the version itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog.rulebook import guards, queries
from catalog.rulebook.flow import RULE_DRAFT
from catalog.rulebook.models import RuleDraft, State
from catalog.rulebook.policies import Can
from catalog.rulebook.previews import as_version
from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.accounts.models import Organization, User
from portal.statutes.models import RuleVersion
from portal.values import clock
from portal.values.refusal import NOT_ALLOWED, Forbidden, Refusal, Refused
from portal.workflow.act import Act
from portal.workflow.formkeys import answered, keep
from portal.workflow.perform import acting, changing
from portal.workflow.recount import open_limits, recount

INHERITED = ("min_or_max", "inclusive", "applies_to")
"""What a rule means to those who read it; a new version does not change it."""


def start_draft(actor: Actor, code: str, *, form_key: str = "", **values: Any) -> RuleDraft:
    """Begin a change of a rule with what was typed; the same form again gives the same draft.

    Raises Refused("rule-unknown"), Forbidden for anyone but finance's clerks.
    """
    with acting(actor) as act:
        done = answered(actor, form_key, RULE_DRAFT.name, lambda row: row.transition == "begin")
        if done:
            return RuleDraft.objects.get(pk=done.subject_pk)
        known = queries.standing(code, clock.day_of(act.at)) or next(iter(queries.versions_of(code)), None)
        if known is None:
            raise Refused(Refusal("rule-unknown", _("没有编号为 %(code)s 的规则。") % {"code": code}))
        if actor.organization_id is None or act.user is None:
            raise Forbidden(NOT_ALLOWED)
        inherited = {name: getattr(known, name) for name in INHERITED}
        draft = RuleDraft(finance_id=actor.organization_id, code=code, author=act.user, **inherited, **values)
        act.begin(RULE_DRAFT, draft)
        if not allows(actor, Can.DRAFT_RULE, draft):
            raise Forbidden(NOT_ALLOWED)
        keep(actor, form_key, flow=RULE_DRAFT.name, transition="begin", subject_pk=draft.pk, at=act.at)
        return draft


def edit_draft(actor: Actor, draft: RuleDraft, *, version: int, **values: Any) -> None:
    """Save the draft. Raises Refused("stale-version", "rule-draft-closed")."""
    with changing(actor, draft, Can.DRAFT_RULE, verb="rule_draft.edit", version=version) as (_act, row):
        save_draft(row, values, closed="rule-draft-closed")


def save_draft(row: Any, values: Mapping[str, Any], *, closed: str) -> None:
    """Write a locked draft, of a rule or of a calendar. Raises Refused(`closed`) once it was handed up or withdrawn."""
    if row.state != State.DRAFT:
        raise Refused(Refusal(closed, _("草稿已提交，不能再改。"), next_step=_("请先由审批人退回，或撤回后重新起草。")))
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


@RULE_DRAFT.performs("submit")
def submit(draft: RuleDraft, act: Act) -> None:
    draft.reason = ""


@RULE_DRAFT.performs("send_back")
def send_back(draft: RuleDraft, act: Act, *, reason: str) -> None:
    draft.reason = reason


@RULE_DRAFT.performs("withdraw")
def withdraw(draft: RuleDraft, act: Act) -> None:
    """Nothing else is written; the draft stays to be read."""


@RULE_DRAFT.performs("approve")
def approve(draft: RuleDraft, act: Act) -> None:
    """End what the version replaces, let it begin, and count anew what runs from a day on which it holds.

    The rule's versions are locked first: of two approvals at once the second sees what the first has made.
    """
    assert act.user is not None
    list(queries.published().filter(code=draft.code).select_for_update().order_by("pk"))
    if refusals := [refusal for check in guards.CHECKS if (refusal := check(draft, act))]:
        raise Refused(*refusals)
    if former := queries.former_of(draft):
        RuleVersion.objects.filter(pk=former.pk).update(effective_to=draft.effective_from)
    made = as_version(draft)
    made.created_by, made.approved_by = _named(draft.author, draft.finance), _named(act.user, draft.finance)
    made.save(force_insert=True)
    draft.made, draft.approved_by, draft.approved_at = made, act.user, act.at
    since = open_limits().filter(rule=draft.code, starts_on__gte=draft.effective_from)
    recount(act, since, reason=_("规则 %(code)s 修改") % {"code": draft.code})


def _named(user: User, office: Organization) -> str:
    """A person as the version keeps them: never the name under which the rule files write."""
    return f"{user.display_name}（{office.name}）"[:120]
