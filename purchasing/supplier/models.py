"""承接主体: what an organisation is to us when it provides."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Supplier(models.Model):
    """A provider. Registration is free and no gate to bidding (N38 §1(3))."""

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业")
        SOCIAL_ORGANISATION = "social_org", _("社会组织")
        PUBLIC_INSTITUTION_II = "public_institution_ii", _("公益二类事业单位")
        PUBLIC_INSTITUTION_BUSINESS = "public_institution_business", _("从事生产经营活动事业单位")
        RURAL_COLLECTIVE = "rural_collective", _("农村集体经济组织")
        GRASSROOTS_BODY = "grassroots_body", _("基层群众性自治组织")
        INDIVIDUAL = "individual", _("具备条件的个人")

    class Size(models.TextChoices):
        LARGE = "large", _("大型企业")
        MEDIUM = "medium", _("中型企业")
        SMALL = "small", _("小型企业")
        MICRO = "micro", _("微型企业")
        NONE = "none", _("不适用")

    organization = models.OneToOneField("accounts.Organization", models.PROTECT, related_name="supplier")
    kind = models.CharField(_("承接主体类型"), max_length=32, choices=Kind)
    size = models.CharField(_("企业规模"), max_length=8, choices=Size, default=Size.NONE)
    contact_name = models.CharField(_("联系人"), max_length=40, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    bank_name = models.CharField(_("开户银行"), max_length=80, blank=True)
    bank_account = models.CharField(_("银行账号"), max_length=40, blank=True)

    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("供应商")

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        return "/desk/supplier/"
