"""评审报告: committee, findings, seven sheets, ranking and signatures; for the purchaser and supervision, never public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from portal.values import clock
from purchasing.procurement.models import Procurement
from purchasing.review.models import CommitteeMember
from purchasing.review.policies import Can
from purchasing.review.tables import BidSheet, ReportView, report_view

KIND = "review_report"
register_kind(KIND, template="purchasing/review/report_paper.html", title=gettext_lazy("评审报告"), seconds=40)

CENTRED, AMOUNT, WIDE = {"css": "c"}, {"css": "n"}, {"css": ""}


def report_context(procurement: Procurement) -> dict[str, Any]:
    """The report as the seven signed it (财政部令第87号 第五十八条)."""
    view = report_view(procurement)
    assert procurement.reviewed_at
    assert procurement.opened_at
    document = procurement.document
    return {
        "title": _("%(title)s评审报告") % {"title": procurement.title},
        "issuer": procurement.agency.name,
        "issued_on": clock.day_of(procurement.reviewed_at),
        "wide": True,
        "facts": [
            {"label": _("项目编号"), "value": procurement.ocid},
            {"label": _("采购人"), "value": procurement.purchaser.organization.name},
            {"label": _("开标时间"), "value": clock.local(procurement.opened_at).strftime("%Y-%m-%d %H:%M")},
            {"label": _("评审方法"), "value": _("综合评分法，价格 %(weight)s 分，小微企业报价扣除 %(rate)s%%") % {"weight": document.price_weight, "rate": document.small_business_rate}},
            {"label": _("异常低价审查"), "value": view.low_price.sentence},
            {"label": _("专家抽取"), "value": _draw(view)},
        ],
        "tables": [_members(view), _findings(view), _ranking(view), *(_sheet(view, sheet) for sheet in view.sheets)],
        "winner": view.ranking[0].bid.opened.supplier_name,
        "dissents": [{"name": str(m), "text": m.dissent} for m in view.members if m.dissent],
        "signs": [{"label": _role(m), "name": f"{m}（{_minute(m.signed_at)}）"} for m in view.members],
    }  # fmt: skip


def _draw(view: ReportView) -> str:
    committee = view.committee
    return _("%(at)s 随机抽取，见证：%(watcher)s；种子 %(seed)s") % {
        "at": _minute(committee.drawn_at),
        "watcher": committee.watched_by or "",
        "seed": committee.seed,
    }


def _role(member: CommitteeMember) -> str:
    return _("组长") if member.is_chair else str(member.get_kind_display())


def _minute(instant: Any) -> str:
    return clock.local(instant).strftime("%Y-%m-%d %H:%M") if instant else ""


def _members(view: ReportView) -> dict[str, Any]:
    rows = [[str(n), str(m), _role(m), _("无回避情形"), _minute(m.declared_at)] for n, m in enumerate(view.members, 1)]
    return {
        "caption": _("一、评标委员会"),
        "columns": [
            {"label": _("序号"), "css": "c w1"}, {"label": _("姓名"), **WIDE}, {"label": _("身份"), **CENTRED},
            {"label": _("声明"), **CENTRED}, {"label": _("声明时间"), **CENTRED},
        ],
        "rows": rows,
    }  # fmt: skip


def _findings(view: ReportView) -> dict[str, Any]:
    rows = []
    for found in view.findings:
        why = "；".join(f"{r.item}：{r.reason}" for r in found.results if not r.passed)
        votes = f"{found.in_favour}/{found.votes}" if found.votes else "—"
        rows.append([
            found.name, _("通过") if found.qualified else _("不通过"), why or "—", votes,
            "；".join(dict.fromkeys(found.reasons)) or "—",
        ])  # fmt: skip
    return {
        "caption": _("二、资格审查与符合性审查"),
        "columns": [
            {"label": _("投标人"), **WIDE}, {"label": _("资格审查"), **CENTRED}, {"label": _("理由"), **WIDE},
            {"label": _("符合性（同意/评委）"), **CENTRED}, {"label": _("理由"), **WIDE},
        ],
        "rows": rows,
    }  # fmt: skip


def _sheet(view: ReportView, sheet: BidSheet) -> dict[str, Any]:
    lines = [
        [
            f"{line.criterion.name}（{line.criterion.points.normalize():f}）",
            *(_points(p) for _m, p in line.given),
            f"{line.mean:.2f}",
        ]
        for line in sheet.lines
    ]
    return {
        "caption": _("四、评分表：%(bidder)s") % {"bidder": sheet.name},
        "columns": [
            {"label": _("评审因素（分值）"), **WIDE}, *({"label": str(m), **AMOUNT} for m in view.members),
            {"label": _("平均"), **AMOUNT},
        ],
        "rows": lines,
        "foot": [_("合计"), *(f"{total:.1f}" for _m, total in sheet.totals), f"{sheet.mean:.2f}"],
    }  # fmt: skip


def _points(points: Any) -> str:
    return "" if points is None else f"{points:.1f}"


def _ranking(view: ReportView) -> dict[str, Any]:
    rows = [
        [str(p.rank), p.bid.opened.supplier_name, f"{p.price:,.2f}", f"{p.adjusted_price:,.2f}", f"{p.price_score:.2f}",
         f"{p.other_score:.2f}", f"{p.total:.2f}"]
        for p in view.ranking
    ]  # fmt: skip
    return {
        "caption": _("三、汇总与中标候选人排序"),
        "columns": [
            {"label": _("名次"), "css": "c w1"}, {"label": _("投标人"), **WIDE}, {"label": _("投标报价（元）"), **AMOUNT},
            {"label": _("评审价（元）"), **AMOUNT}, {"label": _("价格分"), **AMOUNT}, {"label": _("其他因素平均分"), **AMOUNT},
            {"label": _("总分"), **AMOUNT},
        ],
        "rows": rows,
        "notes": _("价格分＝最低评审价÷评审价×价格分值；其他因素得分为各评委总分的平均值；均四舍五入保留两位小数。总分相同的，报价低者在前。"),
    }  # fmt: skip


def may_read_report(actor: Actor | None, file: StoredFile) -> bool:
    return visible(actor, Can.READ_REPORT, Procurement.objects.filter(committee__pk=file.subject_pk)).exists()


register_access("purchasing.committee", may_read_report)
