"""采购需求: technical and commercial needs, the survey behind them, public comment, reviews and the freeze (N22)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("编制中")
    SURVEY_DONE = "survey_done", _("已完成需求调查")
    PUBLIC_COMMENT = "public_comment", _("公开征求意见")
    REVIEWED_GENERAL = "reviewed_general", _("一般性审查通过")
    REVIEWED_KEY = "reviewed_key", _("重点审查通过")
    COUNSEL_CHECKED = "counsel_checked", _("合同文本已审定")
    FROZEN = "frozen", _("已定稿")


class Requirement(models.Model):
    plan_item = models.OneToOneField("purchasing.PlanItem", models.PROTECT, related_name="requirement")
    technical = models.TextField(_("技术要求"))
    commercial = models.TextField(_("商务要求"))
    acceptance_terms = models.TextField(_("履约验收要求"))
    contract_terms = models.TextField(_("合同主要条款"))
    risk_plan = models.TextField(_("风险管控"), blank=True)
    is_complex = models.BooleanField(_("技术复杂、专业性较强"), default=False)
    review_round = models.PositiveSmallIntegerField(_("审查轮次"), default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    comment_from = models.DateField(_("征求意见开始"), null=True)
    comment_until = models.DateField(_("征求意见截止"), null=True)
    frozen_at = models.DateTimeField(_("定稿时间"), null=True)
    sha256 = models.CharField(_("定稿指纹"), max_length=64, blank=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)

    named_with = ("plan_item",)

    def __str__(self) -> str:
        return gettext("%(title)s采购需求") % {"title": self.plan_item.title}

    @property
    def audit_root(self) -> str:
        return f"procurement:{self.plan_item.ocid}"

    def get_absolute_url(self) -> str:
        return f"/desk/requirements/{self.pk}/"

    @property
    def texts(self) -> dict[str, str]:
        """The five texts that are written, reviewed and frozen, by field."""
        names = ("technical", "commercial", "acceptance_terms", "contract_terms", "risk_plan")
        return {name: getattr(self, name) for name in names}


class SurveyRecord(models.Model):
    """One subject asked in the need survey (R-15)."""

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="survey")
    subject = models.CharField(_("调查对象"), max_length=120)
    asked_on = models.DateField(_("调查日期"))
    findings = models.TextField(_("调查情况"))

    class Meta:
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return self.subject


class NeedComment(models.Model):
    """A public comment on the needs, and its answer."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="comments")
    name = models.CharField(_("称呼"), max_length=40, blank=True)
    text = models.TextField(_("意见"), max_length=2000)
    at = models.DateTimeField(_("提出时间"))
    form_key = models.UUIDField(null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["requirement", "form_key"], name="need_comment_once")]

    def __str__(self) -> str:
        return self.text[:30]


class ReviewOpinion(models.Model):
    """One section's opinion in the review of the requirement (N22 art. 32)."""

    class Section(models.TextChoices):
        PURCHASING = "purchasing", _("采购")
        FINANCE = "finance", _("财务")
        BUSINESS = "business", _("业务")
        SUPERVISION = "supervision", _("监督")

    requirement = models.ForeignKey(Requirement, models.CASCADE, related_name="opinions")
    review_round = models.PositiveSmallIntegerField(_("审查轮次"), default=1)
    section = models.CharField(_("部门"), max_length=12, choices=Section)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    passed = models.BooleanField(_("通过"))
    text = models.TextField(_("意见"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "review_round", "section"], name="review_opinion_once"),
        ]

    def __str__(self) -> str:
        return self.get_section_display()
