"""采购意向: the early notice of a coming purchase (N10)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RELEASED = "released", _("已公开")
    LINKED = "linked", _("已进入采购")


class Intention(models.Model):
    plan_item = models.OneToOneField("purchasing.PlanItem", models.PROTECT, related_name="intention")
    title = models.CharField(_("采购项目名称"), max_length=120)
    needs = models.TextField(_("采购需求概况"))
    budget = MoneyField(_("预算金额（元）"))
    expected_month = models.DateField(_("预计采购时间"))
    sme_note = models.CharField(_("面向中小企业情况"), max_length=300, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("公开时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFT)

    def __str__(self) -> str:
        return gettext("%(title)s采购意向") % {"title": self.title}

    @property
    def audit_root(self) -> str:
        return f"procurement:{self.plan_item.ocid}"

    def get_absolute_url(self) -> str:
        return f"/desk/intentions/{self.pk}/"
