"""开标: two holders' parts, the clock, then a worker opens from a released row; the record of what came out."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField
from purchasing.supplier.models import Supplier


class State(models.TextChoices):
    WAITING = "waiting", _("等待截止")
    GATHERING = "gathering", _("等待密钥持有人")
    RELEASED = "released", _("密钥已合成，开启中")
    DONE = "done", _("已开标")
    CANCELLED = "cancelled", _("未开标")


class Opening(models.Model):
    """One opening a procurement. `released_key` lives only between the second part and the end of the opening."""

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="opening")
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.WAITING)
    released_key = models.BinaryField(null=True)
    released_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    named_with = ("procurement",)

    def __str__(self) -> str:
        return gettext("%(title)s开标") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/procurements/{self.procurement.ocid}/opening/"


class KeyPart(models.Model):
    """A holder's part, given in the holder's own session; wiped with the key."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="parts")
    holder = models.ForeignKey("purchasing.KeyHolder", models.PROTECT, related_name="+")
    share = models.BinaryField(null=True)
    session_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "holder"], name="key_part_once")]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.holder_id}"


class OpenedBid(models.Model):
    """What one sealed version contained; `intact` says whether it matches the fingerprint published at closing."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="bids")
    bid = models.OneToOneField("purchasing.Bid", models.PROTECT, related_name="opened")
    version = models.ForeignKey("purchasing.BidVersion", models.PROTECT, related_name="+")
    supplier_name = models.CharField(_("投标人"), max_length=120)
    size = models.CharField(_("声明的企业规模"), max_length=8)
    price = MoneyField(_("投标报价（元）"))
    unit_prices = models.JSONField(default=list)  # [{"name","unit","quantity","unit_price","amount"}] as strings
    content = models.JSONField(default=dict)  # service plan, declarations, secrets marked by the bidder
    intact = models.BooleanField(_("与密封指纹相符"))
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["version__received_at", "pk"]

    def __str__(self) -> str:
        return self.supplier_name

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The price sheet with its figures as Decimal, for pages."""
        figures = ("quantity", "unit_price", "amount")
        return [{**row, **{name: Decimal(row[name]) for name in figures}} for row in self.unit_prices]

    @property
    def size_label(self) -> str:
        """The declared size in words; the codes are `Supplier.Size`."""
        return str(dict(Supplier.Size.choices).get(self.size, self.size))


class UnopenedBid(models.Model):
    """A sealed version that could not be opened, and why; the opening of the others goes on."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="unopened")
    bid = models.OneToOneField("purchasing.Bid", models.PROTECT, related_name="unopened")
    version = models.ForeignKey("purchasing.BidVersion", models.PROTECT, related_name="+")
    supplier_name = models.CharField(_("投标人"), max_length=120)
    problem = models.CharField(_("未能开启的原因"), max_length=200)

    class Meta:
        ordering = ["version__received_at", "pk"]

    def __str__(self) -> str:
        return self.supplier_name
