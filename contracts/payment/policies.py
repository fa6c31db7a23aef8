"""Payment requester, unit approver, finance checker and finance approver are four people (SD7)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role
from purchasing.procurement.models import Appointment

UNIT = "contract__procurement__purchaser__organization"
FINANCE = "contract__procurement__purchaser__finance"


class Can(Capability):
    READ_PAYMENT = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
        | may(Role.SUPPLIER, within="contract__supplier__organization")
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    REQUEST_PAYMENT_OF = may(  # on Acceptance; the contract's own REQUEST_PAYMENT said for one of its periods
        Role.PURCHASER_APPOINTEE,
        within="contract__procurement__purchaser__organization",
        user="contract__procurement__appointments__user",
        when=Q(contract__procurement__appointments__duty=Appointment.Duty.UNIT_FINANCE),
    )
    APPROVE_PAYMENT_IN_UNIT = may(Role.PURCHASER_HEAD, within=UNIT, never_after="begin")
    RESUBMIT_PAYMENT = may(Role.PURCHASER_APPOINTEE, within=UNIT, user="requested_by")
    RETURN_PAYMENT = (
        may(Role.PURCHASER_HEAD, within=UNIT, when=Q(state="draft"))
        | may(Role.FINANCE_CLERK, within=FINANCE, when=~Q(state="draft"))
        | may(Role.FINANCE_APPROVER, within=FINANCE, when=Q(state="finance_check"))
    )
    RECORD_REFUND_OF = may(Role.FINANCE_CLERK, within=FINANCE, when=Q(state="paid"))  # what came back of it
    CHECK_PAYMENT = may(Role.FINANCE_CLERK, within=FINANCE, never_after=("begin", "approve_in_unit"))
    APPROVE_PAYMENT = may(Role.FINANCE_APPROVER, within=FINANCE, never_after=("begin", "approve_in_unit", "check"))
