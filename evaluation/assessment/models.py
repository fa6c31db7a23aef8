"""三方评分: a party's sheet; fractions are kept to the end."""

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFTING = "drafting", _("评分中")
    SUBMITTED = "submitted", _("已提交")
    CONFIRMED = "confirmed", _("已确认")


class Assessment(models.Model):
    """The sheet of one party. The purchaser's is confirmed by its head, the third party's stands when submitted."""

    class Party(models.TextChoices):
        PURCHASER = "purchaser", _("购买主体")
        THIRD_PARTY = "third_party", _("第三方")

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="assessments")
    party = models.CharField(_("评分方"), max_length=12, choices=Party)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    independence = models.TextField(_("独立性声明"), blank=True)
    submitted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFTING)

    named_with = ("evaluation__procurement",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "party"], name="assessment_once_a_party")]

    def __str__(self) -> str:
        return gettext("%(evaluation)s（%(party)s评分）") % {
            "evaluation": self.evaluation, "party": self.get_party_display(),
        }  # fmt: skip

    @property
    def audit_root(self) -> str:
        return self.evaluation.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/assessments/{self.pk}/"


class IndicatorScore(models.Model):
    """Points for one indicator, as an exact fraction; none yet in a draft."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey("evaluation.Indicator", models.PROTECT, related_name="scores")
    numerator = models.DecimalField(max_digits=40, decimal_places=0, null=True)
    denominator = models.DecimalField(max_digits=40, decimal_places=0, default=1)
    basis = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="indicator_score_once")]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @property
    def points(self) -> Fraction | None:
        """The points given, exactly; None while the sheet has no answer."""
        return None if self.numerator is None else Fraction(int(self.numerator), int(self.denominator))
