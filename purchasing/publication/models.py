"""公开稿: each thing to be made public, its author, and the second person who checked it for secrets (SD12, GOI art. 17)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.values import clock


class State(models.TextChoices):
    DRAFTED = "drafted", _("待保密审查")
    RETURNED = "returned", _("审查退回")
    CHECKED = "checked", _("已审查，待发布")
    RELEASED = "released", _("已发布")


class Kind(models.TextChoices):
    PLAN = "plan", _("年度计划与批复")
    ADJUSTMENT = "adjustment", _("计划调整")
    ADDITIONAL = "additional", _("新增预算批准情况")
    INTENTION = "intention", _("采购意向")
    NEEDS = "needs", _("采购需求征求意见")
    NOTICE = "notice", _("招标公告")
    CLARIFICATION = "clarification", _("澄清更正公告")
    TERMINATION = "termination", _("终止公告")
    RESULT = "result", _("中标结果公告")
    CONTRACT = "contract", _("合同公告")
    ACCEPTANCE = "acceptance", _("验收结果公告")
    PAYMENT = "payment", _("支付公开")
    REFUND = "refund", _("支付退回")
    SCHEME = "scheme", _("绩效评价标准")
    FINAL_ACCOUNT = "final_account", _("年度决算")
    EVALUATION = "evaluation", _("绩效评价结果")


class Publication(models.Model):
    """What the public will see of one subject. Released by an officer's act, or by the sweep once `not_before` is past."""

    purchaser = models.ForeignKey("purchasing.Purchaser", models.PROTECT, related_name="publications")
    kind = models.CharField(_("种类"), max_length=16, choices=Kind)
    subject_label = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=40)
    root = models.CharField(max_length=80)
    ocid = models.CharField(max_length=40, blank=True, db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    checked_text = models.CharField(
        _("审查文本的指纹"), max_length=64, blank=True
    )  # `Preview.fingerprint` of what was passed
    head_checks = models.BooleanField(
        _("由单位负责人审查"), default=False
    )  # no clerk of the unit is left who may check it, or put it up again
    put_up_at = models.DateTimeField(_("送审时间"), default=clock.now)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    not_before = models.DateTimeField(_("不早于"), null=True)
    released_at = models.DateTimeField(_("发布时间"), null=True)
    round = models.PositiveSmallIntegerField(
        _("第几稿"), default=1
    )  # a released text is frozen: the next is another row
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.DRAFTED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_label", "subject_pk", "round"], name="publication_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_root(self) -> str:
        return self.root

    def get_absolute_url(self) -> str:
        return f"/desk/publications/{self.pk}/"
