"""Who may see and restart what could not be delivered."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_UNDELIVERED = may(Role.SYSTEM_ADMIN, everywhere=True)
    RETRY_DELIVERY = may(Role.SYSTEM_ADMIN, everywhere=True)
