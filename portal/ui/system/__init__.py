"""Pages of accounts: users, organisations and memberships for the system administrator; everybody's own profile."""
