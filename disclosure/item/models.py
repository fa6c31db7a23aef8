"""Published things as the public sees them, frozen; the year's figures and the version of the site kept by triggers."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from disclosure.exposure import REGISTRY
from purchasing.plan.models import Method

SECTIONS: dict[str, Any] = {
    "plans": _("年度计划"),
    "intentions": _("采购意向"),
    "notices": _("采购公告"),
    "results": _("结果公告"),
    "contracts": _("合同公告"),
    "acceptances": _("验收结果"),
    "payments": _("支付公开"),
    "evaluations": _("绩效评价"),
}
KINDS: list[tuple[str, Any]] = [(str(e.kind), e.label) for e in REGISTRY.values()]


class AmountBand(models.TextChoices):
    """Steps of amounts for the filter, in yuan; not thresholds of law."""

    UNDER_HALF = "a", _("50 万元以下")
    UNDER_ONE = "b", _("50 万至 100 万元")
    UNDER_FOUR = "c", _("100 万至 400 万元")
    UNDER_TEN = "d", _("400 万至 1000 万元")
    MORE = "e", _("1000 万元以上")


# What every list counts by value: its indexes carry these, so that counting reads no row.
COUNTED = ["kind", "amount_band", "fiscal_year", "catalogue_group", "purchaser", "purchaser_name"]


class DisclosureItem(models.Model):
    """One published thing. `content` is what exposure.py let through, `sha256` over its canonical JSON; both never change.

    `search` is the levelled text of what can be found, `pieces` its single characters and pairs, kept by the database.
    """

    publication = models.ForeignKey("purchasing.Publication", models.PROTECT, null=True, related_name="items")
    kind = models.CharField(_("种类"), max_length=16, choices=KINDS)
    section = models.CharField(_("栏目"), max_length=12, choices=list(SECTIONS.items()))
    subject_label = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    title = models.CharField(_("标题"), max_length=200)
    ocid = models.CharField(_("项目编号"), max_length=40, blank=True)
    purchaser = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    purchaser_name = models.CharField(_("采购单位"), max_length=120, blank=True)
    supplier = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, related_name="+")
    supplier_name = models.CharField(_("供应商"), max_length=120, blank=True)
    catalogue_code = models.CharField(_("目录编码"), max_length=5, blank=True)
    catalogue_group = models.CharField(_("目录大类"), max_length=3, blank=True)
    region = models.CharField(_("行政区划"), max_length=12, blank=True)
    method = models.CharField(_("采购方式"), max_length=32, choices=Method, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(_("年度"), null=True)
    amount = models.DecimalField(  # negative for what came back of a payment
        _("金额（元）"), max_digits=18, decimal_places=2, null=True
    )
    amount_band = models.CharField(_("金额区间"), max_length=1, choices=AmountBand, blank=True)
    closes_at = models.DateTimeField(_("截止时间"), null=True)
    expected_month = models.DateField(_("预计采购月份"), null=True)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True)
    band = models.CharField(_("等级"), max_length=4, blank=True)
    published_at = models.DateTimeField(_("发布时间"))
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    corrected_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrects")
    search = models.TextField()
    pieces = models.GeneratedField(
        expression=Func("search", function="disclosure_pieces"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("公开信息")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_label", "subject_pk", "version"], name="disclosure_item_version_once"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="disclosure_item_sha256_is_hex"),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="disclosure_item_newest"),
            models.Index(fields=["kind", "-published_at", "-id"], name="disclosure_item_by_kind"),
            # Counting and filtering read this index alone, not the wide rows.
            models.Index(
                fields=["section", "-published_at", "-id"],
                include=[*COUNTED, "region", "method"],
                condition=Q(corrected_by=None),
                name="disclosure_item_by_section",
            ),
            models.Index(
                fields=["section", "region", "-published_at", "-id"],
                include=[*COUNTED, "method"],
                condition=Q(corrected_by=None),
                name="disclosure_item_by_region",
            ),
            models.Index(
                fields=["section", "method", "-published_at", "-id"],
                include=[*COUNTED, "region"],
                condition=Q(corrected_by=None),
                name="disclosure_item_by_method",
            ),
            models.Index(fields=["section", "-amount", "-id"], name="disclosure_item_by_amount"),
            models.Index(fields=["section", "closes_at", "id"], name="disclosure_item_by_closing"),
            models.Index(fields=["section", "purchaser", "-published_at", "-id"], name="disclosure_item_by_purchaser"),
            models.Index(
                fields=["section", "catalogue_group", "-published_at", "-id"], name="disclosure_item_by_catalogue"
            ),
            models.Index(fields=["purchaser", "-published_at", "-id"], name="disclosure_item_of_purchaser"),
            # What an organisation's page sums by year.
            models.Index(
                fields=["purchaser", "section", "kind", "fiscal_year"],
                include=["id", "amount"],
                condition=Q(corrected_by=None),
                name="disclosure_item_yearly",
            ),
            models.Index(fields=["supplier", "-published_at", "-id"], name="disclosure_item_of_supplier"),
            models.Index(fields=["ocid", "-published_at", "-id"], name="disclosure_item_of_ocid"),
            GinIndex("pieces", name="disclosure_item_pieces", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/{self.section}/{self.pk}/"


class YearFigure(models.Model):
    """How many things of one kind and year are public now, with their sums in yuan and points; a trigger keeps it."""

    fiscal_year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    number = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    score = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    scored = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fiscal_year", "kind"], name="disclosure_year_figure_once")]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.kind}: {self.number}"


class SiteVersion(models.Model):
    """One row whose number rises in the transaction of every publication, so that no reader is shown an older page."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="disclosure_site_version_one_row")]

    def __str__(self) -> str:
        return str(self.number)
