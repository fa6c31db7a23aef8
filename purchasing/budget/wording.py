"""What the figures of the budget are called at the head of a column."""

from django.utils.translation import gettext_lazy

FIGURES = {
    "granted": gettext_lazy("预算数（元）"),
    "held": gettext_lazy("已冻结（元）"),
    "committed": gettext_lazy("其中已签合同（元）"),
    "paid": gettext_lazy("已支付（元）"),
    "free": gettext_lazy("可用（元）"),
}
