"""资金冻结: what each budget line holds for an item, and what became of it."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class BudgetHold(models.Model):
    """Money of one line frozen for one item. open = amount - released - paid, in yuan; `carried` is the part of `released`
    that is frozen again on the next year's line."""

    item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="holds")
    line = models.ForeignKey("purchasing.BudgetLine", models.PROTECT, related_name="holds")
    amount = MoneyField(_("冻结金额"))
    released = MoneyField(_("已解冻"), default=0)
    committed = MoneyField(_("签约占用"), default=0)
    paid = MoneyField(_("已支付"), default=0)
    carried = MoneyField(_("结转下年"), default=0)
    refunded = MoneyField(_("已退回"), default=0)  # of what was paid; free on the line again
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "line"], name="budget_hold_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=F("released") + F("paid")), name="budget_hold_not_overdrawn"
            ),
            models.CheckConstraint(condition=Q(carried__lte=F("released")), name="budget_hold_carried_was_released"),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="budget_hold_refunds_what_it_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"

    @property
    def open(self) -> Decimal:
        """Still frozen: neither freed nor paid, in yuan."""
        left: Decimal = self.amount - self.released - self.paid
        return left
