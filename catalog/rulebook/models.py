"""Changes of rules: a proposed version with its instrument and dates, until a second officer decides."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.statutes.models import Bound, Jurisdiction, SourceMark, Unit

LONGEST_WORD = 40


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待批准")
    APPROVED = "approved", _("已批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class RuleDraft(models.Model):
    """One proposed version of a known rule. What the rule means (bound, whom it is for) is the rule's and not proposed."""

    finance = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    code = models.CharField(_("规则编号"), max_length=40)
    jurisdiction = models.CharField(_("制定层级"), max_length=10, choices=Jurisdiction)
    title_zh = models.CharField(_("规则"), max_length=120)
    value = models.DecimalField(_("数值"), max_digits=20, decimal_places=6, default=Decimal(1))
    unit = models.CharField(_("单位"), max_length=12, choices=Unit)
    min_or_max = models.CharField(_("界限"), max_length=5, choices=Bound)
    inclusive = models.BooleanField(_("含本数"), default=True)
    applies_to = models.CharField(_("适用对象"), max_length=60, blank=True)
    words = ArrayField(models.CharField(max_length=LONGEST_WORD), verbose_name=_("提示词"), default=list, blank=True)
    instrument = models.CharField(_("文件名称及文号"), max_length=140)
    article = models.CharField(_("条款"), max_length=50, blank=True)
    source_mark = models.CharField(_("来源核对"), max_length=1, choices=SourceMark)
    effective_from = models.DateField(_("施行日"))
    effective_to = models.DateField(_("失效日（当日起不再适用）"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=400, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("拟定人"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    made = models.OneToOneField("statutes.RuleVersion", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("规则修改")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="rule_draft_state_known"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(made__isnull=False, approved_by__isnull=False),
                name="rule_draft_approved_is_made",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")), name="rule_draft_two_people"
            ),
        ]

    def __str__(self) -> str:
        return gettext("规则修改：%(code)s %(title)s") % {"code": self.code, "title": self.title_zh}

    @property
    def audit_root(self) -> str:
        """All changes of rules are entered in one chain."""
        return "catalog.rules"

    @property
    def cites(self) -> str:
        return f"{self.instrument} {self.article}".strip()

    def get_absolute_url(self) -> str:
        return f"/desk/rules/drafts/{self.pk}/"
