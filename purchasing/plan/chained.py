"""What carries its approval chain with it: who of finance must agree, as it was fixed when it was filed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chained(models.Model):
    """The chain is clerk, approver; where `needs_second` a second clerk stands between them. `chain` says why, with the
    figures of the day it was fixed; neither a later rule nor a later amount changes it."""

    needs_second = models.BooleanField(_("须第二位财政经办复核"), default=False)
    chain = models.JSONField(_("审批链的依据"), default=dict)  # {"amount", "from": yuan as text, "sources": [code]}
    second_agreed_at = models.DateTimeField(_("复核同意时间"), null=True)
    second_opinion = models.CharField(_("复核意见"), max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def waits_for_second(self) -> bool:
        """Whether the approver may not decide yet."""
        return self.needs_second and self.second_agreed_at is None
