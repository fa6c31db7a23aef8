"""Kills a process at a named point, for tests of what a killed process leaves; the product knows nothing of it."""
