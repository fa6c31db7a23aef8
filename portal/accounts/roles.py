"""The roles of the handbook (§2), as codes that memberships carry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PURCHASER_CLERK = "po", _("购买单位经办")
    PURCHASER_APPOINTEE = "pa", _("购买单位受派人员")  # a purchaser's person appointed to cases, without plan rights
    PURCHASER_HEAD = "ph", _("购买单位负责人")
    COUNSEL = "lc", _("法律顾问")
    BUDGET_SUPERVISOR = "pb", _("主管预算单位")
    FINANCE_CLERK = "fo", _("财政经办")
    FINANCE_APPROVER = "fa", _("财政审批")
    COORDINATION_OFFICE = "co", _("协调推进小组办公室")
    COORDINATION_LEADER = "cl", _("协调推进小组组长")
    CIVIL_AFFAIRS = "mz", _("民政")
    MARKET_REGULATION = "sj", _("市场监管")
    SUPERVISOR = "su", _("监察")
    AUDITOR = "au", _("审计")
    AGENT = "ag", _("采购代理机构")
    SUPPLIER = "sp", _("供应商")
    EXPERT = "ex", _("评审专家")
    EVALUATOR = "tp", _("第三方评价机构")
    SYSTEM_ADMIN = "sa", _("系统管理员")


# What its holder may leave to a deputy for a time: what decides for a unit, finance or the group. Duties that somebody was
# chosen for by name (an expert, an opening officer, whoever holds a key), and watching others, are nobody else's.
DEPUTABLE = frozenset(
    {
        Role.PURCHASER_HEAD, Role.BUDGET_SUPERVISOR, Role.FINANCE_CLERK, Role.FINANCE_APPROVER,
        Role.COORDINATION_OFFICE, Role.COORDINATION_LEADER,
    }
)  # fmt: skip
