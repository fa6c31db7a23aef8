"""费随事走 and 核减: money that follows a task to another budget line, net zero, or is taken back from a line; recorded by
one person, confirmed by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    RECORDED = "recorded", _("待财政审批确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("不予确认")
    WITHDRAWN = "withdrawn", _("已撤回")


class BudgetTransfer(models.Model):
    """`amount` yuan from `source` to `target`, two lines of one year; without a target they are taken back from the unit.

    No money moves before it is confirmed.
    """

    source = models.ForeignKey(
        "purchasing.BudgetLine", models.PROTECT, related_name="transfers_out", verbose_name=_("调出项目")
    )
    target = models.ForeignKey(
        "purchasing.BudgetLine", models.PROTECT, null=True, blank=True, related_name="transfers_in",
        verbose_name=_("调入项目"),
    )  # fmt: skip
    amount = MoneyField(_("金额（元）"))
    document = models.CharField(_("依据"), max_length=120)
    reason = models.CharField(_("事项和理由"), max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("确认时间"), null=True)
    refusal = models.CharField(_("不予确认的理由"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.RECORDED)

    named_with = ("source", "target")

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_moves_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_between_two_lines"),
        ]

    def __str__(self) -> str:
        if self.takes_back:
            return gettext("预算核减：%(source)s") % {"source": self.source}
        return gettext("预算调剂：%(source)s → %(target)s") % {"source": self.source, "target": self.target}

    @property
    def takes_back(self) -> bool:
        """Whether the grant is reduced instead of moved."""
        return self.target_id is None

    def get_absolute_url(self) -> str:
        return f"/desk/budget/transfers/{self.pk}/"
