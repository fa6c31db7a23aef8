"""The guiding catalogue (指导性目录): numbered versions, and items that are never deleted, only ended."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

CODE_PATTERN = r"^[AB]([0-9]{2}([0-9]{2})?)?$"
LONGEST_NAME, LONGEST_NAME_EN, LONGEST_STANDARD = 100, 200, 4000


def _dates() -> Func:
    """The days on which a row is in force, the last exclusive."""
    return Func("effective_from", "effective_to", RangeBoundary(), function="daterange", output_field=DateRangeField())


class Catalogue(models.Model):
    """One version of the catalogue: what was issued, by whom, under which number, from which day."""

    class Issuer(models.TextChoices):
        NATIONAL = "national", _("国家")
        PROVINCE = "province", _("省")
        CITY = "city", _("市")

    level_of_issue = models.CharField(_("发布层级"), max_length=8, choices=Issuer)
    doc_no = models.CharField(_("文号"), max_length=80)
    version = models.PositiveIntegerField(_("版本"), unique=True)
    effective_from = models.DateField(_("施行日"))
    effective_to = models.DateField(_("失效日（当日起不再适用）"), null=True, blank=True)
    imported_at = models.DateTimeField(_("导入时间"))
    source_name = models.CharField(_("来源文件"), max_length=200)
    source_sha256 = models.CharField(_("来源文件摘要"), max_length=64)

    class Meta:
        verbose_name = _("指导性目录")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="catalogue_dates_in_order",
            ),
            ExclusionConstraint(
                name="catalogue_versions_never_overlap",
                expressions=[(_dates(), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doc_no} v{self.version}"

    @property
    def audit_root(self) -> str:
        """All versions are entered in one chain."""
        return "catalog.catalogue"


class CatalogueItem(models.Model):
    """One wording of one code, from one day until another (exclusive). A new wording is a new row."""

    class Level(models.IntegerChoices):
        CATEGORY = 1, _("一级目录")
        GROUP = 2, _("二级目录")
        ITEM = 3, _("三级目录")

    class Serial(models.TextChoices):
        NATIONAL = "national", _("国家目录")
        SUPPLEMENT = "supplement", _("本市补充")

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="items", verbose_name=_("所属版本"))
    code = models.CharField(_("编码"), max_length=5, validators=[RegexValidator(CODE_PATTERN)])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    level = models.PositiveSmallIntegerField(_("级别"), choices=Level)
    name_zh = models.CharField(_("名称"), max_length=LONGEST_NAME)
    name_en = models.CharField(_("英文名称"), max_length=LONGEST_NAME_EN, blank=True)
    serial = models.CharField(_("来源"), max_length=10, choices=Serial, default=Serial.NATIONAL)
    service_standard = models.TextField(_("服务标准"), max_length=LONGEST_STANDARD, blank=True)
    default_targets = models.JSONField(_("默认绩效目标"), default=dict, blank=True)
    effective_from = models.DateField(_("施行日"))
    effective_to = models.DateField(_("失效日（当日起不再适用）"), null=True, blank=True)

    class Meta:
        verbose_name = _("目录条目")
        ordering = ["code", "effective_from"]
        indexes = [models.Index(fields=["code", "effective_from"], name="catalogue_item_lookup")]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="catalogue_item_code_form"),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | Q(level__in=[2, 3], parent__isnull=False),
                name="catalogue_item_parent_by_level",
            ),
            models.CheckConstraint(
                condition=Q(serial__in=["national", "supplement"]), name="catalogue_item_serial_known"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="catalogue_item_dates_in_order",
            ),
            ExclusionConstraint(
                name="catalogue_item_never_overlaps",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (_dates(), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(effective_to__isnull=True), name="catalogue_item_one_open_wording"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"

    @property
    def is_supplement(self) -> bool:
        """True for the city's own serials, which rest on no national list."""
        return self.serial == self.Serial.SUPPLEMENT

    def is_in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)
