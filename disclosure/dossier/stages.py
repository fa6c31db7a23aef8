"""The stages of a dossier, newest first, each told from what was published, with its papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from disclosure.dossier.subject import Subject
from disclosure.exposure.tendering import CLOSING, ENDING
from disclosure.item.models import DisclosureItem
from portal.reports.models import Report
from portal.ui.components.filters import yuan
from portal.values import clock
from purchasing.models import Opening
from purchasing.publication.models import Kind

SERIES = (Kind.ACCEPTANCE, Kind.PAYMENT, Kind.REFUND)
"""These make one stage together, a row a period."""


@dataclass
class Stage:
    """One stage: its day, short name, heading, sentences, perhaps a table, and its papers."""

    key: str
    day: date
    label: str
    title: str
    href: str
    sentences: list[str]
    sha256: str = ""
    columns: str = ""
    rows: list[list[Any]] = field(default_factory=list)
    papers: list[Report] = field(default_factory=list)
    anchor: str = ""
    best: int = -1

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The rows with each cell's column name, for the table that folds into cards on a phone."""
        heads = [(name.rstrip("#"), name.endswith("#")) for name in self.columns.split("|")]
        return [
            {
                "best": number == self.best,
                "cells": [
                    {"label": label, "num": num, "value": value} for (label, num), value in zip(heads, row, strict=True)
                ],
            }
            for number, row in enumerate(self.rows)
        ]


def stages_of(subject: Subject) -> list[Stage]:
    """All stages this reader may see. Periods of acceptance and payment make one stage, a row each."""
    shown = [*([subject.plan] if subject.plan else []), *subject.items]
    papers = _papers(subject, shown)
    stages = [_stage(subject, item, papers) for item in shown if item.kind not in SERIES]
    if series := _delivery(subject, papers):
        stages.append(series)
    return sorted(stages, key=lambda stage: stage.day, reverse=True)


def _stage(subject: Subject, item: DisclosureItem, papers: dict[tuple[str, str], list[Report]]) -> Stage:
    label, anchor, tell = _TELL[item.kind]
    stage = Stage(
        key=f"{item.kind}-{item.pk}",
        day=clock.day_of(subject.published_at(item)),
        label=label(),
        title=item.title,
        href=item.get_absolute_url(),
        sentences=[],
        sha256=item.sha256,
        papers=[paper for paper in papers.get((item.subject_label, item.subject_pk), []) if _belongs(paper, item)]
        + _opening_papers(subject, item, papers),
        anchor=anchor,
    )
    tell(subject, item.content, stage)
    return stage


def _papers(subject: Subject, items: list[DisclosureItem]) -> dict[tuple[str, str], list[Report]]:
    """The public papers of the items' subjects and of the opening, in one statement."""
    keys = {(item.subject_label, item.subject_pk) for item in items} | {_opening_key(subject)}
    labels, pks = {label for label, _pk in keys}, {pk for _label, pk in keys}
    found: dict[tuple[str, str], list[Report]] = {}
    ready = Report.objects.filter(public=True, state=Report.State.READY, superseded_by=None)
    rows = ready.filter(subject_label__in=labels, subject_pk__in=pks)
    for row in rows.select_related("file").defer("context"):
        found.setdefault((row.subject_label, row.subject_pk), []).append(row)
    return found


def _opening_papers(
    subject: Subject, item: DisclosureItem, papers: dict[tuple[str, str], list[Report]]
) -> list[Report]:
    """The record of the opening stands with the result, from which on it is public."""
    if item.kind != Kind.RESULT or subject.procurement is None:
        return []
    return papers.get(_opening_key(subject), [])


def _opening_key(subject: Subject) -> tuple[str, str]:
    opening = getattr(subject.procurement, "opening", None)
    return (Opening._meta.label_lower, str(opening.pk)) if opening else ("", "")


_PAPERS = {
    "purchasing.procurement": {
        Kind.NOTICE: ("notice",), CLOSING: (), ENDING: ("termination",), Kind.TERMINATION: ("termination",),
        Kind.RESULT: ("result", "opening", "award"),
    },
}  # fmt: skip


def _belongs(paper: Report, item: DisclosureItem) -> bool:
    """Several items share the procurement as their subject: each shows the papers whose kind names it."""
    wanted = _PAPERS.get(item.subject_label)
    if wanted is None:
        return True
    return any(word in paper.kind for word in wanted.get(item.kind, ()))


def _plan(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    row = next(r for r in content["items"] if r["ocid"] == subject.plan_item.ocid)
    stage.title = _("财政批复 %(number)s") % {"number": content["approval_number"]}
    stage.sentences = [
        _("批准本事项 %(amount)s 元，%(category)s，%(method)s。")
        % {"amount": yuan(Decimal(str(row["amount"]))), "category": row["category"], "method": row["method"]},
        row["summary"],
    ]


def _additional(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.title = _("新增预算，补充批复 %(number)s") % {"number": content["supplement"]}
    money = {name: yuan(Decimal(str(content[name]))) for name in ("existing", "approved", "amount")}
    stage.sentences = [
        _("现有预算 %(existing)s 元，批准新增 %(approved)s 元，批准本事项 %(amount)s 元。") % money,
        "；".join(f"{row['step']} {row['document']}（{row['on']}）" for row in content["acts"]),
    ]


def _intention(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [content["needs"], _("预算 %(amount)s 元。") % {"amount": yuan(Decimal(str(content["budget"])))}]


def _needs(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [
        _("%(start)s 至 %(end)s 公开征求意见。") % {"start": content["comment_from"], "end": content["comment_until"]}
    ]


def _notice(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    closing = clock.local(datetime.fromisoformat(content["closes_at"])).strftime("%Y-%m-%d %H:%M")
    stage.sentences = [
        _("预算 %(budget)s 元，%(method)s，投标截止 %(closing)s（北京时间）。")
        % {"budget": yuan(Decimal(str(content["budget"]))), "method": content["method"], "closing": closing}
    ]


def _clarification(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    moved = _("投标截止时间已顺延。") if content.get("new_closes_at") else _("投标截止时间不变。")
    stage.sentences = [content["text"], moved]


def _closing(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    prints = [row["commitment"] for row in content["fingerprints"]]
    stage.sentences = [
        _("截止时封存 %(count)s 份投标，密封指纹在开启之前公布。") % {"count": len(prints)},
    ]
    stage.columns = _("密封指纹（SHA-256）")
    stage.rows = [[value] for value in prints]


def _ending(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [text for text in (content.get("outcome"), content.get("reason")) if text]


def _result(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [
        _("%(supplier)s 中标，%(amount)s 元，总得分 %(score)s。质疑期至 %(until)s。")
        % {
            "supplier": content["supplier"],
            "amount": yuan(Decimal(str(content["amount"]))),
            "score": content["total_score"],
            "until": content["challenges_until"],
        },
        _("评标委员会：%(names)s。") % {"names": "、".join(content["committee"])},
    ]
    stage.columns = _("投标人|报价（元）#|总分#")
    stage.rows = [
        [
            row["supplier"],
            yuan(Decimal(str(row["price"]))),
            content["total_score"] if row["supplier"] == content["supplier"] else _("告知本人"),
        ]
        for row in content["prices"]
    ]
    stage.best = next((n for n, row in enumerate(content["prices"]) if row["supplier"] == content["supplier"]), -1)


def _contract(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [
        _("%(number)s，%(amount)s 元，%(signed)s 签订，服务期 %(start)s 至 %(end)s。")
        % {
            "number": content["number"],
            "amount": yuan(Decimal(str(content["amount"]))),
            "signed": clock.day_in(content["signed_at"]),
            "start": content["starts_on"],
            "end": content["ends_on"],
        }
    ]


def _scheme(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    weights = "，".join(f"{row['party']} {row['weight']}%" for row in content["weights"])
    stage.sentences = [_("三方权重：%(weights)s。评价标准自本日起固定。") % {"weights": weights}]


def _evaluation(subject: Subject, content: dict[str, Any], stage: Stage) -> None:
    stage.sentences = [
        _("综合得分 %(final)s，等级“%(band)s”。") % {"final": content["final"], "band": content["band"]},
        content["summary"],
    ]
    stage.columns = _("评分方|得分#")
    stage.rows = [
        [_("购买主体"), content["party_purchaser"]],
        [_("服务对象"), content["party_recipients"]],
        [_("第三方"), content["party_third"]],
        [_("综合"), content["final"]],
    ]


def _delivery(subject: Subject, papers: dict[tuple[str, str], list[Report]]) -> Stage | None:
    accepted = subject.by_kind.get(Kind.ACCEPTANCE, [])
    if not accepted:
        return None
    payments, refunds = subject.by_kind.get(Kind.PAYMENT, []), subject.by_kind.get(Kind.REFUND, [])
    paid = {item.content["period"]: item for item in payments}
    newest = [*accepted, *payments, *refunds]
    total = sum((_amount(item) for item in payments), Decimal(0))
    stage = Stage(
        key="delivery",
        day=max(clock.day_of(subject.published_at(item)) for item in newest),
        label=_("履约与支付"),
        title=_("验收 %(accepted)s 期，支付 %(paid)s 期") % {"accepted": len(accepted), "paid": len(paid)},
        href=accepted[-1].get_absolute_url(),
        sentences=[_("累计支付 %(total)s 元。") % {"total": yuan(total)}],
        columns=_("期次|验收日期|得分#|应支付（元）#|支付日期|支付金额（元）#"),
        anchor="delivery",
    )
    if refunds:
        back = -sum((_amount(item) for item in refunds), Decimal(0))
        stage.sentences.append(
            _("其中退回 %(back)s 元，净支付 %(net)s 元。") % {"back": yuan(back), "net": yuan(total - back)}
        )
    for item in accepted:
        period = item.content["period"]
        payment = paid.get(period)
        sums = [_amount(each) for each in payments if each.content["period"] == period]
        stage.rows.append(
            [
                period,
                str(clock.day_in(item.content["decided_at"])),
                item.content["score"],
                yuan(Decimal(str(item.content["payable"]))) if item.content["payable"] is not None else "—",
                str(clock.day_in(payment.content["paid_at"])) if payment else "—",
                yuan(sum(sums, Decimal(0))) if payment else "—",
            ]
        )
    return stage


def _amount(item: DisclosureItem) -> Decimal:
    return Decimal(str(item.content["amount"]))


Tell = Callable[[Subject, dict[str, Any], Stage], None]
_TELL: dict[str, tuple[Callable[[], str], str, Tell]] = {
    Kind.PLAN: (lambda: _("批复"), "approval", _plan),
    Kind.ADDITIONAL: (lambda: _("新增预算"), "approval", _additional),
    Kind.INTENTION: (lambda: _("意向"), "intention", _intention),
    Kind.NEEDS: (lambda: _("征求意见"), "", _needs),
    Kind.NOTICE: (lambda: _("公告"), "notice", _notice),
    Kind.CLARIFICATION: (lambda: _("澄清"), "", _clarification),
    CLOSING: (lambda: _("开标"), "opening", _closing),
    ENDING: (lambda: _("终止"), "", _ending),
    Kind.TERMINATION: (lambda: _("终止"), "", _ending),
    Kind.RESULT: (lambda: _("结果"), "result", _result),
    Kind.CONTRACT: (lambda: _("合同"), "contract", _contract),
    Kind.SCHEME: (lambda: _("评价标准"), "", _scheme),
    Kind.EVALUATION: (lambda: _("评价"), "evaluation", _evaluation),
}
