"""What a step of a plan is about: how much in all, and of what kind."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from portal.ui.components.filters import yuan
from portal.ui.gist import gist
from portal.ui.parts import Fact
from purchasing.budget.models import Category
from purchasing.plan.models import AnnualPlan
from purchasing.plan.slices import THIS_YEAR


@gist("plan")
def of_plan(plan: AnnualPlan) -> list[Fact]:
    """Items and amount in all, then by category of funding. One statement."""
    rows = plan.items.order_by("category").values_list("category").annotate(number=Count("pk"), amount=Sum(THIS_YEAR))
    found = [(Category(code).label, number, amount) for code, number, amount in rows]
    items = _("%(number)s 项")
    total = Fact(
        _("合计金额（元）"),
        yuan(sum(amount for _label, _number, amount in found)),
        items % {"number": sum(number for _label, number, _amount in found)},
    )
    return [total, *(Fact(label, yuan(amount), items % {"number": number}) for label, number, amount in found)]
