"""Who is told of an acceptance's moves."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.acceptance.actions import follow_appointments
from contracts.acceptance.models import Acceptance
from portal.accounts.actor import SYSTEM
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from portal.workflow.perform import acting
from purchasing.procurement.models import Appointment


def _acceptance(event: Event) -> Acceptance:
    rows = Acceptance.objects.select_related("contract__procurement__purchaser", "contract__supplier")
    return rows.get(pk=event.subject_pk)


def _tell(
    event: Event, title: str, body: str = "", *, unit: bool = False, supplier: bool = True, duty: str = ""
) -> None:
    acceptance = _acceptance(event)
    contract = acceptance.contract
    about = {
        "acceptance": acceptance, "score": acceptance.score, "payable": f"{acceptance.payable or 0:,.2f}",
        "deduction": f"{acceptance.deduction or 0:,.2f}", "reason": acceptance.rectification,
    }  # fmt: skip
    users = User.objects.filter(appointments__procurement=contract.procurement, appointments__duty=duty) if duty else ()
    holders = [(contract.procurement.purchaser.organization_id, Role.PURCHASER_CLERK)] if unit else []
    holders += [(contract.supplier.organization_id, Role.SUPPLIER)] if supplier else []
    tell(
        event=event, title=title % about, body=body % about, url=acceptance.get_absolute_url(), users=users,
        memberships=holders,
    )  # fmt: skip


@subscribe("acceptance.request", effect=gettext_lazy("通知购买单位组织验收。"))
def tell_unit(event: Event) -> None:
    _tell(event, _("%(acceptance)s已提请，请组织验收"), unit=True, supplier=False)


@subscribe("procurement.reappointed", effect="")
def reseat_team(event: Event) -> None:
    """Whoever takes over as acceptance member takes the seat in inspections that are under way."""
    with acting(SYSTEM) as act:
        follow_appointments(act, event.subject_pk)


@subscribe("acceptance.reseated", effect=gettext_lazy("通知验收小组成员。"))
def tell_new_team(event: Event) -> None:
    title = _("%(acceptance)s的验收小组有调整，请到场并录入结果")
    _tell(event, title, supplier=False, duty=Appointment.Duty.ACCEPTANCE_MEMBER)


@subscribe("acceptance.start_inspection", effect=gettext_lazy("通知验收小组成员和承接主体。"))
def tell_team(event: Event) -> None:
    _tell(event, _("%(acceptance)s开始，请到场并录入结果"), duty=Appointment.Duty.ACCEPTANCE_MEMBER)


@subscribe("acceptance.pass_", "acceptance.pass_with_deduction", effect=gettext_lazy("结果通知承接主体和单位财务。"))
def tell_result(event: Event) -> None:
    _tell(
        event, _("%(acceptance)s合格"),
        _("得分 %(score)s，应支付 %(payable)s 元，扣减 %(deduction)s 元。请开具发票，由单位财务申请支付。"),
        unit=True, duty=Appointment.Duty.UNIT_FINANCE,
    )  # fmt: skip


@subscribe("acceptance.fail", effect=gettext_lazy("结果通知承接主体和购买单位。"))
def tell_failure(event: Event) -> None:
    _tell(event, _("%(acceptance)s不合格"), _("得分 %(score)s，整改并复验合格后支付。"), unit=True)


@subscribe("acceptance.order_rectification", effect=gettext_lazy("整改要求通知承接主体。"))
def tell_supplier_to_rectify(event: Event) -> None:
    _tell(event, _("%(acceptance)s需要整改"), "%(reason)s")


@subscribe("acceptance.close", effect=gettext_lazy("验收结果公开，通知承接主体。"))
def tell_of_publication(event: Event) -> None:
    _tell(event, _("%(acceptance)s结果已公开"))
