"""开标记录: who bid what, in order of receipt, with fingerprints and whatever could not be opened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from purchasing.bid.queries import shown_instant
from purchasing.opening.models import Opening
from purchasing.opening.policies import Can
from purchasing.opening.queries import holders_with_parts
from purchasing.supplier.models import Supplier

KIND = "opening_record"
register_kind(KIND, template="purchasing/opening/record_paper.html", title=gettext_lazy("开标记录"))


def record_context(opening: Opening) -> dict[str, Any]:
    """The record as it is signed by nobody: the two holders and the clock stand for it."""
    procurement = opening.procurement
    assert opening.opened_at
    assert procurement.closes_at
    givers = [
        f"{status.holder.get_capacity_display()} {status.holder.membership.user}（{shown_instant(status.at)}）"
        for status in holders_with_parts(opening)
        if status.at
    ]
    return {
        "title": _("%(title)s开标记录") % {"title": procurement.title},
        "issuer": procurement.agency.name,
        "wide": True,
        "facts": [
            {"label": _("项目编号"), "value": procurement.ocid},
            {"label": _("采购人"), "value": procurement.purchaser.organization.name},
            {
                "label": _("投标截止时间"),
                "value": _("%(at)s（北京时间）") % {"at": shown_instant(procurement.closes_at)},
            },
            {"label": _("开标时间"), "value": _("%(at)s（北京时间）") % {"at": shown_instant(opening.opened_at)}},
            {"label": _("密钥持有人"), "value": "；".join(givers)},
            {"label": _("投标人数量"), "value": str(procurement.bid_count)},
        ],
        "tables": [_table(opening)],
    }


def _table(opening: Opening) -> dict[str, Any]:
    rows = [
        [
            str(number), row.supplier_name, str(Supplier.Size(row.size).label), f"{row.price:,.2f}",
            shown_instant(row.version.received_at), row.version.commitment,
            _("相符") if row.intact else row.problem,
        ]
        for number, row in enumerate(opening.bids.select_related("version"), start=1)
    ]  # fmt: skip
    unopened = [
        ["", row.supplier_name, "", "", shown_instant(row.version.received_at), row.version.commitment, row.problem]
        for row in opening.unopened.select_related("version")
    ]
    return {
        "columns": [
            {"label": _("序号"), "css": "c w1"}, {"label": _("投标人"), "css": "w4"}, {"label": _("规模"), "css": "c w3"},
            {"label": _("投标报价（元）"), "css": "n w4"}, {"label": _("收到时间"), "css": "c w4"},
            {"label": _("密封指纹"), "css": "mono"}, {"label": _("核对"), "css": "c w2"},
        ],
        "rows": rows + unopened,
        "notes": _("报价为投标文件载明的总价，未经修正。密封指纹是内容与随机数的 SHA-256，已于截止时不具名公布。"),
    }  # fmt: skip


def may_read_record(actor: Actor | None, file: StoredFile) -> bool:
    return visible(actor, Can.READ_OPENING, Opening.objects.filter(pk=file.subject_pk)).exists()


register_access("purchasing.opening", may_read_record)
