"""Budget lines and their append-only ledger. A line's figures are the sums of its entries, kept by a trigger."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.values import clock
from portal.values.money import MoneyField


class Category(models.TextChoices):
    """Six ways of funding an item (handbook §3.1)."""

    EXISTING_BUDGET = "F1", _("现有预算统筹")
    EXISTING_EARMARKED = "F2", _("已安排专项资金")
    SUPERIOR_TRANSFER = "F3", _("上级资金统一购买")
    ADDITIONAL_BUDGET = "F4", _("新增预算")
    NO_BUDGET = "F5", _("暂无预算")
    SELF_SELECTED = "F6", _("单位自选，资金落实")


LINE_CATEGORIES = [choice for choice in Category.choices if choice[0] != Category.NO_BUDGET]
"""What the money of a line may be; what has no budget has no line."""


class BudgetLine(models.Model):
    """Money of one purchaser and year under one heading. free = granted - held - paid, in yuan."""

    class Status(models.TextChoices):
        CONTROL_FIGURE = "control_figure", _("预算控制数")
        APPROVED = "approved", _("已批复下达")

    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, related_name="budget_lines")
    fiscal_year = models.PositiveSmallIntegerField(_("预算年度"))
    code = models.CharField(_("预算项目代码"), max_length=44)  # 40, and what ends that of money carried over
    name = models.CharField(_("预算项目"), max_length=130)
    category = models.CharField(_("资金类别"), max_length=2, choices=Category, default=Category.EXISTING_BUDGET)
    status = models.CharField(_("状态"), max_length=16, choices=Status, default=Status.CONTROL_FIGURE)
    approval_document = models.CharField(_("批复文号"), max_length=80, blank=True)
    approved_on = models.DateField(_("批复下达日期"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )
    granted = MoneyField(_("预算数"), default=0)
    held = MoneyField(_("已冻结"), default=0)
    committed = MoneyField(_("其中已签合同"), default=0)
    paid = MoneyField(_("已支付"), default=0)

    class Meta:
        ordering = ["purchaser", "fiscal_year", "code"]
        constraints = [
            models.UniqueConstraint(fields=["purchaser", "fiscal_year", "code"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(granted__gte=F("held") + F("paid")), name="budget_line_not_overdrawn"),
            models.CheckConstraint(condition=Q(committed__lte=F("held")), name="budget_line_committed_within_held"),
            models.CheckConstraint(condition=~Q(category=Category.NO_BUDGET), name="budget_line_has_a_budget"),
        ]
        indexes = [models.Index(fields=["-fiscal_year", "code", "id"], name="budget_line_by_year")]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.name}"

    def get_absolute_url(self) -> str:
        return f"/desk/budget/{self.pk}/"

    @property
    def free(self) -> Decimal:
        """What may still be frozen, in yuan."""
        left: Decimal = self.granted - self.held - self.paid
        return left

    @property
    def is_approved(self) -> bool:
        return self.status == self.Status.APPROVED


FIGURES = ("granted", "held", "committed", "paid")
"""What a line's figures are called; free is what follows from them."""
SIGNS: dict[str, dict[str, int]] = {
    "granted": {"grant": 1, "transfer_in": 1, "carry_in": 1, "reduce": -1, "transfer_out": -1, "carry_out": -1},
    "held": {"hold": 1, "release": -1, "pay": -1},
    "committed": {"commit": 1, "uncommit": -1, "pay": -1},
    "paid": {"pay": 1, "refund": -1},
}
"""Which kinds of entry raise and lower a figure; trigger, balances of past days and reconciliation are drawn from it."""


class LedgerEntry(models.Model):
    """One movement of money on a line; never changed or removed. `amount` is positive, `kind` says which way.

    grant, transfer_in and carry_in raise `granted`, reduce, transfer_out and carry_out lower it; hold and release move
    `held`; commit and
    uncommit move `committed`, a part of `held`; pay takes from `held` and `committed` into `paid`; refund takes back from
    `paid`. The two entries of a transfer name it and come to nothing together; a reduction names the record it follows
    from, those of a carry-over the item.
    """

    class Kind(models.TextChoices):
        GRANT = "grant", _("下达")
        REDUCE = "reduce", _("核减")
        TRANSFER_OUT = "transfer_out", _("调出")
        TRANSFER_IN = "transfer_in", _("调入")
        CARRY_OUT = "carry_out", _("结转下年")
        CARRY_IN = "carry_in", _("上年结转")
        HOLD = "hold", _("冻结")
        RELEASE = "release", _("解冻")
        COMMIT = "commit", _("签约占用")
        UNCOMMIT = "uncommit", _("撤销占用")
        PAY = "pay", _("支付")
        REFUND = "refund", _("退回")

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    amount = MoneyField(_("金额"))
    plan_item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, null=True, blank=True, related_name="ledger")
    transfer = models.ForeignKey(
        "purchasing.BudgetTransfer", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    sheet = models.ForeignKey("purchasing.BudgetSheet", models.PROTECT, null=True, blank=True, related_name="entries")
    document = models.CharField(_("依据"), max_length=120, blank=True)
    at = models.DateTimeField(_("时间"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "kind"], condition=Q(transfer__isnull=False), name="ledger_transfer_once_a_side"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["transfer_out", "transfer_in"], transfer__isnull=False)
                | Q(kind="reduce")
                | (~Q(kind__in=["transfer_out", "transfer_in", "reduce"]) & Q(transfer__isnull=True)),
                name="ledger_transfer_is_named",
            ),
        ]
        indexes = [models.Index(fields=["line", "at"], name="ledger_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class FoldedSum(models.Model):
    """What the settled entries of the ledger come to by purchaser, year and category, in yuan; later entries are added when read."""

    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("预算年度"))
    category = models.CharField(_("资金类别"), max_length=2, choices=Category)
    granted = MoneyField(_("预算数"), default=0)
    held = MoneyField(_("已冻结"), default=0)
    committed = MoneyField(_("其中已签合同"), default=0)
    paid = MoneyField(_("已支付"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "purchaser", "category"], name="folded_sum_once"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.category} {self.granted}"


class FoldedThrough(models.Model):
    """The one row that says up to which entry the ledger is folded; every entry up to it was settled by then."""

    entry = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.entry)


class Reconciliation(models.Model):
    """核对: one comparison of the ledger with everything that follows from it.

    `drifts` are {"check", "line", "subject", "expected", "found"}: amounts in yuan as text, `line` the key of a budget line.
    """

    at = models.DateTimeField(_("核对时间"))
    lines = models.PositiveIntegerField(_("预算项目数"))
    drifts = models.JSONField(_("差异"), default=list)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{clock.day_of(self.at)} {len(self.drifts)}"

    def get_absolute_url(self) -> str:
        return "/desk/budget/reconciliation/"
