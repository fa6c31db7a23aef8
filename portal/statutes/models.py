"""Rule versions and the work calendar. A version once in force is never changed, only ended."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Unit(models.TextChoices):
    """What a rule's value counts; WORKDAY and DAY are periods that `daycount` can count."""

    WORKDAY = "workday", _("个工作日")
    DAY = "day", _("日")
    MONTH = "month", _("个月")
    YEAR = "year", _("年")
    MINUTE = "minute", _("分钟")
    MONTH_DAY = "month_day", _("（月日）")
    YUAN = "yuan", _("元")
    PERCENT = "percent", "%"
    POINT = "point", _("分")
    COUNT = "count", _("个")
    CONDITION = "condition", _("（条件）")


class Bound(models.TextChoices):
    MAX = "max", _("最多")
    MIN = "min", _("至少")
    EXACT = "exact", _("等于")


class Jurisdiction(models.TextChoices):
    """Who set the rule. Where several have one on the same day, the nearest to the city wins."""

    DEFAULT = "default", _("系统预设（非法定）")
    NATIONAL = "national", _("国家")
    JIANGXI = "jiangxi", _("江西省")
    CITY = "city", _("本市")

    @property
    def rank(self) -> int:
        return list(Jurisdiction).index(self)


class SourceMark(models.TextChoices):
    VERIFIED = "V", _("已核对原文")
    SECONDARY = "S", _("转引，未见原文")
    KNOWLEDGE = "K", _("未核对")
    DESIGN = "D", _("系统预设，非法定")


class RuleVersion(models.Model):
    """One value of one rule, from one day until another (exclusive; empty means in force)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已公布")

    class Standing(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PUBLISHED_NOT_EFFECTIVE = "published_not_effective", _("已公布尚未施行")
        EFFECTIVE = "effective", _("现行有效")
        REPEALED = "repealed", _("已失效")

    code = models.CharField(_("规则编号"), max_length=40)
    title_zh = models.CharField(_("规则"), max_length=120)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6)
    unit = models.CharField(_("单位"), max_length=12, choices=Unit)
    min_or_max = models.CharField(_("界限"), max_length=5, choices=Bound)
    inclusive = models.BooleanField(_("含本数"), default=True)
    cites = models.CharField(_("依据"), max_length=200)
    jurisdiction = models.CharField(_("制定层级"), max_length=10, choices=Jurisdiction)
    applies_to = models.CharField(_("适用对象"), max_length=60, blank=True)
    effective_from = models.DateField(_("施行日"))
    effective_to = models.DateField(_("失效日（当日起不再适用）"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PUBLISHED)
    source_mark = models.CharField(_("来源核对"), max_length=1, choices=SourceMark)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    words = ArrayField(models.CharField(max_length=40), verbose_name=_("提示词"), default=list, blank=True)
    created_by = models.CharField(_("拟定人"), max_length=120)
    approved_by = models.CharField(_("批准人"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("规则版本")
        ordering = ["code", "jurisdiction", "effective_from"]
        indexes = [models.Index(fields=["code", "effective_from"], name="rule_version_lookup")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "jurisdiction", "effective_from"],
                condition=Q(status="published"),
                name="rule_version_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="rule_version_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="rule_version_unit_known"),
            models.CheckConstraint(
                condition=Q(jurisdiction__in=Jurisdiction.values), name="rule_version_jurisdiction_known"
            ),
            ExclusionConstraint(
                name="rule_version_never_overlaps",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("jurisdiction", RangeOperators.EQUAL),
                    (
                        Func(
                            "effective_from",
                            "effective_to",
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status="published"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.jurisdiction} {self.effective_from}"

    def standing(self, day: date) -> RuleVersion.Standing:
        """What the version is on a day: draft, published but not effective, effective or repealed."""
        if self.status == self.Status.DRAFT:
            return self.Standing.DRAFT
        if day < self.effective_from:
            return self.Standing.PUBLISHED_NOT_EFFECTIVE
        if self.effective_to is not None and day >= self.effective_to:
            return self.Standing.REPEALED
        return self.Standing.EFFECTIVE


class WorkCalendar(models.Model):
    """One day that is not what its weekday says: a day off, or a make-up workday (调休).

    Rows extend and override the packaged calendar. A year counts as loaded once its National Day has a row.
    """

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("放假")
        MAKEUP_WORKDAY = "makeup_workday", _("调休上班")

    date = models.DateField(_("日期"), primary_key=True)
    kind = models.CharField(_("类别"), max_length=14, choices=Kind)
    name = models.CharField(_("节日"), max_length=40, blank=True)
    cites = models.CharField(_("依据"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("工作日历")
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["holiday", "makeup_workday"]), name="work_calendar_kind_known"
            ),
        ]

    def __str__(self) -> str:
        kind: str | Promise = self.Kind(self.kind).label
        return f"{self.date} {kind}"
