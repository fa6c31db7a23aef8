"""购买主体: what an organisation is to us when it buys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purchaser(models.Model):
    """An organisation allowed to buy (O102 arts. 5, 33), with the bodies that decide on its money."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("国家机关")
        ADMINISTRATIVE_UNIT = "administrative_unit", _("承担行政职能的事业单位")
        PARTY_ORGAN = "party_organ", _("党政机关")
        MASS_ORGANISATION = "mass_organisation", _("群团组织")

    organization = models.OneToOneField("accounts.Organization", models.PROTECT, related_name="purchaser")
    kind = models.CharField(_("购买主体类型"), max_length=24, choices=Kind)
    eligible = models.BooleanField(_("可以购买服务"), default=True)
    finance = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    budget_supervisor = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主管预算单位")
    )

    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("购买主体")

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        return f"/desk/purchasers/{self.pk}/edit/"
