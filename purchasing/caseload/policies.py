"""Who sees what waits for a finance office: its clerks and its approvers, all of it, whoever of them it waits for."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

DECIDED_HERE = ("plan", "adjustment", "additional", "budget_transfer")
FINANCE = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER)


class Can(Capability):
    READ_CASELOAD = may(
        *FINANCE,
        within="organization",
        when=Q(role__in=[role.value for role in FINANCE], flow__in=DECIDED_HERE),
    )  # on InboxItem
