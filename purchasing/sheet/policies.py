"""Who records grants may record them as a table; finance and the watchers read what came in."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_SHEET = may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="finance") | may(
        Role.SUPERVISOR, Role.AUDITOR, everywhere=True
    )
    TAKE_SHEET = may(Role.FINANCE_CLERK, within="finance")
