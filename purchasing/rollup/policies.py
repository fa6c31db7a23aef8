"""Finance's clerk compiles and sends; the group reads what was sent to it, watchers read everything (handbook §3.1)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_ROLLUP = (
        may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="finance")
        | may(Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, within="matter__group")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    COMPILE_ROLLUP = may(Role.FINANCE_CLERK, within="finance")
    SEND_ROLLUP = may(Role.FINANCE_CLERK, within="finance", when=Q(matter=None))
