"""评审: qualification, the drawn committee, declarations, score sheets, ranking and the signed report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.values.money import MoneyField


class QualificationResult(models.Model):
    """The agent's finding on one condition of one bid, with a reason where it fails."""

    bid = models.ForeignKey("purchasing.Bid", models.PROTECT, related_name="qualification")
    code = models.CharField(max_length=20)
    item = models.CharField(_("资格条件"), max_length=300)
    passed = models.BooleanField(_("符合"))
    reason = models.CharField(_("不符合的理由"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "code"], name="qualification_result_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.passed}"


class Expert(models.Model):
    """A reviewer of the provincial bank; `employer` excludes him from its own procurements."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert")
    fields_of_work = models.CharField(_("专业"), max_length=120, blank=True)
    employer = models.CharField(_("工作单位"), max_length=120, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.user)


class Committee(models.Model):
    """评标委员会, secret until the result. The draw can be replayed from `seed` and the pool it names.

    What it does stands in an audit chain of its own, so that the procurement's time line names no member.
    `recheck` holds the objective cells, [bid, criterion], that the members must settle before the ranking (R-40).
    """

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="committee")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    watched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    watched_at = models.DateTimeField(null=True)
    seed = models.CharField(max_length=64)
    pool = models.JSONField(default=list)
    recheck = models.JSONField(default=list)

    named_with = ("procurement",)

    def __str__(self) -> str:
        return gettext("%(title)s评标委员会") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return f"purchasing.committee:{self.pk}"


class CommitteeMember(models.Model):
    """A seat: sitting while no conflict is named and nobody was drawn in its place. `version` counts saved sheets."""

    class Kind(models.TextChoices):
        EXPERT = "expert", _("评审专家")
        REPRESENTATIVE = "representative", _("采购人代表")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    seq = models.PositiveSmallIntegerField()
    is_chair = models.BooleanField(_("组长"), default=False)
    declared_at = models.DateTimeField(_("声明时间"), null=True)
    conflict = models.CharField(_("回避事由"), max_length=300, blank=True)
    sheet_done_at = models.DateTimeField(_("打分完成"), null=True)
    signed_at = models.DateTimeField(_("签名时间"), null=True)
    dissent = models.CharField(_("不同意见"), max_length=500, blank=True)
    seated_at = models.DateTimeField(_("抽取时间"))
    replaced_at = models.DateTimeField(_("重新抽取时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    named_with = ("committee__procurement",)

    class Meta:
        ordering = ["committee", "seq"]
        constraints = [models.UniqueConstraint(fields=["committee", "user"], name="committee_member_once")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def subject_name(self) -> str:
        return str(self.committee)

    @property
    def sits(self) -> bool:
        return not self.conflict and self.replaced_at is None

    @property
    def audit_root(self) -> str:
        return f"purchasing.committee:{self.committee_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/reviews/{self.pk}/"


class ConformityResult(models.Model):
    """A member's finding whether a qualified bid meets the document in substance."""

    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="conformity")
    bid = models.ForeignKey("purchasing.Bid", models.PROTECT, related_name="conformity")
    passed = models.BooleanField(_("符合"))
    reason = models.CharField(_("理由"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "bid"], name="conformity_result_once")]

    def __str__(self) -> str:
        return str(self.passed)


class Score(models.Model):
    member = models.ForeignKey(CommitteeMember, models.PROTECT, related_name="scores")
    bid = models.ForeignKey("purchasing.Bid", models.PROTECT, related_name="scores")
    criterion = models.ForeignKey("purchasing.Criterion", models.PROTECT, related_name="scores")
    points = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "bid", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="score_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.points)


class Ranking(models.Model):
    """The computed place of one bid: prices in yuan, scores with two places, half up."""

    procurement = models.ForeignKey("purchasing.Procurement", models.PROTECT, related_name="ranking")
    bid = models.OneToOneField("purchasing.Bid", models.PROTECT, related_name="ranking")
    price = MoneyField(_("投标报价"))
    adjusted_price = MoneyField(_("评审价"))
    price_score = models.DecimalField(_("价格分"), max_digits=6, decimal_places=2)
    other_score = models.DecimalField(_("其他因素得分"), max_digits=6, decimal_places=2)
    total = models.DecimalField(_("总分"), max_digits=6, decimal_places=2)
    rank = models.PositiveSmallIntegerField(_("名次"))

    class Meta:
        ordering = ["procurement", "rank"]

    def __str__(self) -> str:
        return f"{self.rank}: {self.total}"
