"""Who reads an award, and what a bidder learns of its own bid with the result."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

TOLD = Q(state="opened", procurement__result_at__isnull=False)


class Can(Capability):
    READ_AWARD = (  # on Award: the notice of award
        may(Role.SUPPLIER, within="supplier__organization", when=~Q(notice_at=None))
        | may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization")
        | may(Role.AGENT, within="procurement__agency")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    PREPARE_AWARD = (  # on Award: the notice of the result before it is public
        may(Role.AGENT, within="procurement__agency")
        | may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization")
        | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
    )
    READ_OWN_RESULT = may(Role.SUPPLIER, within="supplier__organization", when=TOLD)  # on Bid (O87 art. 69)
