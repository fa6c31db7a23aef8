"""采购公告 as a paper (财办库〔2020〕50号)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from portal.values import clock
from portal.values.text import plain
from purchasing.procurement.models import Procurement
from purchasing.procurement.policies import Can

NOTICE = register_kind(
    "tender_notice", template="reports/purchasing/tender_notice.html", title=gettext_lazy("公开招标公告")
)


def notice_context(procurement: Procurement) -> dict[str, Any]:
    """What the notice says; the document's conditions are read from the row it belongs to."""
    document = procurement.document
    assert procurement.closes_at is not None
    assert procurement.announced_at is not None
    rows = [[str(n), p.name, p.unit, plain(p.quantity)] for n, p in enumerate(document.price_items.all(), 1)]
    return {
        "title": _("%(title)s公开招标公告") % {"title": procurement.title},
        "number": procurement.filing_number,
        "issuer": procurement.purchaser.organization.name,
        "issued_on": clock.day_of(procurement.announced_at),
        "facts": [
            {"label": _("项目编号"), "value": procurement.ocid, "mono": False},
            {"label": _("项目名称"), "value": procurement.title},
            {"label": _("预算金额"), "value": _("%(amount)s 元") % {"amount": f"{procurement.budget:,.2f}"}},
            {"label": _("最高限价"), "value": _("%(amount)s 元") % {"amount": f"{procurement.ceiling:,.2f}"}},
            {"label": _("采购方式"), "value": str(procurement.get_method_display())},
            {"label": _("接受联合体"), "value": _("是") if document.allows_consortium else _("否")},
            {"label": _("代理机构"), "value": procurement.agency.name},
            {"label": _("开标地点"), "value": document.opening_place},
            {"label": _("联系方式"), "value": document.contact or procurement.purchaser.organization.phone},
        ],
        "scope": document.scope,
        "items": {
            "columns": [
                {"label": _("序号"), "css": "c w1"}, {"label": _("标的"), "css": ""}, {"label": _("单位"), "css": "c"},
                {"label": _("数量"), "css": "n"},
            ],
            "rows": rows,
        },
        "qualification": [row["text"] for row in document.qualification],
        "documents_until": procurement.documents_until,
        "closes_at": clock.local(procurement.closes_at),
    }  # fmt: skip


def may_read_paper(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the procurement reads its papers while they are not yet public."""
    procurement = Procurement.objects.filter(pk=file.subject_pk).first()
    return procurement is not None and allows(actor, Can.READ_PROCUREMENT, procurement)


register_access("purchasing.procurement", may_read_paper)
