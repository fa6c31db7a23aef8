"""项目储备: wanted services without money, ranked by finance for each coming year (根据财力逐步安排)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ReserveRank(models.Model):
    """The place of an item in reserve for one year's budget, 1 being the first to be funded."""

    item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="ranks")
    fiscal_year = models.PositiveSmallIntegerField(_("排序年度"))
    position = models.PositiveIntegerField(_("次序"))
    reason = models.CharField(_("排序理由"), max_length=300, blank=True)
    ranked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("排序人"))
    ranked_at = models.DateTimeField(_("排序时间"))

    class Meta:
        ordering = ["fiscal_year", "position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "fiscal_year"], name="reserve_rank_once_a_year"),
            models.CheckConstraint(condition=Q(position__gte=1), name="reserve_rank_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.position}"
