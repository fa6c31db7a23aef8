"""A contract from draft to completion; publication and filing are two dated duties of a signed one (handbook §3.7)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contracts.contract import guards
from contracts.contract.models import State
from contracts.contract.policies import Can
from portal.workflow.flow import Flow
from purchasing.procurement.flow import PROCUREMENT
from purchasing.procurement.models import State as ProcurementState
from purchasing.publication.guards import secrecy_is_checked
from purchasing.publication.models import Kind

CONTRACT = Flow(
    "contract",
    model="contracts.Contract",
    states=State,
    initial=State.DRAFTING,
    label=_("合同"),
    read=Can.READ_CONTRACT,
)
CONTRACT.transition(
    "review",
    label=_("复核通过"),
    source=State.DRAFTING,
    target=State.REVIEWED,
    who=Can.REVIEW_CONTRACT,
    guards=[guards.text_is_complete, guards.reviewer_is_not_the_operator, guards.term_is_lawful],
)
CONTRACT.transition(
    "check",
    label=_("法律审查通过"),
    source=State.REVIEWED,
    target=State.COUNSEL_CHECKED,
    who=Can.CHECK_CONTRACT,
)
CONTRACT.transition(
    "send_back",
    label=_("退回修改"),
    source={State.REVIEWED, State.COUNSEL_CHECKED, State.SUPPLIER_SIGNED},
    target=State.DRAFTING,
    who=Can.SEND_BACK_CONTRACT,
    form="purchasing.publication.forms.ReasonForm",
    optional=True,
)
CONTRACT.transition(
    "sign_for_supplier",
    label=_("供应商签署"),
    source=State.COUNSEL_CHECKED,
    target=State.SUPPLIER_SIGNED,
    who=Can.SIGN_FOR_SUPPLIER,
    guards=[guards.service_begins_after_signing],
    official=True,
)
CONTRACT.transition(
    "sign",
    label=_("采购人签署，合同成立"),
    source=State.SUPPLIER_SIGNED,
    target=State.SIGNED,
    who=Can.SIGN_FOR_PURCHASER,
    guards=[guards.amount_equals_the_award, guards.money_is_approved, guards.service_begins_after_signing],
    official=True,
)
CONTRACT.transition(
    "publish",
    label=_("公告合同"),
    source={State.SIGNED, State.IN_FORCE},
    who=Can.PUBLISH_CONTRACT,
    guards=[secrecy_is_checked(Kind.CONTRACT)],
    official=True,
)
CONTRACT.transition(
    "file",
    label=_("合同备案"),
    source={State.SIGNED, State.IN_FORCE},
    who=Can.FILE_CONTRACT,
)
CONTRACT.transition(
    "take_effect",
    label=_("开始履行"),
    source=State.SIGNED,
    target=State.IN_FORCE,
    due="starts_on",
)
CONTRACT.transition("complete", label=_("履行完毕"), source=State.IN_FORCE, target=State.COMPLETED, joined=True)
CONTRACT.transition(
    "call_off",
    label=_("采购终止，不再签订"),
    source={State.DRAFTING, State.REVIEWED, State.COUNSEL_CHECKED, State.SUPPLIER_SIGNED},
    target=State.CALLED_OFF,
    joined=True,
)
PROCUREMENT.task(
    "start_contract",
    label=_("起草合同"),
    source=ProcurementState.NOTICE_SENT,
    who=Can.START_CONTRACT,
    when=Q(contract=None),
    page=lambda procurement: reverse("contract-new", args=[procurement.ocid]),
)
CONTRACT.deadline("publish", label=_("公告合同"), since="contract.sign", within="R-62", met_by="contract.publish")
CONTRACT.deadline("file", label=_("合同备案"), since="contract.sign", within="R-63", met_by="contract.file")
