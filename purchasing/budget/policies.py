"""Who sees the budget lines, who records what was granted and passed down, and who confirms it."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "purchaser__organization"
FINANCE = "purchaser__finance"
OVERSEEING = may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE) | may(
    Role.SUPERVISOR, Role.AUDITOR, everywhere=True
)


class Can(Capability):
    READ_LINE = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.BUDGET_SUPERVISOR, within="purchaser__budget_supervisor")
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    RECORD_BUDGET = may(Role.FINANCE_CLERK, within=FINANCE)
    CONFIRM_BUDGET = may(Role.FINANCE_APPROVER, within=FINANCE)
    READ_RECONCILIATION = OVERSEEING
    READ_BOARD = OVERSEEING
