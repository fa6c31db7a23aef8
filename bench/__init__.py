"""Measurements of the portal against the goals in its quality handbook; `make bench` writes docs/BENCHMARKS.md."""
