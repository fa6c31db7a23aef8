"""Who presides over an opening, gives a key part and reads the record."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "procurement__purchaser__organization"
AGENCY = "procurement__agency"
HOLDER = "procurement__key__holders__membership__user"
OPENED = Q(state="done")
BIDDER = OPENED & Q(procurement__bids__state__in=["opened", "returned_unopened"])


class Can(Capability):
    READ_OPENING = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, Role.PURCHASER_APPOINTEE, within=UNIT)
        | may(Role.AGENT, within=AGENCY)
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
        | may(Role.SUPPLIER, within="procurement__bids__supplier__organization", when=BIDDER)
        | may(Role.FINANCE_CLERK, Role.FINANCE_APPROVER, within="procurement__purchaser__finance", when=OPENED)
    )
    GIVE_KEY_PART = (
        may(Role.PURCHASER_CLERK, Role.PURCHASER_APPOINTEE, within=UNIT, user=HOLDER)
        | may(Role.AGENT, within=AGENCY, user=HOLDER)
        | may(Role.SUPERVISOR, user=HOLDER)
    )
    GIVE_OWN_PART = may(  # on a holder's place in a procurement's key
        Role.PURCHASER_CLERK,
        Role.PURCHASER_APPOINTEE,
        Role.AGENT,
        Role.SUPERVISOR,
        within="keyholder__membership__organization",
        user="keyholder__membership__user",
    )
