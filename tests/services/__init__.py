"""What tests run against: PostgreSQL, Redis, real processes and a browser."""
