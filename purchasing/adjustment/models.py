"""计划调整: a change of an approved plan item, with what it said before and what it is to say (handbook §3.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from purchasing.budget.models import Category
from purchasing.plan.chained import Chained


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    UNIT_REVIEW = "unit_review", _("单位审核")
    SUBMITTED = "submitted", _("已报送财政")
    RECOMMENDED = "recommended", _("待财政审批")
    EFFECTIVE = "effective", _("已批准生效")
    REFUSED = "refused", _("不予批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class Change(models.TextChoices):
    """What is changed. An amount goes down, or up within the lines that are there (调剂)."""

    ADD_ITEM = "add_item", _("增列事项")
    CANCEL = "cancel", _("取消事项")
    AMOUNT = "amount", _("调整金额")
    METHOD = "method", _("变更采购方式")
    SCOPE = "scope", _("调整内容")
    SCHEDULE = "schedule", _("调整时间")
    CARRY_OVER = "carry_over", _("结转下年")


OPEN = (State.DRAFT, State.UNIT_REVIEW, State.SUBMITTED, State.RECOMMENDED)


class PlanAdjustment(Chained):
    """One change of one item. `before` and `after` hold the changed fields as JSON: text, days in ISO form, and for an
    amount {"amount": yuan, "tasks": [[name, unit, quantity, price]], "funding": [[key of the line, yuan]]} as text. An item that
    joins the plan had nothing before; afterwards it is both of these. A carry-over has {"open": funding} before and {"carried": funding, "freed": yuan} after."""

    item = models.ForeignKey("purchasing.PlanItem", models.PROTECT, related_name="adjustments")
    change = models.CharField(_("调整类别"), max_length=12, choices=Change)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("调整理由"), max_length=1000, blank=True)
    number = models.CharField(_("批复文号"), max_length=40, unique=True, null=True)  # noqa: DJ001 - none yet is not equal to none yet
    opinion = models.TextField(_("财政经办意见"), blank=True)
    return_reason = models.CharField(_("退回或不批准理由"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    drafted_at = models.DateTimeField(_("起草时间"))
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.DRAFT)

    named_with = ("item",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state__in=OPEN), name="adjustment_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return gettext("%(title)s：%(change)s") % {"title": self.item.title, "change": self.get_change_display()}

    @property
    def joins_now(self) -> bool:
        """Whether its approval lets a funded item join the plan; one that lacks money waits for it first (path B)."""
        return self.change == Change.ADD_ITEM and self.item.category != Category.ADDITIONAL_BUDGET

    @property
    def audit_root(self) -> str:
        return self.item.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/adjustments/{self.pk}/"
