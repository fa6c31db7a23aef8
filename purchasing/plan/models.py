"""年度计划: a purchaser's yearly list of services to buy, its items, their workload sheets and the written approval."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField
from portal.values.text import plain
from purchasing.budget.models import Category
from purchasing.plan.chained import Chained


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    UNIT_REVIEW = "unit_review", _("单位审核")
    UNIT_APPROVED = "unit_approved", _("单位已审核")
    CONSENTED = "consented", _("主管单位已同意")
    SUBMITTED = "submitted", _("已报送财政")
    FINANCE_REVIEW = "finance_review", _("财政审核")
    RECOMMENDED = "recommended", _("待财政审批")
    RETURNED = "returned", _("财政退回")
    APPROVED = "approved", _("已批复，待公布")
    REJECTED = "rejected", _("不予批准")
    PUBLISHED = "published", _("已公布")
    IN_EXECUTION = "in_execution", _("执行中")
    CLOSED = "closed", _("已决算")


class ItemState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已报送")
    FUNDING_CHECK = "funding_check", _("资金核定")
    AWAITING_ADDITIONAL_BUDGET = "awaiting_additional_budget", _("待新增预算")
    RETURNED = "returned", _("按批准金额调整")
    APPROVED = "approved", _("已批准")
    RELEASED = "released", _("已启动采购")
    PROCURING = "procuring", _("采购中")
    CONTRACTED = "contracted", _("已签合同")
    PERFORMING = "performing", _("履行中")
    COMPLETED = "completed", _("已完成")
    RESERVE = "reserve", _("项目储备")
    REFUSED = "refused", _("不予批准")
    CANCELLED = "cancelled", _("已取消")


BEGUN = (
    ItemState.RELEASED, ItemState.PROCURING, ItemState.CONTRACTED, ItemState.PERFORMING, ItemState.COMPLETED,
)  # fmt: skip
"""Items that went to procurement."""
STANDING = (ItemState.APPROVED, *BEGUN)
"""Items that finance approved and that nobody cancelled: what the plan buys."""


class Method(models.TextChoices):
    OPEN_TENDER = "open_tender", _("公开招标")
    INVITED_TENDER = "invited_tender", _("邀请招标")
    COMPETITIVE_NEGOTIATION = "competitive_negotiation", _("竞争性谈判")
    COMPETITIVE_CONSULTATION = "competitive_consultation", _("竞争性磋商")
    INQUIRY_QUOTATION = "inquiry_quotation", _("询价")
    SINGLE_SOURCE = "single_source", _("单一来源")
    FRAMEWORK = "framework", _("框架协议")
    BELOW_THRESHOLD = "below_threshold", _("限额以下自行采购")


class AnnualPlan(Chained):
    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, related_name="plans")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    drafted_at = models.DateTimeField(_("起草时间"))
    reason = models.CharField(_("退回或不批准理由"), max_length=500, blank=True)
    opinion = models.TextField(_("财政经办意见"), blank=True)
    submitted_at = models.DateTimeField(_("报送时间"), null=True)
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    published_at = models.DateTimeField(_("公布时间"), null=True)
    left_behind = models.JSONField(_("上年未完成事项的说明"), default=dict)  # {key of the item: reason}

    named_with = ("purchaser__organization",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purchaser", "fiscal_year"], condition=~Q(state="rejected"), name="plan_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(unit)s %(year)s 年度政府购买服务计划") % {"unit": self.purchaser, "year": self.fiscal_year}

    def get_absolute_url(self) -> str:
        return f"/desk/plans/{self.pk}/"


class PlanItem(models.Model):
    """One service to buy. `amount` in yuan equals the sum of its workload lines; its funding bears what falls on the
    plan's year: all of it, or the first of its `slices`. One that `continues` another pays for a later year of what that
    one bought."""

    class Reservation(models.TextChoices):
        NONE = "none", _("不预留")
        WHOLE = "whole", _("整体预留给中小企业")
        PART = "part", _("部分预留给中小企业")

    class Recommendation(models.TextChoices):
        """What the finance clerk proposes for the item; the approver's act follows it. What is reduced or returned goes
        back to the unit with its plan: finance never writes the unit's own sheet of workload × standard."""

        APPROVE = "approve", _("同意")
        AWAIT = "await", _("待新增预算审定")
        REDUCE = "reduce", _("核减")
        RETURN = "return", _("退回补正")
        RESERVE = "reserve", _("转入储备")
        REFUSE = "refuse", _("不同意")

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="items")
    seq = models.PositiveSmallIntegerField(_("序号"))
    catalogue_item = models.ForeignKey(
        "catalog.CatalogueItem", models.PROTECT, related_name="+", verbose_name=_("目录品目")
    )
    title = models.CharField(_("购买事项"), max_length=120)
    summary = models.TextField(_("需求概况"), blank=True)
    amount = MoneyField(_("金额（元）"))
    category = models.CharField(_("资金类别"), max_length=2, choices=Category, default=Category.EXISTING_BUDGET)
    method = models.CharField(_("采购方式"), max_length=32, choices=Method, default=Method.OPEN_TENDER)
    expected_month = models.DateField(_("预计采购月份"))
    term_months = models.PositiveSmallIntegerField(_("服务期（月）"))
    term_reason = models.CharField(_("长期服务的理由"), max_length=300, blank=True)
    to_public = models.BooleanField(_("面向公众的公共服务"), default=False)
    is_public_duty = models.BooleanField(_("属政府职责，具有公共性、公益性"), default=False)
    is_marketable = models.BooleanField(_("适合采取市场化方式提供"), default=False)
    is_affordable = models.BooleanField(_("社会力量能够承担"), default=False)
    in_central_catalogue = models.BooleanField(_("集中采购目录内"), default=False)
    reservation = models.CharField(_("中小企业预留"), max_length=8, choices=Reservation, default=Reservation.NONE)
    reservation_reason = models.CharField(_("预留或不预留的理由"), max_length=300, blank=True)
    supplier_conditions = models.TextField(_("对承接主体的要求"), blank=True)
    targets = models.JSONField(_("绩效目标"), default=list)  # [{"name", "target", "unit"}]
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name=_("结转自上年事项")
    )
    slices = models.JSONField(
        _("分年安排"), default=list
    )  # [{"year", "amount"}] from the plan's year on; [] for one year
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_by", verbose_name=_("续年安排的原事项")
    )
    hint_answers = models.JSONField(_("提示的说明"), default=dict)  # {rule: {"words", "reason", "by", "on"}}
    pilot = models.BooleanField(_("试点项目"), default=False)
    ocid = models.CharField(_("项目编号"), max_length=40, unique=True, null=True)  # noqa: DJ001 - none yet is not equal to none yet
    recommendation = models.CharField(
        _("经办建议"), max_length=8, choices=Recommendation, default=Recommendation.APPROVE
    )
    opinion = models.CharField(_("经办意见"), max_length=500, blank=True)
    allowed = MoneyField(_("核定金额（元）"), null=True)  # what finance reduces the item to; None: nothing is fixed
    state = models.CharField(_("状态"), max_length=32, choices=ItemState, default=ItemState.DRAFT)

    class Meta:
        ordering = ["plan", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "seq"], name="plan_item_seq_once"),
            models.UniqueConstraint(fields=["plan", "carried_from"], name="plan_item_carried_once"),
            models.CheckConstraint(
                condition=~Q(recommendation="reduce") | Q(allowed__isnull=False), name="plan_item_reduced_to_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_root(self) -> str:
        return f"purchasing.annualplan:{self.plan_id}"

    @property
    def was_sent_back(self) -> bool:
        """Whether finance has returned it to be mended, or to come again at the amount allowed."""
        back = (self.Recommendation.REDUCE, self.Recommendation.RETURN)
        return self.state == ItemState.DRAFT and self.recommendation in back

    @property
    def this_year(self) -> Decimal:
        """What the lines of the plan's year bear, in yuan."""
        return Decimal(self.slices[0]["amount"]) if self.slices else self.amount

    @property
    def years(self) -> list[tuple[int, Decimal]]:
        """Each year of the plan's slices with its yuan, for pages; empty where the plan's year bears it all."""
        return [(each["year"], Decimal(each["amount"])) for each in self.slices]

    @property
    def is_owed_next_year(self) -> bool:
        """Whether next year's plan has to take it up: nobody began to buy it, or it has later years to be paid."""
        begun = self.state in BEGUN or self.continues_id is not None
        return bool(self.slices[1:]) or not begun

    def get_absolute_url(self) -> str:
        return f"/desk/plan-items/{self.pk}/"


class TaskLine(models.Model):
    """以事定费: one line of workload × standard = amount."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="task_lines")
    name = models.CharField(_("工作内容"), max_length=80)
    unit = models.CharField(_("单位"), max_length=16)
    quantity = models.DecimalField(_("工作量"), max_digits=14, decimal_places=2)
    unit_price = models.DecimalField(_("标准（元）"), max_digits=14, decimal_places=2)
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price__gt=0), name="task_line_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quantity_text(self) -> str:
        return plain(self.quantity)


class ItemFunding(models.Model):
    """How much of an item a budget line bears."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="funding")
    line = models.ForeignKey("purchasing.BudgetLine", models.PROTECT, related_name="+")
    amount = MoneyField(_("金额（元）"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "line"], name="item_funding_once")]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"


class PlanApproval(models.Model):
    """批复: finance's written reply with its number; a supplementary one lets a single item join the plan later."""

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="approvals")
    item = models.OneToOneField(
        PlanItem, models.PROTECT, null=True, related_name="supplement", verbose_name=_("补充批复的事项")
    )
    number = models.CharField(_("批复文号"), max_length=40, unique=True)
    amount = MoneyField(_("批准金额（元）"))
    approved_at = models.DateTimeField(_("批准时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.number

    @property
    def audit_root(self) -> str:
        return f"purchasing.annualplan:{self.plan_id}"
