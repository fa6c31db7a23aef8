"""The five facts under a dossier's title and the badge beside it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from disclosure.dossier.subject import Subject
from disclosure.exposure.tendering import CLOSING, ENDING
from portal.ui.components.filters import yuan
from portal.ui.parts import Fact, Tone
from purchasing.publication.models import Kind


def facts_of(subject: Subject) -> list[Fact]:
    """Budget, contract amount, supplier, competition, term: each from what is public, else a dash."""
    budget = subject.plan_item.amount
    contract = subject.content(Kind.CONTRACT)
    result = subject.content(Kind.RESULT)
    amount = contract.get("amount") or result.get("amount")
    saved = (budget - Decimal(str(amount))) / budget * 100 if amount else None
    label = _("合同金额") if contract else _("中标金额") if result else _("合同金额")
    closing = subject.content(CLOSING)
    bids = len(result["prices"]) if result else len(closing.get("fingerprints", [])) if closing else None
    return [
        Fact(
            _("批复预算"), yuan(budget), _("元，%(category)s") % {"category": subject.plan_item.get_category_display()}
        ),
        Fact(
            label,
            yuan(amount),
            _("元，比预算节约 %(rate)s %%") % {"rate": f"{saved:.2f}"} if saved is not None else "",
        ),
        Fact(_("承接主体"), contract.get("supplier") or result.get("supplier") or "—"),
        Fact(_("竞争"), _("%(count)s 家投标") % {"count": bids} if bids is not None else "—"),
        Fact(
            _("服务期"),
            _("%(months)s 个月") % {"months": subject.plan_item.term_months},
            _("%(start)s 起") % {"start": contract["starts_on"]} if contract else "",
        ),
    ]


def badge_of(subject: Subject) -> tuple[Tone, str]:
    """How far the procurement is, in words, from what is public."""
    evaluation = subject.content(Kind.EVALUATION)
    if evaluation:
        return "ok", _("已评价：%(final)s %(band)s") % {"final": evaluation["final"], "band": evaluation["band"]}
    ending = subject.content(ENDING)
    if ending:
        return "bad", str(ending["outcome"])
    words: list[tuple[str, Tone, str]] = [
        (Kind.PAYMENT, "ok", _("履行中")),
        (Kind.ACCEPTANCE, "ok", _("履行中")),
        (Kind.CONTRACT, "ok", _("已签合同")),
        (Kind.RESULT, "info", _("结果已公告")),
        (CLOSING, "info", _("已截止，开标评审")),
        (Kind.NOTICE, "wait", _("正在征集投标")),
        (Kind.INTENTION, "info", _("意向公开")),
    ]
    return next(((tone, text) for kind, tone, text in words if subject.first(kind)), ("info", _("计划已批复")))
