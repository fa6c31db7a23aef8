"""Input of the survey: a radio group for each question, as the frozen scheme has them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

import portal.statutes as statutes
from evaluation.survey.actions import MOST_AT_ONCE
from evaluation.survey.queries import LEVELS
from portal.ui.fields import CleanCharField, DayField, WholeField
from portal.values import clock

CHOICES = [(level, words) for level, (words, _rule) in LEVELS.items()]


class AnswerForm(forms.Form):
    """Every question is asked for; `as_is` sends what there is, which is counted but not scored."""

    def __init__(self, data: Any, *, questions: list[dict[str, Any]]) -> None:
        super().__init__(data)
        for number, question in enumerate(questions, start=1):
            self.fields[question["code"]] = forms.TypedChoiceField(
                label=f"{number}. {question['text']}", choices=CHOICES, coerce=int, empty_value=None,
                widget=forms.RadioSelect, required=not (data and "as_is" in data),
                error_messages={"required": _("请选择一项。"), "invalid_choice": _("请选择一项。")},
            )  # fmt: skip
        self.fields["comment"] = CleanCharField(
            label=_("意见建议"), required=False, max_length=500, lines=True,
            widget=forms.Textarea(attrs={"rows": 3}), help_text=_("请勿填写姓名、电话等个人信息。"),
        )  # fmt: skip

    def levels(self) -> dict[str, int]:
        return {n: v for n, v in self.cleaned_data.items() if n != "comment" and v is not None}


def usual_invitations() -> int:
    return statutes.on("D-survey-invitations", clock.today()).whole


class InviteForm(forms.Form):
    count = WholeField(label=_("制发份数"), min_value=1, max_value=MOST_AT_ONCE, initial=usual_invitations)


class ExtendForm(forms.Form):
    until = DayField(label=_("新的截止日"))
    reason = CleanCharField(label=_("理由"), max_length=300)
