"""Only the bidder sees a bid before opening; after it, those who review and supervise (SD9, SD10)."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.models import Membership
from portal.accounts.roles import Role
from purchasing.bid.models import KeyHolder
from purchasing.procurement.models import Appointment

OWN = "supplier__organization"
OPENED = Q(state="opened")
MEMBERS = "procurement__committee__members"
SITTING = Q(
    ("procurement__state", "reviewing"),
    (f"{MEMBERS}__conflict", ""),
    (f"{MEMBERS}__replaced_at", None),
    (f"{MEMBERS}__declared_at__isnull", False),
)  # whoever stepped back, or has not declared yet, sees no bid


READERS = (
    may(Role.SUPPLIER, within=OWN)
    | may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization", when=OPENED)
    | may(Role.AGENT, within="procurement__agency", when=OPENED)
    | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True, when=OPENED)
)


# In which capacity a role holds a key to the bids.
CAPACITY = {
    Role.PURCHASER_CLERK: KeyHolder.Capacity.PURCHASER,
    Role.PURCHASER_APPOINTEE: KeyHolder.Capacity.PURCHASER,
    Role.AGENT: KeyHolder.Capacity.AGENT,
    Role.SUPERVISOR: KeyHolder.Capacity.SUPERVISOR,
}


class Can(Capability):
    READ_BID = READERS  # the whole bid, its price too
    READ_BID_FILES = READERS | may(  # members read the service part; prices are scored by formula
        Role.EXPERT, Role.PURCHASER_APPOINTEE, user=f"{MEMBERS}__user", when=OPENED & SITTING
    )
    SUBMIT_BID = may(Role.SUPPLIER, within=OWN)
    HOLD_PURCHASERS_KEY = may(  # these three on Procurement
        Role.PURCHASER_CLERK,
        Role.PURCHASER_APPOINTEE,
        within="purchaser__organization",
        user="appointments__user",
        when=Q(appointments__duty=Appointment.Duty.OPENING_OFFICER),
    )
    HOLD_AGENTS_KEY = may(Role.AGENT, within="agency")
    HOLD_SUPERVISORS_KEY = may(Role.SUPERVISOR, everywhere=True)
    ENROL_KEY = may(*CAPACITY, everywhere=True)


def capacity_of(membership: Membership) -> KeyHolder.Capacity:
    """In which capacity its holder would hold a key. Raises KeyError for a role that holds none."""
    return CAPACITY[Role(membership.role)]
