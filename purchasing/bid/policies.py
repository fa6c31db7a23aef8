"""Only the bidder sees a bid before opening; after it, those who review and supervise (SD9, SD10)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

OWN = "supplier__organization"
OPENED = Q(state="opened")
MEMBERS = "procurement__committee__members"
SITTING = Q(
    ("procurement__state", "reviewing"), (f"{MEMBERS}__conflict", ""), (f"{MEMBERS}__replaced_at", None)
)  # whoever stepped back sees no bid


class Can(Capability):
    READ_BID = (
        may(Role.SUPPLIER, within=OWN)
        | may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization", when=OPENED)
        | may(Role.AGENT, within="procurement__agency", when=OPENED)
        | may(Role.EXPERT, Role.PURCHASER_APPOINTEE, user=f"{MEMBERS}__user", when=OPENED & SITTING)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=OPENED)
    )
    SUBMIT_BID = may(Role.SUPPLIER, within=OWN)
    ENROL_KEY = may(
        Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, Role.AGENT, Role.SUPERVISOR, everywhere=True
    )
