"""An official paper: what it was made from (frozen), how far its PDF is, and the code that proves it."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """One issued paper. `context` is the snapshot it is rendered from; it never changes after the row is made.

    Its address is random: a running number would tell a bidder with two receipts how many others were issued between.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("等待生成")
        RENDERING = "rendering", _("正在生成")
        READY = "ready", _("已生成")
        FAILED = "failed", _("生成失败")

    reference = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    kind = models.CharField(_("种类"), max_length=40)
    title = models.CharField(_("标题"), max_length=300)
    number = models.CharField(_("发文字号"), max_length=80, blank=True)
    issuer = models.CharField(_("发文机关"), max_length=200, blank=True)
    subject_label = models.CharField(_("所属业务"), max_length=80)
    subject_pk = models.CharField(_("业务编号"), max_length=64)
    code = models.CharField(_("验证码"), max_length=16, unique=True, editable=False)
    template = models.CharField(_("模板"), max_length=120)
    context = models.JSONField(_("数据快照"))
    version = models.PositiveIntegerField(_("版本"), default=1)
    public = models.BooleanField(_("公开"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    lease_until = models.DateTimeField(_("处理期限"), null=True, blank=True)
    error = models.CharField(_("失败原因"), max_length=300, blank=True)
    file = models.OneToOneField(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="report", verbose_name=_("文件")
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    issued_for = models.ForeignKey("accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(_("签发时间"))
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes", verbose_name=_("已被取代")
    )

    class Meta:
        verbose_name = _("公文")
        ordering = ["issued_at", "pk"]
        indexes = [
            models.Index(fields=["subject_label", "subject_pk", "kind"], name="report_subject"),
            models.Index(fields=["issued_at"], name="report_open", condition=Q(state__in=["pending", "rendering"])),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_label", "subject_pk", "kind", "version"], name="report_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "rendering", "ready", "failed"]), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(file__isnull=False, pages__gt=0) & ~Q(sha256=""),
                name="report_ready_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_valid(self) -> bool:
        return self.superseded_by_id is None
