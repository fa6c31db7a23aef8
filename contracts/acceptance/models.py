"""履约验收: per period, per requirement item, signed by the team, with recipients for public services."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    PLANNED = "planned", _("待提请")
    REQUESTED = "requested", _("已提请验收")
    INSPECTING = "inspecting", _("验收中")
    PASSED = "passed", _("合格")
    PASSED_WITH_DEDUCTION = "passed_with_deduction", _("合格，扣减付款")
    FAILED = "failed", _("不合格")
    RECTIFYING = "rectifying", _("整改中")
    CLOSED = "closed", _("已公开")


class Acceptance(models.Model):
    """One period's acceptance. `instalment`, `payable`, `deduction` in yuan: payable + deduction = instalment."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="acceptances")
    period = models.PositiveSmallIntegerField(_("期次"))
    subject = models.CharField(_("本期内容"), max_length=120, blank=True)
    period_from = models.DateField(_("服务期自"))
    period_to = models.DateField(_("服务期至"))
    planned_on = models.DateField(_("计划验收日"))
    instalment = MoneyField(_("本期应付（元）"))
    requested_at = models.DateTimeField(null=True)
    supplier_note = models.TextField(_("供应商履约说明"), blank=True)
    organised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recipients = models.JSONField(_("服务对象代表意见"), default=list)  # [{"name", "opinion"}]
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True)
    pay_rate = models.DecimalField(_("支付比例（%）"), max_digits=5, decimal_places=2, null=True)
    payable = MoneyField(_("应支付（元）"), null=True)
    deduction = MoneyField(_("扣减（元）"), null=True)
    opinion = models.TextField(_("验收意见"), blank=True)
    decided_at = models.DateTimeField(_("验收时间"), null=True)
    rectification = models.CharField(_("整改要求"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=24, choices=State, default=State.PLANNED)

    named_with = ("contract",)

    class Meta:
        ordering = ["contract", "period"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="acceptance_period_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="acceptance_score_in_range"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(contract)s 第 %(period)s 期验收") % {"contract": self.contract.title, "period": self.period}

    @property
    def audit_root(self) -> str:
        return self.contract.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/acceptances/{self.pk}/"


class AcceptanceItem(models.Model):
    """The result of one requirement item (IR art. 45: every technical, service and safety standard)."""

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="items")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(_("验收内容"), max_length=120)
    standard = models.CharField(_("要求"), max_length=200, blank=True)
    points = models.DecimalField(_("分值"), max_digits=5, decimal_places=2)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True)
    finding = models.CharField(_("情况"), max_length=300, blank=True)

    class Meta:
        ordering = ["acceptance", "seq"]

    def __str__(self) -> str:
        return self.name


class AcceptanceMember(models.Model):
    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("签名时间"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["acceptance", "user"], name="acceptance_member_once")]

    def __str__(self) -> str:
        return str(self.user)
