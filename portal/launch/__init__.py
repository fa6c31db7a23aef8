"""Starts what `make demo` and `make test` need and stops it again. Plain Python: nothing here imports Django."""
