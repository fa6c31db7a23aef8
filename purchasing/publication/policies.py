"""Who sees a text before it is public, who may check it (a clerk who is no author) and who may put it up again (a clerk
who did not send it back); where no such clerk is left, the head."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "purchaser__organization"
CHECKING = Role.PURCHASER_CLERK  # as long as one who is no author is in office, the head does not check
AUTHORS = ("begin", "redraft", "resubmit", "plan.begin")  # the acts that make somebody an author of a text

SENDERS = ("send_back",)  # whoever sent a text back does not put it up again


class Can(Capability):
    READ_PUBLICATION = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="purchaser__finance")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    RESUBMIT_PUBLICATION = may(Role.PURCHASER_CLERK, within=UNIT, never_after=SENDERS) | may(
        Role.PURCHASER_HEAD, within=UNIT, when=Q(head_checks=True), never_after=SENDERS
    )
    CHECK_SECRECY = may(Role.PURCHASER_CLERK, within=UNIT, never_after=AUTHORS) | may(
        Role.PURCHASER_HEAD, within=UNIT, when=Q(head_checks=True), never_after=AUTHORS
    )
