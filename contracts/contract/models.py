"""合同: drafted from document and offer, checked by a second person and counsel, signed by both sides."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    DRAFTING = "drafting", _("起草中")
    REVIEWED = "reviewed", _("已复核")
    COUNSEL_CHECKED = "counsel_checked", _("法律顾问已审")
    SUPPLIER_SIGNED = "supplier_signed", _("供应商已签")
    SIGNED = "signed", _("已签订")
    IN_FORCE = "in_force", _("履行中")
    COMPLETED = "completed", _("履行完毕")
    CALLED_OFF = "called_off", _("未签订，已终止")


class Contract(models.Model):
    """One contract of one procurement. Amounts in yuan; `ends_on` is the last day of service."""

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="contract")
    award = models.OneToOneField("purchasing.Award", models.PROTECT, related_name="contract")
    supplier = models.ForeignKey("purchasing.Supplier", models.PROTECT, related_name="contracts")
    number = models.CharField(_("合同编号"), max_length=40, unique=True)
    title = models.CharField(_("合同名称"), max_length=160)
    amount = MoneyField(_("合同金额（元）"))
    starts_on = models.DateField(_("服务开始"))
    ends_on = models.DateField(_("服务结束"))
    instalments = models.PositiveSmallIntegerField(_("付款期数"))
    terms = models.JSONField(_("合同条款"), default=list)  # [{"heading", "text"}]
    business_secrets = models.JSONField(
        _("不公开的商业秘密"), default=list
    )  # [{"text", "reason"}], text as in a clause
    payee_bank = models.CharField(_("开户银行"), max_length=80, blank=True)
    payee_account = models.CharField(_("收款账号"), max_length=40, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    supplier_signed_at = models.DateTimeField(_("供应商签署时间"), null=True)
    supplier_signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("签订时间"), null=True)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("公告时间"), null=True)
    filed_at = models.DateTimeField(_("备案时间"), null=True)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFTING)

    named_with = ("procurement",)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_dates_in_order"),
            models.CheckConstraint(condition=Q(instalments__gte=1), name="contract_has_instalments"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/contracts/{self.pk}/"


class DeductionBand(models.Model):
    """Contract data: from `min_score` points on, `pay_rate` percent of the instalment is paid."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="bands")
    min_score = models.DecimalField(_("最低得分"), max_digits=5, decimal_places=2)
    pay_rate = models.DecimalField(_("支付比例（%）"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["contract", "-min_score"]
        constraints = [models.UniqueConstraint(fields=["contract", "min_score"], name="deduction_band_once")]

    def __str__(self) -> str:
        return f"≥ {self.min_score}: {self.pay_rate} %"


class Instalment(models.Model):
    """One row of a payment plan of unequal parts, in yuan: what is due once the service up to `ends_on` is accepted.

    A contract without rows is paid in `instalments` equal parts; with rows, `instalments` is how many there are.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parts")
    period = models.PositiveSmallIntegerField(_("期次"))
    subject = models.CharField(_("本期内容"), max_length=120)
    ends_on = models.DateField(_("服务期至"))
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["contract", "period"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "period"], name="instalment_period_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_pays_something"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.subject}: {self.amount}"


class ContractFund(models.Model):
    """What each budget line bears of the contract."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="funds")
    hold = models.ForeignKey("purchasing.BudgetHold", models.PROTECT, related_name="+")
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["hold_id"]

    def __str__(self) -> str:
        return f"{self.hold.line}: {self.amount}"
