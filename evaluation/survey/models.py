"""服务对象问卷: one vote a token, answers not linked to it (SD11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SurveyInvitation(models.Model):
    """A code given to one recipient; only its SHA-256 is kept."""

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.used}"


class SurveyAnswer(models.Model):
    """One set of answers. One with a `fault` is counted and shown, never scored."""

    class Fault(models.TextChoices):
        USED = "used", _("答卷码已使用")
        OUTSIDE_PERIOD = "outside_period", _("不在答卷期内")
        INCOMPLETE = "incomplete", _("答题不全")

    evaluation = models.ForeignKey("evaluation.Evaluation", models.PROTECT, related_name="answers")
    levels = models.JSONField(default=dict)  # {question code: 1…5}
    comment = models.CharField(_("意见建议"), max_length=500, blank=True)
    answered_on = models.DateField()  # the day only: an instant could be matched with a person
    valid = models.BooleanField(default=True)
    fault = models.CharField(_("无效原因"), max_length=16, choices=Fault, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid=True, fault="") | Q(valid=False) & ~Q(fault=""), name="answer_fault"
            )
        ]

    def __str__(self) -> str:
        return str(self.levels)
