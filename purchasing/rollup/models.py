"""年度计划汇总: the approved plans of city and counties of one year, as they stood when finance compiled them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField
from purchasing.budget.models import Category


class PlanRollup(models.Model):
    """A snapshot of one year; `total` in yuan and `count` are the sums of its rows, which never change."""

    finance = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    total = MoneyField(_("金额（元）"))
    count = models.PositiveIntegerField(_("事项数"))
    compiled_at = models.DateTimeField(_("汇总时间"))
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("汇总人")
    )
    matter = models.OneToOneField(
        "purchasing.GroupMatter", models.PROTECT, null=True, related_name="rollup", verbose_name=_("小组议题")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return gettext("%(year)s 年度政府购买服务计划汇总") % {"year": self.fiscal_year}

    def get_absolute_url(self) -> str:
        return f"/desk/rollups/{self.pk}/"


class RollupRow(models.Model):
    """One approved item with the names of the day of the snapshot; amount in yuan."""

    rollup = models.ForeignKey(PlanRollup, models.PROTECT, related_name="rows")
    item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="+")
    title = models.CharField(_("购买事项"), max_length=120)
    region = models.CharField(_("区域"), max_length=6)
    unit = models.CharField(_("购买单位"), max_length=120)
    department = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    department_name = models.CharField(_("主管单位"), max_length=120)
    group = models.CharField(_("目录"), max_length=3)
    group_name = models.CharField(_("目录名称"), max_length=100)
    code = models.CharField(_("目录品目"), max_length=5)
    source = models.CharField(_("资金来源"), max_length=2, choices=Category)
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rollup", "item"], name="rollup_item_once")]

    def __str__(self) -> str:
        return self.title
