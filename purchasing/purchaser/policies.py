"""Who keeps the list of those who may buy: the finance body that decides on their money."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_PURCHASER = may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="finance")
    KEEP_PURCHASER = may(Role.FINANCE_CLERK, within="finance")
