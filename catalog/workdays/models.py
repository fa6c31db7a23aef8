"""Changes of the work calendar: the days of a year as the notice and typed lines give them, until a second officer decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待批准")
    APPROVED = "approved", _("已批准")
    WITHDRAWN = "withdrawn", _("已撤回")


class CalendarDraft(models.Model):
    """What is to be known of a year. Its days are always read from the two texts, so that no third copy can differ."""

    finance = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name=_("财政部门"))
    year = models.PositiveSmallIntegerField(_("年份"))
    cites = models.CharField(_("依据（文件名称及文号）"), max_length=120)
    notice = models.TextField(_("放假安排通知原文"), blank=True)
    typed = models.TextField(_("逐日填写"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("拟定人"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人")
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("日历修改")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="calendar_draft_state_known"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False),
                name="calendar_draft_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")), name="calendar_draft_two_people"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s 年工作日历") % {"year": self.year}

    @property
    def audit_root(self) -> str:
        """All changes of the calendar are entered in one chain."""
        return "catalog.workdays"

    def get_absolute_url(self) -> str:
        return f"/desk/calendar/drafts/{self.pk}/"
