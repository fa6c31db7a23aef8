"""Who sees a text before it is public, and who may check it: a clerk who is no author; where none is left, the head."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "purchaser__organization"
CHECKING = Role.PURCHASER_CLERK  # as long as one who is no author is in office, the head does not check
AUTHORS = ("begin", "redraft", "resubmit", "plan.begin")  # the acts that make somebody an author of a text


class Can(Capability):
    READ_PUBLICATION = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="purchaser__finance")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    RESUBMIT_PUBLICATION = may(Role.PURCHASER_CLERK, within=UNIT, never_after="send_back")
    CHECK_SECRECY = may(Role.PURCHASER_CLERK, within=UNIT, never_after=AUTHORS) | may(
        Role.PURCHASER_HEAD, within=UNIT, when=Q(head_checks=True), never_after=AUTHORS
    )
