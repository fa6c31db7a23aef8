"""Finance's clerk records what came back, another person of finance confirms it; the parties read it."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "payment__contract__procurement__purchaser__organization"
FINANCE = "payment__contract__procurement__purchaser__finance"


class Can(Capability):
    READ_REFUND = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
        | may(Role.SUPPLIER, within="payment__contract__supplier__organization")
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    WITHDRAW_REFUND = may(Role.FINANCE_CLERK, within=FINANCE)
    CONFIRM_REFUND = may(Role.FINANCE_APPROVER, within=FINANCE, never_after="begin")
