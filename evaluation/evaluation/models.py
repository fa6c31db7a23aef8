"""绩效评价: one round of a contract, from plan to published result."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("待布置")
    NOTIFIED = "notified", _("已布置")
    COLLECTING = "collecting", _("采集评分")
    SCORING = "scoring", _("待形成报告")
    DRAFT_REPORT = "draft_report", _("报告初稿")
    FEEDBACK = "feedback", _("征求意见")
    RECOMMENDED = "recommended", _("财政经办已审核")
    FINALISED = "finalised", _("已定稿")
    PUBLISHED = "published", _("已公布")


class Veto(models.TextChoices):
    """What caps a result whatever its points (D-veto-cap)."""

    FATAL_ACCIDENT = "fatal_accident", _("发生致人死亡的安全责任事故")
    FRAUD = "fraud", _("弄虚作假")
    SUBCONTRACTING = "subcontracting", _("转包服务")
    DIVERTED_MONEY = "diverted_money", _("截留、挪用资金")


class Evaluation(models.Model):
    """Scores of 100: parties are kept as exact fractions by their assessments; `final` is rounded once, half up."""

    procurement = models.OneToOneField("purchasing.Procurement", models.PROTECT, related_name="evaluation")
    contract = models.OneToOneField("contracts.Contract", models.PROTECT, related_name="evaluation")
    agency = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, related_name="+", verbose_name=_("第三方评价机构")
    )
    commissioned_by = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, related_name="+", verbose_name=_("委托单位")
    )
    notified_at = models.DateTimeField(_("布置时间"), null=True)
    survey_from = models.DateField(_("问卷开始"), null=True)
    survey_until = models.DateField(_("问卷截止"), null=True)
    summary = models.TextField(_("评价结论"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    suggestions = models.TextField(_("有关建议"), blank=True)
    veto = models.CharField(_("一票否决情形"), max_length=16, choices=Veto, blank=True)
    veto_reason = models.TextField(_("一票否决的事实和依据"), blank=True)
    feedback_until = models.DateField(_("反馈截止"), null=True)
    purchaser_feedback = models.TextField(_("购买主体意见"), blank=True)
    purchaser_feedback_at = models.DateTimeField(null=True)
    supplier_feedback = models.TextField(_("承接主体意见"), blank=True)
    supplier_feedback_at = models.DateTimeField(null=True)
    party_purchaser = models.DecimalField(_("购买主体评分"), max_digits=5, decimal_places=2, null=True)
    party_recipients = models.DecimalField(_("服务对象评分"), max_digits=5, decimal_places=2, null=True)
    party_third = models.DecimalField(_("第三方评分"), max_digits=5, decimal_places=2, null=True)
    final = models.DecimalField(_("综合得分"), max_digits=5, decimal_places=2, null=True)
    band = models.CharField(_("等级"), max_length=4, blank=True)
    finalised_at = models.DateTimeField(_("定稿时间"), null=True)
    published_at = models.DateTimeField(_("公布时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=16, choices=State, default=State.PLANNED)

    named_with = ("procurement",)

    def __str__(self) -> str:
        return gettext("%(title)s绩效评价") % {"title": self.procurement.title}

    @property
    def audit_root(self) -> str:
        return self.procurement.audit_root

    def get_absolute_url(self) -> str:
        return f"/desk/evaluations/{self.pk}/"
