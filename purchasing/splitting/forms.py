"""Input of a permit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import AmountField, CleanCharField


class PermitForm(forms.Form):
    """Up to which sum, by which document, why."""

    up_to = AmountField(label=_("累计金额不超过（元）"), help_text=_("以后再增加同类采购、超过此数的，需重新核准。"))
    document = CleanCharField(label=_("依据文号"), max_length=120)
    reason = CleanCharField(label=_("理由"), max_length=1000, lines=True)
