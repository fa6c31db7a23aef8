"""The approval chain of finance: fixed at filing by amount and source (rule D-second-clerk), shown with who has done what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.accounts.capability import Capability
from portal.accounts.models import Organization
from portal.values import clock
from portal.values.refusal import Refusal
from portal.workflow.act import Act
from portal.workflow.flow import Flow
from portal.workflow.separation import excluded_users
from purchasing.budget.models import Category
from purchasing.plan.chained import Chained

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from portal.audit.models import AuditEntry

    Text = str | _StrPromise

RULE = "D-second-clerk"


def fix(subject: Chained, act: Act, amount: Decimal, sources: Iterable[str] = ()) -> None:
    """Fix the chain of what is filed now: `amount` yuan in all, of these categories of funding (the rule's words name
    categories by code or by name). What finance said at an earlier filing no longer counts."""
    rule = act.rule(RULE, clock.day_of(act.at))
    with override("zh-hans"):  # as the rulebook writes them
        found = sorted({code for code in sources if {code, str(Category(code).label)} & set(rule.words)})
    at_amount = amount > rule.value or (rule.inclusive and amount == rule.value)
    subject.needs_second = bool(found) or at_amount
    subject.chain = {"amount": str(amount), "from": str(rule.value) if at_amount else "", "sources": found}
    forget(subject)


def forget(subject: Chained) -> None:
    """What the second clerk agreed to is to be looked at again."""
    subject.second_agreed_at, subject.second_opinion = None, ""


def agree(subject: Chained, act: Act) -> None:
    """The second clerk agrees to what lies before the approver, with what they remark."""
    subject.second_agreed_at, subject.second_opinion = act.at, act.remark


def question(subject: Chained, reason: str) -> None:
    """Back to the first clerk; the reason is finance's own and stands where the opinion would."""
    subject.second_agreed_at, subject.second_opinion = None, reason


def why(subject: Chained) -> str:
    """Why a second clerk must agree, with the figures of the day of filing; "" where none must."""
    said = subject.chain
    if not subject.needs_second:
        return ""
    parts = []
    if said.get("from"):
        values = {"amount": f"{Decimal(said['amount']):,.2f}", "limit": f"{Decimal(said['from']):,.2f}"}
        parts.append(_("金额 %(amount)s 元，达到 %(limit)s 元") % values)
    if said.get("sources"):
        names = "、".join(str(Category(code).label) for code in said["sources"])
        parts.append(_("资金来源含%(names)s") % {"names": names})
    return "；".join(parts)


def missing_second(subject: Any, act: Act, *, can: Capability, office: Organization) -> Refusal | None:
    """Why the approver may not decide yet: the second clerk of the chain, and who could be it."""
    if not subject.waits_for_second:
        return None
    names = _who_may(subject, act, can, office)
    return Refusal(
        "second-missing",
        _("还缺第二位财政经办人的复核：%(why)s。") % {"why": why(subject)},
        rule=RULE,
        article=act.rule(RULE, clock.day_of(act.at)).cites,
        next_step=_("请由%(names)s复核。") % {"names": "、".join(names)}
        if names
        else _("本级没有未经办本事项的其他财政经办人，请系统管理员增补任职。"),
    )


def _who_may(subject: Model, act: Act, can: Capability, office: Organization) -> list[str]:
    """Who of the office may be the second: in a post today, and neither they nor whom they stand in for were the first."""
    roles = {grant.role for grant in can.grants}
    verbs = tuple(sorted({verb for grant in can.grants for verb in grant.never_after}))
    out = set(excluded_users(Flow.of(subject), subject, verbs))
    posts = office.memberships.held_on(clock.day_of(act.at)).filter(role__in=roles, user__is_active=True)
    free = [
        post
        for post in posts.titled().select_related("user").order_by("pk")
        if not out & {post.user_id, *([post.principal.pk] if post.principal else [])}
    ]
    return list(dict.fromkeys(str(post.user) for post in free))


@dataclass(frozen=True)
class Step:
    """One link of the chain and who has done it, if anybody."""

    label: Text
    name: str = ""
    post: str = ""
    at: datetime | None = None


FIRST, SECOND, LAST = gettext_lazy("财政经办审核"), gettext_lazy("第二位财政经办复核"), gettext_lazy("财政审批")


def steps(
    subject: Chained, history: Iterable[AuditEntry], *, first: str, last: Iterable[str], again: Iterable[str]
) -> list[Step]:
    """The links after filing with who did each since; `history` is newest first, verbs carry their flow's name.

    `first` is the clerk's verb, `last` the approver's, `again` those after which all begins anew.
    """
    flow = first.partition(".")[0]
    again, last = {*again, f"{flow}.question"}, {*last}
    done: dict[Text, AuditEntry] = {}
    for entry in reversed(list(history)):
        if entry.verb in again:
            done.clear()
        elif entry.verb == first:
            done = {FIRST: entry}
        elif entry.verb == f"{flow}.concur":
            done[SECOND] = entry
        elif entry.verb in last:
            done[LAST] = entry
    links = [FIRST, SECOND, LAST] if subject.needs_second else [FIRST, LAST]
    return [
        Step(label, done[label].actor_name, done[label].role, done[label].at) if label in done else Step(label)
        for label in links
    ]


def shown(subject: Chained, history: Iterable[AuditEntry], *, inside: bool, **acts: Any) -> dict[str, Any]:
    """For a page's context: the links, why there are three, and for readers `inside` finance what the second clerk said;
    nothing before it is filed."""
    if not subject.chain:
        return {}
    return {
        "chain": steps(subject, history, **acts),
        "chain_reason": why(subject),
        "seconded": subject if inside and subject.second_opinion else None,
    }
