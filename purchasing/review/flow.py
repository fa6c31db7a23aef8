"""Review has no state of its own: it drives the procurement's."""

from purchasing.procurement.flow import PROCUREMENT
from purchasing.review import guards

PROCUREMENT.requires("check_qualification", guards.every_bid_is_checked)
PROCUREMENT.requires(
    "start_review",
    guards.enough_bids_qualify,
    guards.committee_is_complete,
    guards.draw_was_watched,
    guards.draw_is_recent,
    guards.all_have_declared,
)
