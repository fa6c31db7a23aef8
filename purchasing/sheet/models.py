"""预算导入表: a table of grants that came in as one file, the verdict on each of its rows, and whether it has been granted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class BudgetSheet(models.Model):
    """One uploaded table of a finance body and year. What says the same is kept once, in whatever file it comes.

    `digest` is SHA-256 of what the rows say; `problems` are {"row", "message"} of the file as a whole.
    """

    finance = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    document = models.CharField(_("依据"), max_length=120)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    checked_at = models.DateTimeField(_("检查时间"))
    problems = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(_("行数"), default=0)
    faulty_count = models.PositiveIntegerField(_("有误的行"), default=0)
    total = MoneyField(_("合计（元）"), default=0)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("登记时间"), null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["finance", "fiscal_year", "digest"], name="budget_sheet_once"),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s 年预算导入表") % {"year": self.fiscal_year}

    @property
    def is_faulty(self) -> bool:
        return bool(self.problems or self.faulty_count)

    def get_absolute_url(self) -> str:
        return f"/desk/budget/sheets/{self.pk}/"


class SheetRow(models.Model):
    """One row as it was read, with its verdict. Amounts in yuan; `before` is what the line had been granted when checked."""

    class Verdict(models.TextChoices):
        NEW = "new", _("新增项目")
        ADDED = "added", _("追加")
        FAULTY = "faulty", _("有误")

    sheet = models.ForeignKey(BudgetSheet, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行"))
    unit = models.CharField(_("购买单位"), max_length=160, blank=True)
    year = models.CharField(_("年度"), max_length=40, blank=True)
    code = models.CharField(_("预算项目代码"), max_length=40, blank=True)
    name = models.CharField(_("预算项目"), max_length=120, blank=True)
    category = models.CharField(_("资金类别"), max_length=40, blank=True)
    typed = models.CharField(_("填写的金额"), max_length=60, blank=True)
    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, null=True, related_name="+")
    amount = MoneyField(_("金额（元）"), null=True)
    before = MoneyField(_("原预算数（元）"), default=0)
    verdict = models.CharField(_("检查"), max_length=8, choices=Verdict)
    said = models.CharField(_("检查结果"), max_length=500)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_row_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.code}"
