"""招标文件: the tender document with its criteria, clarifications, and who obtained it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class TenderDocument(models.Model):
    """What bidders get. Points of the criteria and the price weight make 100."""

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="document")
    qualification = models.JSONField(_("资格条件"), default=list)  # [{"code", "text"}]
    scope = models.TextField(_("采购内容及要求"))
    submission = models.TextField(_("投标文件组成"), blank=True)
    contract_draft = models.TextField(_("合同草案"))
    ceiling = MoneyField(_("最高限价（元）"), null=True)
    confirmations = models.JSONField(_("合规自查"), default=dict)  # {"R-70": true, …}
    explanation = models.CharField(_("自查说明"), max_length=500, blank=True)
    return_reason = models.CharField(_("退回修改理由"), max_length=500, blank=True)
    price_weight = models.PositiveSmallIntegerField(_("价格分值"))
    small_business_rate = models.DecimalField(_("小微企业价格扣除比例（%）"), max_digits=4, decimal_places=1)
    score_step = models.DecimalField(_("打分步长"), max_digits=3, decimal_places=1)
    allows_consortium = models.BooleanField(_("接受联合体"), default=False)
    opening_place = models.CharField(_("开标地点"), max_length=120, default="本平台在线开标")
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    closes_at = models.DateTimeField(_("投标截止时间"), null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    named_with = ("procurement",)

    def __str__(self) -> str:
        return gettext("%(title)s招标文件") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/procurements/{self.procurement.ocid}/document/"


class Criterion(models.Model):
    """A review criterion besides price. On an objective one all members must agree (R-40)."""

    document = models.ForeignKey(TenderDocument, models.CASCADE, related_name="criteria")
    seq = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("评审因素"), max_length=60)
    points = models.DecimalField(_("分值"), max_digits=5, decimal_places=2)
    objective = models.BooleanField(_("客观分"), default=False)
    standard = models.TextField(_("评分标准"), blank=True)

    class Meta:
        ordering = ["document", "seq"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="criterion_points_positive"),
            models.UniqueConstraint(fields=["document", "seq"], name="criterion_seq_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceItem(models.Model):
    """A line of the price sheet that bidders fill in; quantity from the workload sheet."""

    document = models.ForeignKey(TenderDocument, models.CASCADE, related_name="price_items")
    seq = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("标的"), max_length=80)
    unit = models.CharField(_("单位"), max_length=16)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["document", "seq"]

    def __str__(self) -> str:
        return self.name


class ClarificationState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RELEASED = "released", _("已发布")


class Clarification(models.Model):
    """澄清或更正: same medium as the notice; may move the closing time (R-24)."""

    procurement = models.ForeignKey("purchasing.Procurement", models.PROTECT, related_name="clarifications")
    seq = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("澄清内容"))
    affects_bids = models.BooleanField(_("可能影响投标文件编制"), default=False)
    new_closes_at = models.DateTimeField(_("新的投标截止时间"), null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=12, choices=ClarificationState, default=ClarificationState.DRAFT)

    named_with = ("procurement",)

    class Meta:
        ordering = ["procurement", "seq"]
        constraints = [models.UniqueConstraint(fields=["procurement", "seq"], name="clarification_seq_once")]

    def __str__(self) -> str:
        return gettext("%(title)s第 %(seq)s 号澄清") % {"title": self.procurement.title, "seq": self.seq}

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/clarifications/{self.pk}/"


class DocumentTaking(models.Model):
    """A supplier obtained the document. Names and number are shown to nobody before the opening.

    Its audit chain is its own, so that the procurement's time line does not tell how many there are.
    """

    procurement = models.ForeignKey("purchasing.Procurement", models.PROTECT, related_name="takings")
    supplier = models.ForeignKey("purchasing.Supplier", models.PROTECT, related_name="takings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("获取时间"))

    named_with = ("procurement",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procurement", "supplier"], name="document_taking_once")]

    def __str__(self) -> str:
        return f"{self.procurement_id} {self.supplier_id}"

    @property
    def subject_name(self) -> str:
        return gettext("%(title)s招标文件") % {"title": self.procurement.title}
