"""Who is told of a contract's moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.contract.actions import call_off_unsigned
from contracts.contract.models import Contract
from contracts.contract.queries import limits_of
from portal.accounts.actor import SYSTEM
from portal.accounts.roles import Role
from portal.notify import tell
from portal.outbox import Event, subscribe
from portal.workflow.perform import acting

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

CLERK, HEAD = Role.PURCHASER_CLERK, Role.PURCHASER_HEAD


def _tell(event: Event, title: str, body: Text = "", *, unit: tuple[Role, ...] = (), supplier: bool = False,
          finance: bool = False, counsel: bool = False) -> None:  # fmt: skip
    rows = Contract.objects.select_related("procurement__purchaser", "supplier")
    contract = rows.get(pk=event.subject_pk)
    purchaser = contract.procurement.purchaser
    holders: list[tuple[int | None, Role]] = [(purchaser.organization_id, role) for role in unit]
    holders += [(contract.supplier.organization_id, Role.SUPPLIER)] if supplier else []
    holders += [(purchaser.finance_id, Role.FINANCE_CLERK)] if finance else []
    holders += [(None, Role.COUNSEL)] if counsel else []
    about = {
        "contract": contract.title, "reason": contract.reason, "first": contract.starts_on,
        **{f"{limit.name}_by": limit.due.date for limit in limits_of(contract)},
    }  # fmt: skip
    tell(event=event, title=title % about, body=str(body) % about, url=contract.get_absolute_url(), memberships=holders)


@subscribe("procurement.terminate", effect=gettext_lazy("尚未签订的合同随之终止，不再等待任何人办理。"))
def call_off_contract(event: Event) -> None:
    with acting(SYSTEM) as act:
        call_off_unsigned(act, event.subject_pk)


@subscribe("contract.begun", effect=gettext_lazy("通知本单位另一位经办复核。"))
def tell_reviewer(event: Event) -> None:
    _tell(event, _("%(contract)s已起草，请复核"), unit=(CLERK,))


@subscribe("contract.review", effect=gettext_lazy("通知法律顾问审查。"))
def tell_counsel(event: Event) -> None:
    _tell(event, _("%(contract)s请审查"), counsel=True)


@subscribe("contract.check", effect=gettext_lazy("通知承接主体签署。"))
def tell_supplier_to_sign(event: Event) -> None:
    _tell(event, _("%(contract)s请签署"), _("合同文本已经审定，请登录核对并签署。"), supplier=True)


@subscribe("contract.send_back", effect=gettext_lazy("理由通知本单位经办人。"))
def tell_drafter(event: Event) -> None:
    _tell(event, _("%(contract)s被退回修改"), "%(reason)s", unit=(CLERK,))


@subscribe("contract.sign_for_supplier", effect=gettext_lazy("通知购买单位负责人签署。"))
def tell_head(event: Event) -> None:
    _tell(event, _("%(contract)s承接主体已签署，请签署"), unit=(HEAD,))


@subscribe(
    "contract.sign", effect=gettext_lazy("合同成立：冻结资金按合同金额占用，节余解冻；通知双方；公开稿交保密审查。")
)
def tell_both_sides(event: Event) -> None:
    _tell(
        event,
        _("%(contract)s已签订"),
        _("请最迟于 %(publish_by)s 公告，于 %(file_by)s 备案。"),
        unit=(CLERK, HEAD),
        supplier=True,
    )


@subscribe("contract.publish", effect=gettext_lazy("合同文本（遮盖商业秘密）在平台公开；通知承接主体。"))
def tell_of_publication(event: Event) -> None:
    _tell(event, _("%(contract)s已公告"), unit=(CLERK,), supplier=True)


@subscribe("contract.file", effect=gettext_lazy("合同副本送财政部门备案，通知财政经办。"))
def tell_finance(event: Event) -> None:
    _tell(event, _("%(contract)s已报送备案"), finance=True)


@subscribe("contract.take_effect", effect=gettext_lazy("生成各期验收安排，通知双方。"))
def tell_of_start(event: Event) -> None:
    _tell(event, _("%(contract)s开始履行"), _("服务期自 %(first)s 起。"), unit=(CLERK,), supplier=True)


@subscribe("contract.complete", effect=gettext_lazy("扣减款项解冻退回预算；通知双方和财政部门。"))
def tell_of_completion(event: Event) -> None:
    _tell(event, _("%(contract)s履行完毕"), unit=(CLERK, HEAD), supplier=True, finance=True)
