"""A stored file: who it belongs to, what it is, and the fingerprint that proves it unchanged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One file in private storage; its content never changes. `size` is in bytes, `sha256` lower-case hex."""

    key = models.CharField(_("存取号"), max_length=48, unique=True, editable=False)
    name = models.CharField(_("文件名"), max_length=120)
    content_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    purpose = models.CharField(_("用途"), max_length=60)
    notes = models.JSONField(_("检查提示"), default=list, blank=True)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上传人")
    )
    owner_organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("所属组织")
    )
    subject_label = models.CharField(_("所属业务"), max_length=80)
    subject_pk = models.CharField(_("业务编号"), max_length=64)
    created_at = models.DateTimeField(_("存入时间"))
    released_at = models.DateTimeField(_("公开时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("文件")
        indexes = [models.Index(fields=["subject_label", "subject_pk"], name="storedfile_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="storedfile_sha256_is_hex"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.released_at is not None
