"""采购项目: the process with its state; the spine that bids, awards, contracts and evaluations point to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField
from purchasing.plan.models import Method


class State(models.TextChoices):
    PREPARING = "preparing", _("准备采购文件")
    DOCUMENT_READY = "document_ready", _("采购文件待发布")
    ANNOUNCED = "announced", _("已公告")
    RECEIVING = "receiving", _("征集投标")
    CLOSED = "closed", _("已截止")
    OPENED = "opened", _("已开标")
    QUALIFICATION = "qualification", _("资格审查完成")
    REVIEWING = "reviewing", _("评审中")
    REVIEWED = "reviewed", _("评审完成")
    CANDIDATE_CONFIRMED = "candidate_confirmed", _("已确定中标人")
    AWARDED = "awarded", _("结果已公告")
    NOTICE_SENT = "notice_sent", _("中标通知已发出")
    CONTRACTED = "contracted", _("已签合同")
    FAILED_INSUFFICIENT = "failed_insufficient", _("流标：投标人不足")
    VOIDED = "voided", _("废标")
    TERMINATED = "terminated", _("终止")


class Procurement(models.Model):
    """One contracting process. Amounts in yuan; `closes_at` is half-open: accepted while the clock reads less."""

    ocid = models.CharField(_("项目编号"), max_length=40, unique=True)
    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, related_name="procurements")
    plan_item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="procurements")
    retry_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="retries")
    agency = models.ForeignKey(
        "accounts.Organization", models.PROTECT, related_name="agency_procurements", verbose_name=_("采购代理机构")
    )
    catalogue_item = models.ForeignKey("catalog.CatalogueItem", models.PROTECT, related_name="procurements")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("项目名称"), max_length=120)
    method = models.CharField(_("采购方式"), max_length=32, choices=Method)
    budget = MoneyField(_("预算金额（元）"))
    ceiling = MoneyField(_("最高限价（元）"), null=True)
    intention_waiver = models.CharField(_("不公开采购意向的理由"), max_length=300, blank=True)
    filing_number = models.CharField(_("实施计划备案号"), max_length=40, blank=True)
    filed_at = models.DateTimeField(_("实施计划备案时间"), null=True)
    announced_at = models.DateTimeField(_("公告时间"), null=True)
    documents_until = models.DateField(_("文件获取截止"), null=True)
    closes_at = models.DateTimeField(_("投标截止时间"), null=True)
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(_("开标时间"), null=True)
    bid_count = models.PositiveSmallIntegerField(null=True)  # set at opening, never before
    reviewed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    result_at = models.DateTimeField(null=True)
    notice_sent_at = models.DateTimeField(null=True)
    end_reason = models.CharField(_("终止或废标理由"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.PREPARING)

    class Meta:
        indexes = [models.Index(fields=["state", "closes_at"], name="procurement_by_closing")]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_root(self) -> str:
        return f"procurement:{self.ocid}"

    def get_absolute_url(self) -> str:
        return f"/desk/procurements/{self.ocid}/"


class Appointment(models.Model):
    """A person of the purchaser or agent charged with one duty in one procurement (SD2)."""

    class Duty(models.TextChoices):
        OPERATOR = "operator", _("项目经办")
        OPENING_OFFICER = "opening_officer", _("开标员（密钥持有人）")
        REPRESENTATIVE = "representative", _("采购人代表")
        CONTRACT_REVIEWER = "contract_reviewer", _("合同复核")
        ACCEPTANCE_ORGANISER = "acceptance_organiser", _("验收组织")
        ACCEPTANCE_MEMBER = "acceptance_member", _("验收小组成员")
        UNIT_FINANCE = "unit_finance", _("单位财务")

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="appointments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments")
    duty = models.CharField(_("职责"), max_length=24, choices=Duty)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procurement", "user", "duty"], name="appointment_once")]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.user}"
