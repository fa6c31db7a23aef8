"""Only the bidder sees a bid before opening; after it, those who review and supervise (SD9, SD10)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

OWN = "supplier__organization"
OPENED = Q(state="opened")


class Can(Capability):
    READ_BID = (
        may(Role.SUPPLIER, within=OWN)
        | may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization", when=OPENED)
        | may(Role.AGENT, within="procurement__agency", when=OPENED)
        | may(Role.EXPERT, user="procurement__committee__members__user", when=OPENED & Q(procurement__state="reviewing"))
        | may(
            Role.PURCHASER_APPOINTEE, user="procurement__committee__members__user",
            when=OPENED & Q(procurement__state="reviewing"),
        )
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=OPENED)
    )
    SUBMIT_BID = may(Role.SUPPLIER, within=OWN)
    ENROL_KEY = may(
        Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, Role.AGENT, Role.SUPERVISOR, everywhere=True
    )
