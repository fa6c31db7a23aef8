"""Download of stored files: decided by the aggregate they belong to, proved unchanged, never shown inline."""
