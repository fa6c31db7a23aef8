"""Input of the secrecy check, which shows what is checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from purchasing.publication.models import Publication
from purchasing.publication.queries import text_to_check


class ReasonForm(forms.Form):
    """A reason that the other side will read."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, subject: Any = None, actor: Any = None, **kwargs: Any) -> None:
        self.subject, self.actor = subject, actor
        super().__init__(*args, **kwargs)


class CheckForm(forms.Form):
    """The text to be checked, on the page that passes it; what is passed is what was on that page.

    The page always shows the text as it is now with its fingerprint; the fingerprint sent is the one shown before.
    """

    shows = "purchasing/publication/_text.html"
    text = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, subject: Publication, actor: Any = None) -> None:
        self.sent = "" if data is None else str(data.get("text", ""))
        self.preview, fingerprint = text_to_check(subject)
        now = {"text": fingerprint}
        super().__init__(None if data is None else now, files, initial=now)

    def clean_text(self) -> str:
        return self.sent
