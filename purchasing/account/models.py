"""决算: what became of a purchaser's money for a year's plan, line by line, frozen when the unit hands it in."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    UNIT_REVIEW = "unit_review", _("单位审核")
    SUBMITTED = "submitted", _("已报送财政")
    CHECKED = "checked", _("待财政审定")
    CONFIRMED = "confirmed", _("已审定，待公开")
    PUBLISHED = "published", _("已公开")


class FinalAccount(models.Model):
    """The account of one plan. `reasons` says by key of the item why payment departs from the budget."""

    plan = models.OneToOneField("purchasing.AnnualPlan", models.PROTECT, related_name="final_account")
    reasons = models.JSONField(_("差异的理由"), default=dict)
    number = models.CharField(_("批复文号"), max_length=40, unique=True, null=True)  # noqa: DJ001 - none yet is not equal to none yet
    opinion = models.TextField(_("财政经办意见"), blank=True)
    return_reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    drafted_at = models.DateTimeField(_("起草时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True)
    decided_at = models.DateTimeField(_("审定时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.DRAFT)

    named_with = ("plan",)

    def __str__(self) -> str:
        return gettext("%(unit)s %(year)s 年度政府购买服务决算") % {
            "unit": self.plan.purchaser, "year": self.plan.fiscal_year,
        }  # fmt: skip

    @property
    def audit_root(self) -> str:
        return f"purchasing.annualplan:{self.plan_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/final-accounts/{self.pk}/"


class AccountLine(models.Model):
    """One item on one budget line of the year, in yuan: adjusted = paid + carried + freed + open."""

    account = models.ForeignKey(FinalAccount, models.CASCADE, related_name="lines")
    item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="+", verbose_name=_("购买事项"))
    line = models.ForeignKey("purchasing.BudgetLine", models.PROTECT, related_name="+", verbose_name=_("预算项目"))
    approved = MoneyField(_("批复数（元）"))
    adjusted = MoneyField(_("调整后预算（元）"))
    committed = MoneyField(_("签约（元）"))
    paid = MoneyField(_("决算支出（元）"))
    carried = MoneyField(_("结转下年（元）"))
    freed = MoneyField(_("解除冻结（元）"))
    open = MoneyField(_("仍冻结（元）"), default=0)

    class Meta:
        ordering = ["account", "item__plan", "item__seq", "line__code"]
        constraints = [
            models.UniqueConstraint(fields=["account", "item", "line"], name="account_line_once"),
            models.CheckConstraint(
                condition=Q(adjusted=F("paid") + F("carried") + F("freed") + F("open")), name="account_line_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.line}"

    @property
    def variance(self) -> Decimal:
        """What was paid beyond the budget, below zero for less, in yuan."""
        found: Decimal = self.paid - self.adjusted
        return found
