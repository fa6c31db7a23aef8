"""三方评分: a party's sheet; fractions are kept to the end."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Assessment(models.Model):
    class Party(models.TextChoices):
        PURCHASER = "purchaser", _("购买主体")
        THIRD_PARTY = "third_party", _("第三方")

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="assessments")
    party = models.CharField(_("评分方"), max_length=12, choices=Party)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    independence = models.TextField(_("独立性声明"), blank=True)
    submitted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "party"], name="assessment_once_a_party")]

    def __str__(self) -> str:
        return self.get_party_display()

    @property
    def audit_root(self) -> str:
        return self.evaluation.audit_root


class IndicatorScore(models.Model):
    """Points for one indicator. A judged one stores what was given; a computed one the exact fraction."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey("evaluation.Indicator", models.PROTECT, related_name="scores")
    numerator = models.DecimalField(max_digits=40, decimal_places=0)
    denominator = models.DecimalField(max_digits=40, decimal_places=0, default=1)
    basis = models.CharField(_("依据"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "indicator"], name="indicator_score_once")]

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"
