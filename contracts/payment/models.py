"""支付: request, unit approval, finance check and payment, each by another person (SD7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    DRAFT = "draft", _("待单位审批")
    UNIT_APPROVED = "unit_approved", _("单位已审批")
    FINANCE_CHECK = "finance_check", _("财政已审核，待支付")
    PAID = "paid", _("已支付")
    RETURNED = "returned", _("退回")
    REJECTED = "rejected", _("不予支付")


class PaymentRequest(models.Model):
    """Payment of an accepted period on one invoice, in yuan: never more than the acceptance left open of it.

    A period has one request on its way; a supplier who invoices it in parts is paid one after the other. A rejected one
    stays on file and gives way to a new one: it frees the period and its invoice, which may be presented again with what
    was corrected. It never touched the holds, so no money moves.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="payments")
    acceptance = models.ForeignKey("contracts.Acceptance", models.PROTECT, related_name="payments")
    amount = MoneyField(_("支付金额（元）"))
    invoice_number = models.CharField(_("发票号码"), max_length=40)
    invoice_on = models.DateField(_("发票日期"))
    invoice = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("发票影像")
    )
    payee_name = models.CharField(_("收款人"), max_length=120)
    payee_bank = models.CharField(_("开户银行"), max_length=80)
    payee_account = models.CharField(_("收款账号"), max_length=40)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    due_on = models.DateField(_("应付截止日"))
    voucher = models.CharField(_("支付凭证号"), max_length=40, blank=True)
    paid_at = models.DateTimeField(_("支付时间"), null=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.DRAFT)

    named_with = ("contract", "acceptance")

    class Meta:
        ordering = ["contract", "acceptance__period", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["acceptance"],
                condition=~Q(state__in=[State.REJECTED, State.PAID]),
                name="payment_one_on_its_way_a_period",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_pays_something"),
            models.UniqueConstraint(
                fields=["invoice_number"], condition=~Q(state=State.REJECTED), name="payment_invoice_once"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(contract)s 第 %(period)s 期支付") % {
            "contract": self.contract.title, "period": self.acceptance.period,
        }  # fmt: skip

    @property
    def audit_root(self) -> str:
        return self.contract.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/payments/{self.pk}/"


class PaymentLine(models.Model):
    """What one budget line bears of a payment."""

    payment = models.ForeignKey(PaymentRequest, models.CASCADE, related_name="lines")
    hold = models.ForeignKey("purchasing.BudgetHold", models.PROTECT, related_name="+")
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["hold_id"]

    def __str__(self) -> str:
        return f"{self.hold.line}: {self.amount}"
