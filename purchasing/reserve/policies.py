"""Who sees the reserve, and who ranks it."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

IN_RESERVE = Q(state="reserve")


class Can(Capability):
    READ_RESERVE = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="plan__purchaser__organization", when=IN_RESERVE)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="plan__purchaser__finance", when=IN_RESERVE)
        | may(
            Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER, Role.SUPERVISOR, Role.AUDITOR,
            everywhere=True, when=IN_RESERVE,
        )
    )  # fmt: skip
    RANK_RESERVE = may(Role.FINANCE_CLERK, within="plan__purchaser__finance", when=IN_RESERVE)
