"""合同 on paper: the whole text for the parties, and the text without business secrets for the public."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.contract.models import Contract
from contracts.contract.policies import Can
from contracts.contract.queries import masked, parts_of, plan_of, price_lines, public_clauses
from portal.accounts.actor import Actor
from portal.accounts.capability import named_as_of, visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.actions import request_report
from portal.reports.kinds import register_kind
from portal.reports.models import Report
from portal.reports.templatetags.report import chinese_date
from portal.values import clock
from portal.workflow.act import Act
from purchasing.publication.models import Kind
from purchasing.publication.queries import Preview, Table, previews

TEMPLATE = "contracts/contract/paper.html"
FULL = register_kind("contract", template=TEMPLATE, title=gettext_lazy("政府购买服务合同"), seconds=40)
PUBLIC = register_kind(
    "contract_public", template=TEMPLATE, title=gettext_lazy("政府购买服务合同（公开文本）"), seconds=40
)


def issue_contract(contract: Contract, act: Act) -> Report:
    """The signed text, for the parties; rendered later."""
    return request_report(FULL.name, contract, contract_context(contract), act=act, public=False)


def issue_public_contract(contract: Contract, act: Act) -> Report:
    """The text without secrets and account, for everybody."""
    return request_report(PUBLIC.name, contract, contract_context(contract, public=True), act=act, public=True)


def contract_context(contract: Contract, *, public: bool = False) -> dict[str, Any]:
    """The paper's contents, amounts in yuan. `public` covers the business secrets and leaves out the payee's account."""
    clauses = public_clauses(contract) if public else contract.terms
    return {
        "title": _("%(title)s（公开文本）") % {"title": contract.title} if public else contract.title,
        "number": contract.number,
        "issuer": contract.procurement.purchaser.organization.name,
        "amount": contract.amount,
        "facts": _facts(contract, public=public),
        "prices": _prices(contract),
        "parts": _parts(contract),
        "bands": _bands(contract),
        "clauses": [{"title": c["heading"], "paragraphs": c["text"].splitlines()} for c in clauses],
        "parties": _parties(contract),
    }


def _facts(contract: Contract, *, public: bool) -> list[dict[str, str]]:
    procurement = contract.procurement
    facts = [
        (_("项目编号"), procurement.ocid),
        (_("采购方式"), procurement.get_method_display()),
        (_("合同金额"), _("%(amount)s 元") % {"amount": f"{contract.amount:,.2f}"}),
        (
            _("服务期"),
            _("%(first)s 至 %(last)s")
            % {
                "first": chinese_date(contract.starts_on),
                "last": chinese_date(contract.ends_on),
            },
        ),
        (_("付款"), _paid_how(contract)),
    ]
    if not public:
        facts.append((_("收款账户"), f"{contract.payee_bank} {contract.payee_account}"))
    return [{"label": label, "value": value} for label, value in facts]


def _paid_how(contract: Contract) -> str:
    text = (
        _("按付款计划分 %(count)s 期，每期验收合格后支付")
        if parts_of(contract)
        else _("分 %(count)s 期，每期验收合格后支付")
    )
    return text % {"count": contract.instalments}


def _parts(contract: Contract) -> dict[str, Any] | None:
    """The plan of unequal parts; none where the parts are equal, which the fact above says."""
    if not parts_of(contract):
        return None
    return {
        "caption": _("付款计划（金额单位：元）"),
        "columns": [
            {"label": _("期次"), "css": "c w1"}, {"label": _("本期内容"), "css": ""}, {"label": _("服务期"), "css": "c"},
            {"label": _("金额"), "css": "n w3"},
        ],
        "rows": [
            [str(p.number), p.subject, f"{chinese_date(p.first)}—{chinese_date(p.last)}", f"{p.amount:,.2f}"]
            for p in plan_of(contract)
        ],
        "foot": [_("合计"), "", "", f"{contract.amount:,.2f}"],
    }  # fmt: skip


def _prices(contract: Contract) -> dict[str, Any]:
    rows = price_lines(contract)
    return {
        "caption": _("标的、数量和单价（金额单位：元）"),
        "columns": [
            {"label": _("标的"), "css": ""}, {"label": _("单位"), "css": "c w1"}, {"label": _("数量"), "css": "n w3"},
            {"label": _("单价"), "css": "n w3"}, {"label": _("金额"), "css": "n w3"},
        ],
        "rows": [
            [r["name"], r["unit"], r["shown_quantity"], f"{r['unit_price']:,.2f}", f"{r['amount']:,.2f}"] for r in rows
        ],
        "foot": [_("合计"), "", "", "", f"{contract.amount:,.2f}"],
    }  # fmt: skip


def _bands(contract: Contract) -> dict[str, Any]:
    return {
        "caption": _("考核付款标准"),
        "columns": [{"label": _("考核得分（不低于）"), "css": "c"}, {"label": _("支付当期款项的比例"), "css": "c"}],
        "rows": [[f"{b.min_score:f}", f"{b.pay_rate:f}%"] for b in contract.bands.all()],
        "notes": _("低于最低一档的，限期整改，复验合格后支付。"),
    }


def _parties(contract: Contract) -> list[dict[str, Any]]:
    unit, supplier = contract.procurement.purchaser.organization, contract.supplier.organization
    sides = [
        (_("甲方（购买主体）"), unit, contract.signer, contract.signed_at, Can.SIGN_FOR_PURCHASER),
        (_("乙方（承接主体）"), supplier, contract.supplier_signer, contract.supplier_signed_at, Can.SIGN_FOR_SUPPLIER),
    ]
    return [
        {
            "role": role, "name": party.name, "uscc": party.uscc, "address": party.address,
            "signer": named_as_of(signer, can, party, clock.day_of(at)) if signer and at else "",
            "signed_on": clock.day_of(at) if at else None,
        }
        for role, party, signer, at, can in sides
    ]  # fmt: skip


@previews(Kind.CONTRACT)
def contract_preview(contract: Contract) -> Preview:
    """What the public will read: parties, subject, prices, amount, term, and the text without secrets."""
    context = contract_context(contract, public=True)
    parties = [(p["role"], p["name"]) for p in context["parties"]]
    signed = [
        (_("统一社会信用代码（乙方）"), contract.supplier.organization.uscc),
        (_("签订日期"), chinese_date(contract.signed_at) or "—"),
    ]
    prices, bands, parts = context["prices"], context["bands"], context["parts"]
    return Preview(
        title=contract.title,
        facts=[
            (_("合同编号"), contract.number),
            *parties,
            *signed,
            *((f["label"], f["value"]) for f in context["facts"]),
        ],
        paragraphs=[f"{c['heading']} {c['text']}" for c in public_clauses(contract)]
        + [_("不公开的内容：%(count)s 处。") % {"count": len(contract.business_secrets)}]
        + [
            _("不公开的理由：%(reason)s") % {"reason": masked(s["reason"], contract.business_secrets)}
            for s in contract.business_secrets
        ],
        tables=[
            Table(prices["caption"], [c["label"] for c in prices["columns"]], prices["rows"], frozenset({2, 3, 4})),
            *(
                [Table(parts["caption"], [c["label"] for c in parts["columns"]], parts["rows"], frozenset({3}))]
                if parts
                else []
            ),
            Table(bands["caption"], [c["label"] for c in bands["columns"]], bands["rows"]),
        ],
    )


def may_read_contract(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever may read the contract; the public text is a public file."""
    return visible(actor, Can.READ_CONTRACT, Contract.objects.filter(pk=file.subject_pk)).exists()


register_access("contracts.contract", may_read_contract)
