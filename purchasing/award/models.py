"""中标: the purchaser's decision from the ranked list, and the notice to the winner."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class Award(models.Model):
    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="award")
    bid = models.OneToOneField("purchasing.Bid", models.PROTECT, related_name="award")
    supplier = models.ForeignKey("purchasing.Supplier", models.PROTECT, related_name="awards")
    amount = MoneyField(_("中标金额（元）"))
    total_score = models.DecimalField(_("总分"), max_digits=6, decimal_places=2)
    rank = models.PositiveSmallIntegerField(_("名次"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("确定时间"))
    notice_number = models.CharField(_("中标通知书编号"), max_length=40, blank=True)
    notice_at = models.DateTimeField(_("通知书发出时间"), null=True)
    challenges_until = models.DateField(_("质疑期截止"), null=True)

    named_with = ("procurement",)

    def __str__(self) -> str:
        return gettext("%(title)s中标结果") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root
