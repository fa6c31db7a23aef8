"""化整为零: finance's permission to buy several times by other methods what together is due for an open tender (R-06)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class SplittingPermit(models.Model):
    """For one budget line, category (second level of the catalogue) and year, up to a sum in yuan (IR art. 28)."""

    line = models.ForeignKey("purchasing.BudgetLine", models.PROTECT, related_name="splitting_permits")
    category = models.CharField(_("品目类别"), max_length=3)
    up_to = MoneyField(_("累计金额不超过（元）"))
    document = models.CharField(_("依据文号"), max_length=120)
    reason = models.TextField(_("理由"), max_length=1000)
    at = models.DateTimeField(_("核准时间"))
    permitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.line}: {self.category}"
