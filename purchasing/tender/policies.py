"""Who writes the tender document and clarifications; who may obtain the document."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

READERS = (
    may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within="procurement__purchaser__organization")
    | may(Role.AGENT, within="procurement__agency")
    | may(Role.SUPERVISOR, Role.AUDITOR, everywhere=True)
)


class Can(Capability):
    READ_CLARIFICATION = READERS
    EDIT_DOCUMENT = may(Role.AGENT, within="procurement__agency", when=Q(procurement__state="preparing"))
    DRAFT_CLARIFICATION = may(Role.AGENT, within="procurement__agency")
    RELEASE_CLARIFICATION = may(Role.PURCHASER_HEAD, within="procurement__purchaser__organization", never_after="begin")
    TAKE_DOCUMENT = may(Role.SUPPLIER, everywhere=True)
