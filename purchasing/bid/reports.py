"""投标回执: what was received and when, with its fingerprint; no price and nothing else of the content."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from purchasing.bid.models import Bid, BidVersion
from purchasing.bid.policies import Can
from purchasing.bid.queries import shown_instant
from purchasing.bid.sealing import SUITE_NAMES

KIND = "bid_receipt"
PURPOSE = f"report:{KIND}"

register_kind(KIND, template="purchasing/bid/receipt_paper.html", title=gettext_lazy("投标回执"))


def receipt_context(version: BidVersion) -> dict[str, Any]:
    """What the receipt of one version says."""
    bid = version.bid
    procurement, supplier = bid.procurement, bid.supplier.organization
    closes = shown_instant(procurement.closes_at) if procurement.closes_at else ""
    return {
        "issuer": _("阳光购服"),
        "facts": [
            {"label": _("项目名称"), "value": procurement.title},
            {"label": _("项目编号"), "value": procurement.ocid},
            {"label": _("投标人"), "value": supplier.name},
            {"label": _("统一社会信用代码"), "value": supplier.uscc},
            {"label": _("投标编号"), "value": bid.reference},
            {"label": _("版本"), "value": _("第 %(number)s 版") % {"number": version.number}},
            {"label": _("收到时间"), "value": _("%(at)s（北京时间）") % {"at": shown_instant(version.received_at)}},
            {"label": _("投标截止时间"), "value": _("%(at)s（北京时间）") % {"at": closes}},
            {"label": _("提交人"), "value": version.submitted_by.display_name},
            {"label": _("密封算法"), "value": SUITE_NAMES[version.suite]},
            {"label": _("密封指纹"), "value": version.commitment, "mono": False},
        ],
    }


def may_read_bid_file(actor: Actor | None, file: StoredFile) -> bool:
    """A receipt is the bidder's alone; the files of an opened bid are read by whoever reads the bid."""
    can = Can.SUBMIT_BID if file.purpose == PURPOSE else Can.READ_BID_FILES
    return visible(actor, can, Bid.objects.filter(pk=file.subject_pk)).exists()


register_access("purchasing.bid", may_read_bid_file)
