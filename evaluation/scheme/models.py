"""评价指标体系: indicators with points, target, formula and who scores them; frozen when the evaluation is notified."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Scheme(models.Model):
    """Weights of the three parties in percent, the survey's questions and its threshold of valid answers."""

    evaluation = models.OneToOneField("evaluation.Evaluation", models.PROTECT, related_name="scheme")
    weight_purchaser = models.DecimalField(_("购买主体权重（%）"), max_digits=5, decimal_places=2)
    weight_recipients = models.DecimalField(_("服务对象权重（%）"), max_digits=5, decimal_places=2)
    weight_third_party = models.DecimalField(_("第三方权重（%）"), max_digits=5, decimal_places=2)
    survey_minimum = models.PositiveSmallIntegerField(_("有效问卷最低份数"))
    questions = models.JSONField(_("问卷题目"), default=list)  # [{"code", "text", "weight"}]
    frozen_at = models.DateTimeField(_("固定时间"), null=True)

    named_with = ("evaluation__procurement",)

    def __str__(self) -> str:
        return gettext("%(evaluation)s指标体系") % {"evaluation": self.evaluation}


class Indicator(models.Model):
    """A level-3 indicator. A computed one takes its actual value from the records of the procurement."""

    class Dimension(models.TextChoices):
        DECISION = "decision", _("决策")
        PROCESS = "process", _("过程")
        OUTPUT = "output", _("产出")
        EFFECT = "effect", _("效益")

    class Formula(models.TextChoices):
        JUDGED = "judged", _("评分人评定")
        BUDGET_EXECUTION = "budget_execution", _("预算执行率")
        QUALITY_RATE = "quality_rate", _("质量达标率")
        COST_SAVING = "cost_saving", _("成本节约率")
        SATISFACTION = "satisfaction", _("服务对象满意度")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="indicators")
    seq = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    dimension = models.CharField(_("一级指标"), max_length=12, choices=Dimension)
    group = models.CharField(_("二级指标"), max_length=40)
    name = models.CharField(_("三级指标"), max_length=60)
    points = models.DecimalField(_("分值"), max_digits=5, decimal_places=2)
    target = models.CharField(_("目标值"), max_length=60, blank=True)
    formula = models.CharField(_("计分方式"), max_length=20, choices=Formula, default=Formula.JUDGED)
    by_purchaser = models.BooleanField(_("购买主体评分"), default=True)
    by_third_party = models.BooleanField(_("第三方评分"), default=True)

    class Meta:
        ordering = ["scheme", "seq"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="indicator_code_once")]

    def __str__(self) -> str:
        return self.name
