"""The pages of plans, of their items, and finance's desk."""

from purchasing.plan.views.desk import plan_propose
from purchasing.plan.views.items import item, item_edit, item_hints, item_new, item_remove, item_since
from purchasing.plan.views.plans import letter, plan, plan_copy, plan_new, plan_since, plans

__all__ = [
    "item",
    "item_edit",
    "item_hints",
    "item_new",
    "item_remove",
    "item_since",
    "letter",
    "plan",
    "plan_copy",
    "plan_new",
    "plan_propose",
    "plan_since",
    "plans",
]
