"""Who keeps the accounts: system administrators, and nobody else (handbook §2: accounts only, no business data)."""

from portal.accounts.capability import Capability, may
from portal.accounts.roles import Role


class Can(Capability):
    READ_ACCOUNTS = may(Role.SYSTEM_ADMIN, everywhere=True)
    KEEP_USERS = may(Role.SYSTEM_ADMIN, everywhere=True)
    KEEP_ORGANISATIONS = may(Role.SYSTEM_ADMIN, everywhere=True)
    GRANT_MEMBERSHIP = may(Role.SYSTEM_ADMIN, everywhere=True)
