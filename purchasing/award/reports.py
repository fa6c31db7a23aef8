"""中标通知书: the letter to the winner, read by it, the purchaser, the agent and supervision."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import portal.statutes as statutes
from portal.accounts.actor import Actor
from portal.accounts.capability import visible
from portal.files.access import register_access
from portal.files.models import StoredFile
from portal.reports.kinds import register_kind
from portal.values import clock
from purchasing.award.models import Award
from purchasing.award.policies import Can

KIND = "award_notice"
register_kind(KIND, template="purchasing/award/notice_paper.html", title=gettext_lazy("中标通知书"))


def notice_context(award: Award) -> dict[str, Any]:
    """The letter: what was won at what price, and by when the contract is to be signed (R-61)."""
    procurement = award.procurement
    assert award.notice_at
    assert procurement.opened_at
    day = clock.day_of(award.notice_at)
    return {
        "title": _("中标通知书"),
        "number": award.notice_number,
        "issuer": procurement.purchaser.organization.name,
        "issued_on": day,
        "to": award.bid.opened.supplier_name,
        "project": procurement.title,
        "ocid": procurement.ocid,
        "opened_on": clock.day_of(procurement.opened_at),
        "amount": award.amount,
        "total": f"{award.total_score:.2f}",
        "sign_by": statutes.due("R-61", day).date,
        "purchaser": procurement.purchaser.organization.name,
    }


def may_read_notice(actor: Actor | None, file: StoredFile) -> bool:
    return visible(actor, Can.READ_AWARD, Award.objects.filter(pk=file.subject_pk)).exists()


register_access("purchasing.award", may_read_notice)
