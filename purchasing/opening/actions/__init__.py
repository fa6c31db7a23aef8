"""Writes of the opening: gathering two holders' parts, and the worker's act that opens the bids."""

from purchasing.opening.actions.gathering import call_off, give_key_part
from purchasing.opening.actions.unsealing import open_all_released, open_bids

__all__ = ["call_off", "give_key_part", "open_all_released", "open_bids"]
