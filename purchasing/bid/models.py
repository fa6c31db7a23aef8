"""投标: sealed offers. Before opening the database holds ciphertext and fingerprints only (handbook §3.6, quality §4)."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("准备中")
    SUBMITTED = "submitted", _("已提交，已密封")
    WITHDRAWN = "withdrawn", _("已撤回")
    SEALED = "sealed", _("已截止封存")
    RETURNED_UNOPENED = "returned_unopened", _("未开启退回")
    OPENED = "opened", _("已开启")
    LAPSED = "lapsed", _("截止未投标")


def new_reference() -> str:
    """Addresses of bids are random: a running number would tell a bidder how many others there are."""
    return secrets.token_hex(8)


class Bid(models.Model):
    """One supplier's participation. Later stages (qualified, ranked, awarded) are read from review and award."""

    reference = models.CharField(_("投标编号"), max_length=16, unique=True, default=new_reference, editable=False)
    procurement = models.ForeignKey("purchasing.Procurement", models.PROTECT, related_name="bids")
    supplier = models.ForeignKey("purchasing.Supplier", models.PROTECT, related_name="bids")
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)

    named_with = ("procurement",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procurement", "supplier"], name="bid_once")]

    def __str__(self) -> str:
        return gettext("%(title)s投标") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return f"purchasing.bid:{self.reference}"

    def get_absolute_url(self) -> str:
        return f"/desk/bids/{self.reference}/"


class BidVersion(models.Model):
    """One sealed submission. `commitment` is SHA-256 over content and a 32-byte nonce inside the ciphertext.

    The wrapped key of a version that is replaced, withdrawn or returned is wiped: nobody can open it any more.
    """

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    suite = models.CharField(max_length=40)
    ciphertext = models.BinaryField()
    wrapped_key = models.BinaryField()
    commitment = models.CharField(_("密封指纹"), max_length=64)
    received_at = models.DateTimeField(_("收到时间"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["bid", "number"]
        constraints = [models.UniqueConstraint(fields=["bid", "number"], name="bid_version_once")]

    def __str__(self) -> str:
        return f"v{self.number}"


class KeyHolder(models.Model):
    """A person who holds one of the keys that open bids: enrolled once, private half under a generated passphrase."""

    class Capacity(models.TextChoices):
        PURCHASER = "purchaser", _("采购人开标员")
        AGENT = "agent", _("代理机构开标员")
        SUPERVISOR = "supervisor", _("监督机关")

    membership = models.OneToOneField("accounts.Membership", models.PROTECT, related_name="key_holder")
    capacity = models.CharField(_("身份"), max_length=12, choices=Capacity)
    public_key = models.BinaryField()
    wrapped_private_key = models.BinaryField()
    enrolled_at = models.DateTimeField()

    named_with = ("membership__user",)

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}: {self.membership.user}"


class ProcurementKey(models.Model):
    """The procurement's own key pair; the private half exists only wrapped for each pair of holders."""

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="key")
    suite = models.CharField(max_length=40)
    public_key = models.BinaryField()
    made_at = models.DateTimeField()
    holders = models.ManyToManyField(KeyHolder, related_name="keys")

    def __str__(self) -> str:
        return str(self.procurement_id)


class KeyWrap(models.Model):
    """The private half wrapped for two holders together: both parts are needed."""

    key = models.ForeignKey(ProcurementKey, models.PROTECT, related_name="wraps")
    first = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    second = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    share_for_first = models.BinaryField()
    share_for_second = models.BinaryField()
    sealed_private_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "first", "second"], name="key_wrap_once")]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.first_id}+{self.second_id}"
