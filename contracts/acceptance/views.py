"""The pages of acceptances: the list and one period with its items, team, recipients and result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from contracts.acceptance import queries
from contracts.acceptance.models import Acceptance
from contracts.acceptance.policies import Can
from portal.accounts.actor import signed_actor
from portal.accounts.capability import allows, ask
from portal.audit import acts_on
from portal.ui.access import requires
from portal.ui.listing import Column, Sort, listing
from portal.ui.transitions import rights_for_buttons
from portal.values.together import fetch_together
from purchasing.publication.models import Kind
from purchasing.publication.queries import publication_of

COLUMNS = [
    Column("contract", gettext_lazy("合同"), "contract.title", href="self", note="contract.supplier.organization.name"),
    Column("period", gettext_lazy("期次"), kind="number"),
    Column("period_to", gettext_lazy("服务期至"), kind="day"),
    Column("planned_on", gettext_lazy("计划验收日"), kind="day"),
    Column("score", gettext_lazy("得分"), kind="number"),
    Column("payable", gettext_lazy("应支付（元）"), kind="money"),
    Column("state", gettext_lazy("状态"), kind="state"),
]
SORTS = [
    Sort("planned", gettext_lazy("按计划验收日"), ("planned_on", "id")),
    Sort("latest", gettext_lazy("最近的在前"), ("-planned_on", "-id")),
]


@requires(Can.READ_ACCEPTANCE)
@require_safe
def acceptances(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.acceptances_for(signed_actor(request)), columns=COLUMNS, order=SORTS, name="acceptances",
        search=("contract__title", "contract__procurement__ocid", "contract__supplier__organization__name"),
        empty=_("合同开始履行后，各期验收会列在这里。"),
    )  # fmt: skip
    return page.respond("contracts/list.html", title=_("履约验收"))


@requires(Can.READ_ACCEPTANCE, Acceptance, related=queries.RELATED)
@require_safe
def acceptance(request: HttpRequest, acceptance: Acceptance) -> HttpResponse:
    """One period, from the supplier's request to the public result."""
    actor = signed_actor(request)
    ask(actor, [(acceptance, can) for can in (Can.READ_PAYMENTS_OF_PERIOD, *rights_for_buttons(acceptance))])
    items, bands, history = acceptance.items.all(), acceptance.contract.bands.all(), acts_on(acceptance)
    members = acceptance.members.select_related("user").order_by("pk")
    told = acceptance.decided_at and allows(actor, Can.READ_PAYMENTS_OF_PERIOD, acceptance)
    payments = queries.payments_of(acceptance, told=bool(told))
    fetch_together(items, bands, members, payments, history)
    context = {
        "acceptance": acceptance,
        "contract": acceptance.contract,
        "items": items,
        "members": members,
        "bands": bands,
        "publication": publication_of(acceptance, Kind.ACCEPTANCE) if acceptance.decided_at else None,
        "papers": queries.papers_of(acceptance) if acceptance.decided_at else [],
        "may_request_payment": queries.awaits_payment_request(acceptance, payments, actor),
        "payments": payments,
        "history": history,
    }
    return render(request, "contracts/acceptance/acceptance.html", context)
