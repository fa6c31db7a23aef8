"""新增预算申请 (path B): what a unit lacks for a plan item, and each act of finance, government and congress about it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField
from purchasing.plan.chained import Chained


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    UNIT_REVIEW = "unit_review", _("单位审核")
    FILED = "filed", _("已申报财政")
    OPINION = "opinion", _("财政意见待审定")
    FINANCE_OPINION = "finance_opinion", _("财政已出具意见")
    GOVERNMENT_DECIDED = "government_decided", _("市政府已审定")
    CONGRESS_SUBMITTED = "congress_submitted", _("已提请人大审查批准")
    CONGRESS_APPROVED = "congress_approved", _("人大已批准")
    CONGRESS_REFUSED = "congress_refused", _("人大未批准")
    BUDGET_GRANTED = "budget_granted", _("新增预算已下达")
    REFUSED = "refused", _("未获支持")
    CLOSED = "closed", _("已办结")


class Cycle(models.TextChoices):
    ANNUAL = "annual", _("列入下一年度预算")
    IN_YEAR = "in_year", _("年度中预算调整")


class Ground(models.TextChoices):
    """When a budget in execution must be adjusted (预算法 第六十七条)."""

    TOTAL = "total", _("需要增加或者减少预算总支出")
    STABILISATION = "stabilisation", _("需要调入预算稳定调节基金")
    KEY_SPENDING = "key_spending", _("需要调减预算安排的重点支出数额")
    DEBT = "debt", _("需要增加举借债务数额")


class Stance(models.TextChoices):
    SUPPORT = "support", _("支持")
    PARTIAL = "partial", _("部分支持")
    AGAINST = "against", _("不予支持")


class Result(models.TextChoices):
    GRANTED = "granted", _("已安排新增预算")
    FINANCE_REFUSED = "finance_refused", _("财政未支持")
    GOVERNMENT_REFUSED = "government_refused", _("市政府未同意")
    CONGRESS_REFUSED = "congress_refused", _("人大未批准")
    WITHDRAWN = "withdrawn", _("单位撤回")


class Outcome(models.TextChoices):
    AGREED = "agreed", _("同意")
    REFUSED = "refused", _("不同意")


class AdditionalBudgetRequest(Chained):
    """Amounts in yuan. `gap` = `need` - `existing`, frozen with the workload sheet when the request is filed."""

    item = models.ForeignKey(
        "purchasing.PlanItem", models.PROTECT, related_name="additional_requests", verbose_name=_("计划事项")
    )
    cycle = models.CharField(_("预算周期"), max_length=8, choices=Cycle, default=Cycle.ANNUAL)
    ground = models.CharField(_("预算调整情形"), max_length=16, choices=Ground, blank=True)
    justification = models.TextField(_("需要新增的理由"), blank=True)
    need = MoneyField(_("需要资金（元）"), default=0)
    existing = MoneyField(_("现有预算（元）"), default=0)
    gap = MoneyField(_("申请新增（元）"), default=0)
    sheet = models.JSONField(
        _("申报的工作量与标准"), default=list
    )  # [{"name", "unit", "quantity", "unit_price", "amount"}]
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    drafted_at = models.DateTimeField(_("起草时间"))
    filed_at = models.DateTimeField(_("申报时间"), null=True)
    reason = models.CharField(_("退回或办结的理由"), max_length=500, blank=True)
    stance = models.CharField(_("财政意见"), max_length=8, choices=Stance, blank=True)
    supported = MoneyField(_("财政支持金额（元）"), default=0)
    opinion = models.TextField(_("财政意见的理由"), blank=True)
    opinion_on = models.DateField(_("财政意见日期"), null=True)
    leader_note = models.TextField(_("协调推进小组组长批注"), blank=True)
    leader_note_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    pending = models.CharField(_("待确认的登记"), max_length=8, choices=Outcome, blank=True)
    decided = MoneyField(_("市政府审定金额（元）"), default=0)
    approved = MoneyField(_("人大批准金额（元）"), default=0)
    congress_on = models.DateField(_("人大批准日期"), null=True)
    granted_on = models.DateField(_("财政批复日期"), null=True)
    result = models.CharField(_("办理结果"), max_length=20, choices=Result, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=~Q(state="closed"), name="additional_request_once_open"),
            models.CheckConstraint(condition=Q(supported__lte=F("gap")), name="additional_supported_within_gap"),
            models.CheckConstraint(condition=Q(decided__lte=F("gap")), name="additional_decided_within_gap"),
            models.CheckConstraint(condition=Q(approved__lte=F("decided")), name="additional_approved_within_decided"),
        ]

    def __str__(self) -> str:
        return gettext("%(title)s新增预算申请") % {"title": self.item.title}

    def get_absolute_url(self) -> str:
        return f"/desk/additional/{self.pk}/"

    @property
    def ceiling(self) -> Decimal:
        """The most that the government may grant: what finance supports, with the leader's note the whole gap; in yuan."""
        most: Decimal = self.gap if self.leader_note else self.supported
        return most

    @property
    def is_partial(self) -> bool:
        """Whether less than the gap was approved, so that the sheet must be lowered to the money there is."""
        return bool(self.approved < self.gap)


class OutsideAct(models.Model):
    """What government, congress or finance decided on paper: recorded by one person, confirmed by another."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("市政府审定")
        SUBMISSION = "submission", _("提请人大审查批准")
        CONGRESS = "congress", _("人大审查批准")
        GRANT = "grant", _("财政批复")

    request = models.ForeignKey(AdditionalBudgetRequest, models.PROTECT, related_name="acts")
    kind = models.CharField(_("事项"), max_length=12, choices=Kind)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome, default=Outcome.AGREED)
    document = models.CharField(_("文号或会议名称"), max_length=120)
    on = models.DateField(_("日期"))
    session_on = models.DateField(_("会议举行日期"), null=True)
    amount = MoneyField(_("金额（元）"), default=0)
    line_code = models.CharField(_("预算项目代码"), max_length=40, blank=True)
    line_name = models.CharField(_("预算项目"), max_length=120, blank=True)
    scan = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name=_("扫描件"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    recorded_at = models.DateTimeField(_("登记时间"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("确认人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    returned = models.CharField(_("退回理由"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"], condition=Q(returned=""), name="additional_act_once_standing"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="additional_act_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document}"

    @property
    def audit_root(self) -> str:
        return f"purchasing.additionalbudgetrequest:{self.request_id}"
