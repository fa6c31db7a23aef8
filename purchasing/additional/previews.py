"""How the decision on a request will read to the public, and who may read the scans."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.capability import allows
from portal.files.access import register_access
from portal.files.models import StoredFile
from purchasing.additional.models import AdditionalBudgetRequest
from purchasing.additional.policies import Can
from purchasing.additional.queries import Kind, standing
from purchasing.publication.models import Kind as Published
from purchasing.publication.queries import Preview, previews

RELATED = ("item__plan__purchaser__organization", "item__supplement")


@previews(Published.ADDITIONAL, RELATED)
def request_preview(request: AdditionalBudgetRequest) -> Preview:
    """新增预算批准情况: need, existing money, what was asked for, decided and granted, by which documents (预算法 art. 14)."""
    facts: list[tuple[Any, Any]] = [
        (_("购买单位"), request.item.plan.purchaser.organization.name), (_("购买事项"), request.item.title),
        (_("年度"), request.item.plan.fiscal_year), (_("需要资金（元）"), f"{request.need:,.2f}"),
        (_("现有预算（元）"), f"{request.existing:,.2f}"), (_("申请新增（元）"), f"{request.gap:,.2f}"),
    ]  # fmt: skip
    for kind in (Kind.GOVERNMENT, Kind.CONGRESS, Kind.GRANT):
        row = standing(request, kind)
        if row is not None:
            facts.append((row.get_kind_display(), f"{row.document}，{row.on:%Y-%m-%d}，{row.amount:,.2f}"))
    if supplement := getattr(request.item, "supplement", None):
        facts.append((_("补充批复文号"), supplement.number))
    facts.append((_("事项批准金额（元）"), f"{request.item.amount:,.2f}"))
    return Preview(str(_("%(title)s新增预算批准情况") % {"title": request.item.title}), facts=facts)


def may_read_scan(actor: Actor | None, file: StoredFile) -> bool:
    """Whoever reads the request reads the papers behind it."""
    request = AdditionalBudgetRequest.objects.filter(pk=file.subject_pk).first()
    return request is not None and allows(actor, Can.READ_REQUEST, request)


register_access("purchasing.AdditionalBudgetRequest", may_read_scan)
