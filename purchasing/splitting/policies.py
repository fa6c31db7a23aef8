"""Who sees where purchases are split, and who may permit it: finance's approver, on the money it decides on."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

FINANCE = "purchaser__finance"


class Can(Capability):
    READ_SPLITTING = may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within=FINANCE)  # on BudgetLine
    PERMIT_SPLITTING = may(Role.FINANCE_APPROVER, within=FINANCE)
