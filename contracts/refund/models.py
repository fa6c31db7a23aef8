"""退回: money of a payment that the supplier has paid back, recorded by one person of finance, confirmed by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    RECORDED = "recorded", _("待财政审批确认")
    CONFIRMED = "confirmed", _("已退回")
    REFUSED = "refused", _("不予确认")
    WITHDRAWN = "withdrawn", _("已撤回")


class Ground(models.TextChoices):
    OVERPAID = "overpaid", _("多付")
    DEDUCTION = "deduction", _("事后发现应扣减")
    ENDED = "ended", _("合同提前终止")


class Refund(models.Model):
    """`amount` yuan of a payment that came back on `received_on`; nothing returns to the lines before it is confirmed."""

    payment = models.ForeignKey("contracts.PaymentRequest", models.PROTECT, related_name="refunds")
    amount = MoneyField(_("退回金额（元）"))
    ground = models.CharField(_("退回原因"), max_length=12, choices=Ground)
    reason = models.CharField(_("说明"), max_length=500)
    receipt = models.CharField(_("缴款凭证号"), max_length=40)
    received_on = models.DateField(_("收到日期"))
    number = models.CharField(_("退回编号"), max_length=40, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("登记时间"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("确认时间"), null=True)
    refusal = models.CharField(_("不予确认的理由"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.RECORDED)

    named_with = ("payment__contract", "payment__acceptance")

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_returns_something"),
            models.UniqueConstraint(
                fields=["receipt"],
                condition=Q(state__in=[State.RECORDED, State.CONFIRMED]),
                name="refund_receipt_once",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(payment)s的退回") % {"payment": self.payment}

    @property
    def audit_root(self) -> str:
        return self.payment.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/refunds/{self.pk}/"


class RefundLine(models.Model):
    """What goes back to one budget line."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="lines")
    hold = models.ForeignKey("purchasing.BudgetHold", models.PROTECT, related_name="+")
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["hold_id"]

    def __str__(self) -> str:
        return f"{self.hold.line}: {self.amount}"
