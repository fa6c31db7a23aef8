"""What funding asks of the plan's approval."""

from purchasing.funding.guards import lines_bear_the_items
from purchasing.plan.flow import PLAN

PLAN.requires("approve", lines_bear_the_items)
