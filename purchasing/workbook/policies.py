"""Whoever drafts the plan may file it as a workbook."""

from django.db.models import Q

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role

UNIT = "plan__purchaser__organization"


class Can(Capability):
    READ_WORKBOOK = may(Role.PURCHASER_CLERK, Role.PURCHASER_HEAD, within=UNIT)
    TAKE_WORKBOOK = may(Role.PURCHASER_CLERK, within=UNIT, when=Q(plan__state="draft"))
