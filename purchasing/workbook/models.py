"""填报表格: a plan that came in as a workbook, what its check found, and whether the plan has taken it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PlanWorkbook(models.Model):
    """One uploaded workbook of a draft plan. The same file is kept once, however often it is sent.

    `verdict` is what the check of that hour found: {"faults": [sheet, row, column, value, message], "items": [seq, title,
    amount, tasks, funding, is_new, hints], "kept": titles that stand in the plan and not in the workbook}.
    """

    plan = models.ForeignKey("purchasing.AnnualPlan", models.PROTECT, related_name="workbooks")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    checked_at = models.DateTimeField(_("检查时间"))
    verdict = models.JSONField(default=dict)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("写入计划时间"), null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "sha256"], name="plan_workbook_once")]

    def __str__(self) -> str:
        return gettext("%(plan)s填报表格") % {"plan": self.plan}

    @property
    def audit_root(self) -> str:
        return f"purchasing.annualplan:{self.plan_id}"

    @property
    def faults(self) -> list[dict[str, str]]:
        """What keeps the workbook from being taken."""
        rows: list[dict[str, str]] = self.verdict.get("faults", [])
        return rows

    def get_absolute_url(self) -> str:
        return f"/desk/plans/workbooks/{self.pk}/"
