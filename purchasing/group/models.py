"""协调推进小组: who sits on it from when to when, its meetings, and the matters it decides and reports to the government."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

ORGANIZATION, USER = "accounts.Organization", settings.AUTH_USER_MODEL


def _days() -> Func:
    """The days of a seat, its end excluded; an open end is unbounded."""
    return Func("valid_from", "valid_to", RangeBoundary(), function="daterange", output_field=DateRangeField())


class GroupMember(models.Model):
    """Who speaks for which body in the group, under the name of those days; nobody is removed, a seat only ends."""

    class Seat(models.TextChoices):
        LEADER = "1_leader", _("组长")
        DEPUTY_LEADER = "2_deputy", _("副组长")
        MEMBER = "3_member", _("成员")
        OFFICE = "4_office", _("办公室")

    group = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+", verbose_name=_("成员单位"))
    name = models.CharField(_("姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=80)
    seat = models.CharField(_("席位"), max_length=10, choices=Seat, default=Seat.MEMBER)
    document = models.CharField(_("依据"), max_length=120)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至（不含）"), null=True)

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="group_member_dates_in_order",
            ),
            ExclusionConstraint(
                name="group_one_leader_at_a_time",
                expressions=[("group", RangeOperators.EQUAL), (_days(), RangeOperators.OVERLAPS)],
                condition=Q(seat="1_leader"),
            ),
            ExclusionConstraint(
                name="group_member_once_at_a_time",
                expressions=[
                    ("group", RangeOperators.EQUAL),
                    ("organization", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    (_days(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}{self.post} {self.name}"

    @property
    def audit_root(self) -> str:
        return f"purchasing.group:{self.group_id}"


class GroupMeeting(models.Model):
    """One meeting: when and where, who was there, and the matters of its agenda in their order."""

    group = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    title = models.CharField(_("会议名称"), max_length=120)
    held_on = models.DateField(_("召开日期"))
    place = models.CharField(_("地点"), max_length=120)
    present = models.ManyToManyField(GroupMember, related_name="meetings", verbose_name=_("出席"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/group/meetings/{self.pk}/"


class State(models.TextChoices):
    PROPOSED = "proposed", _("已提出")
    ON_AGENDA = "on_agenda", _("已列入议程")
    DECIDED = "decided", _("已决定")
    TASKS = "tasks", _("任务落实中")
    REPORTED = "reported_to_government", _("已报告市政府")
    WITHDRAWN = "withdrawn", _("已撤回")


class GroupMatter(models.Model):
    """A matter for the group. `link` is the page it is about, `annex` the tables that go with it, frozen when it was
    proposed: [{"caption", "columns", "rows", "foot", "notes"}]."""

    class Kind(models.TextChoices):
        ROLLUP = "rollup", _("年度计划汇总")
        WORK_PLAN = "work_plan", _("年度工作计划")
        PILOT_REPORT = "pilot_report", _("试点报告")
        APPRAISAL = "appraisal", _("部门考核")
        OTHER = "other", _("其他重大事项")

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("同意")
        AGREED_WITH_CHANGES = "changed", _("原则同意，修改后执行")
        REFUSED = "refused", _("不同意")

    group = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    proposer = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    author = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    proposed_at = models.DateTimeField(_("提出时间"))
    kind = models.CharField(_("类别"), max_length=16, choices=Kind)
    title = models.CharField(_("议题"), max_length=120)
    summary = models.TextField(_("需要研究决定的内容"))
    link = models.CharField(max_length=200, blank=True)
    annex = models.JSONField(default=list)
    meeting = models.ForeignKey(GroupMeeting, models.PROTECT, null=True, related_name="matters")
    place = models.PositiveSmallIntegerField(_("议程序号"), null=True)
    outcome = models.CharField(_("决定"), max_length=8, choices=Outcome, blank=True)
    decision = models.TextField(_("决定内容"), blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    reason = models.CharField(_("退出议程、暂缓或撤回的理由"), max_length=500, blank=True)
    report_text = models.TextField(_("向市政府的报告"), blank=True)
    number = models.CharField(_("报告文号"), max_length=40, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), null=True)
    reply_document = models.CharField(_("市政府文号或会议名称"), max_length=120, blank=True)
    reply_on = models.DateField(_("市政府批示日期"), null=True)
    reply = models.TextField(_("市政府意见"), blank=True)
    reply_scan = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    reply_confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=24, choices=State, default=State.PROPOSED)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="group_report_number_once"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True, place__isnull=True) | Q(meeting__isnull=False, place__isnull=False),
                name="group_matter_has_its_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/desk/group/{self.pk}/"


class GroupTask(models.Model):
    """What a decision asks of an organisation until a day, and what it answers."""

    matter = models.ForeignKey(GroupMatter, models.PROTECT, related_name="tasks")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    text = models.CharField(_("任务"), max_length=500)
    due_on = models.DateField(_("完成期限"))
    answer = models.TextField(_("落实情况"), blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    returned = models.CharField(_("退回补充的理由"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def audit_root(self) -> str:
        return f"purchasing.groupmatter:{self.matter_id}"

    def get_absolute_url(self) -> str:
        return f"/desk/group/{self.matter_id}/"
