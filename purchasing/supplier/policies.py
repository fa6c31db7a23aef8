"""Who keeps a provider's profile: the provider."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    KEEP_PROFILE = may(Role.SUPPLIER, within="organization")
