"""Who drafts, checks, signs, publishes and files a contract (SD2, SD15)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role
from purchasing.procurement.models import Appointment

UNIT = "procurement__purchaser__organization"
FINANCE = "procurement__purchaser__finance"
SUPPLIER = "supplier__organization"
DUTIES = "procurement__appointments"
UNIT_FINANCE = Q((f"{DUTIES}__duty", Appointment.Duty.UNIT_FINANCE))  # whoever holds this duty of the case
SIGNED = Q(signed_at__isnull=False)
SHOWN = ~Q(state__in=("drafting", "reviewed")) & ~Q(state="called_off", supplier_signed_at=None)


# Everybody but the supplier, who learns nothing of the budget lines behind its contract.
BUYING_SIDE = (
    may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
    | may(Role.COUNSEL, everywhere=True, when=~Q(state="drafting"))
    | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE, when=SIGNED)
    | may(Role.EVALUATOR, within="evaluation__agency", when=SIGNED)
    | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
)


class Can(Capability):
    READ_CONTRACT = BUYING_SIDE | may(Role.SUPPLIER, within=SUPPLIER, when=SHOWN)
    READ_FUNDS = BUYING_SIDE
    START_CONTRACT = may(Role.PURCHASER_CLERK, within="purchaser__organization")  # on Procurement
    EDIT_CONTRACT = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(state="drafting"))
    MARK_SECRETS = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(published_at__isnull=True))
    REVIEW_CONTRACT = may(Role.PURCHASER_CLERK, within=UNIT, never_after=("begin", "edit"))
    CHECK_CONTRACT = may(Role.COUNSEL, everywhere=True)
    SEND_BACK_CONTRACT = (
        may(Role.PURCHASER_CLERK, within=UNIT, when=~Q(state="supplier_signed"), never_after="begin")
        | may(Role.COUNSEL, everywhere=True, when=Q(state="reviewed"))
        | may(Role.SUPPLIER, within=SUPPLIER, when=Q(state="counsel_checked"))
        | may(Role.PURCHASER_HEAD, within=UNIT, when=Q(state="supplier_signed"))
    )
    SIGN_FOR_SUPPLIER = may(Role.SUPPLIER, within=SUPPLIER)
    SIGN_FOR_PURCHASER = may(Role.PURCHASER_HEAD, within=UNIT)
    PUBLISH_CONTRACT = may(Role.PURCHASER_HEAD, within=UNIT, when=Q(published_at__isnull=True))  # once
    REQUEST_PAYMENT = may(Role.PURCHASER_APPOINTEE, within=UNIT, user=f"{DUTIES}__user", when=UNIT_FINANCE)
    FILE_CONTRACT = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(filed_at__isnull=True))  # once
