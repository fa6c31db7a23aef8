"""Forms about a plan as a whole: its year, what is carried over from last year, answers to hints, finance's opinion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.ui.fields import CleanCharField
from purchasing.plan.models import BEGUN, AnnualPlan, ItemState, PlanItem
from purchasing.plan.proposing import REASON_OWED, Recommendation, lacks_reason, possible
from purchasing.plan.wording import Hint


class YearForm(forms.Form):
    """The year a plan is for: this one or the next."""

    fiscal_year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (today.year + 1, today.year)
        self.fields["fiscal_year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """Which of last year's items to carry over; for those that nobody began, else why not."""

    def __init__(self, *args: Any, sources: Iterable[Any], explained: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = list(sources)
        for item in self.sources:
            self.fields[f"copy_{item.pk}"] = forms.BooleanField(
                label=item.title, required=False, disabled=item.carried, initial=item.carried
            )
            if item.state not in BEGUN and not item.carried:
                self.fields[f"reason_{item.pk}"] = CleanCharField(
                    label=_("“%(title)s”不再实施的理由") % {"title": item.title}, max_length=200, required=False,
                    initial=explained.get(str(item.pk), ""),
                )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField | None]]:
        """Each item with its tick and, where it is owed, the field for the reason."""
        return [
            (item, self[f"copy_{item.pk}"], self[f"reason_{item.pk}"] if f"reason_{item.pk}" in self.fields else None)
            for item in self.sources
        ]

    @property
    def chosen(self) -> set[int]:
        """The keys of the items to carry over now."""
        return {i.pk for i in self.sources if self.cleaned_data.get(f"copy_{i.pk}") and not i.carried}

    @property
    def reasons(self) -> dict[int, str]:
        """Why others stay behind, by key of the item."""
        return {i.pk: said for i in self.sources if (said := self.cleaned_data.get(f"reason_{i.pk}"))}


class HintForm(forms.Form):
    """For each hint a reason, where the wording stays as it is."""

    def __init__(self, *args: Any, hints: Iterable[Hint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = list(hints)
        for hint in self.hints:
            self.fields[hint.code] = CleanCharField(
                label=_("“%(words)s”不属于“%(title)s”的理由") % {"words": hint.shown, "title": hint.ruling.title},
                max_length=300, required=False, initial=hint.reason, lines=True, help_text=hint.ruling.cites,
            )  # fmt: skip
            self.fields[hint.code].widget.attrs["rows"] = 2

    @property
    def reasons(self) -> dict[str, str]:
        """What was written, by rule; a hint left open is no answer."""
        return {hint.code: self.cleaned_data[hint.code] for hint in self.hints if self.cleaned_data.get(hint.code)}


MOST_ITEMS = 30
"""Of how many items the opinion's form asks one by one; more are proposed on the desk, many at once."""


class OpinionForm(forms.Form):
    """The finance clerk's opinion on the plan; for a plan of few items also what is proposed for each and why."""

    opinion = CleanCharField(label=_("总体意见"), max_length=1000, lines=True)

    def __init__(self, *args: Any, subject: AnnualPlan, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.actor = subject, actor
        self.fields["opinion"].widget.attrs["rows"] = 3
        items = list(subject.items.filter(state=ItemState.FUNDING_CHECK).order_by("seq"))
        self.items = items if len(items) <= MOST_ITEMS else []
        if not self.items:
            self.fields["opinion"].help_text = _("各项建议以审核页上逐项提出的为准，共 %(count)s 项。") % {
                "count": len(items)
            }
        for item in self.items:
            self._ask(item)

    def _ask(self, item: PlanItem) -> None:
        heading = {"seq": item.seq, "title": item.title, "amount": f"{item.amount:,.2f}"}
        offered = [(each.value, each.label) for each in possible(item) if each != Recommendation.REDUCE]
        self.fields[f"proposed_{item.pk}"] = forms.ChoiceField(
            label=_("%(seq)s. %(title)s，%(amount)s 元") % heading,
            choices=offered if item.allowed is None else [(Recommendation.REDUCE.value, _reduced(item)), *offered],
            initial=item.recommendation, widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields[f"why_{item.pk}"] = CleanCharField(
            label=_("第 %(seq)s 项的意见") % heading, max_length=500, required=False, initial=item.opinion
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        decisions = {
            item.pk: (values[f"proposed_{item.pk}"], values.get(f"why_{item.pk}", ""))
            for item in self.items
            if values.get(f"proposed_{item.pk}")
        }
        for pk, (proposed, why) in decisions.items():
            if lacks_reason(proposed, why):
                self.add_error(f"why_{pk}", REASON_OWED)
        return {"opinion": values.get("opinion", ""), "decisions": decisions}


def _reduced(item: PlanItem) -> str:
    return str(_("核减为 %(allowed)s 元") % {"allowed": f"{item.allowed:,.2f}"})
