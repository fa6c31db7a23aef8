"""Input of the review: findings with reasons, the chair, a declaration, the sheet, a signature with dissent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.ui.fields import CleanCharField
from portal.values.text import half_width
from purchasing.bid.models import Bid
from purchasing.review import scoring
from purchasing.review.models import CommitteeMember, QualificationResult
from purchasing.review.tables import name_of
from purchasing.tender.models import Criterion

VERDICTS = (("yes", gettext_lazy("符合")), ("no", gettext_lazy("不符合")))
_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


class FindingsForm(forms.Form):
    """A verdict with its reason for each of some matters; the rule that a failure needs a reason is the action's."""

    matters: list[tuple[str, Any]] = []

    def add(self, key: str, label: Any, verdict: bool | None, reason: str) -> None:
        initial = None if verdict is None else ("yes" if verdict else "no")
        self.fields[f"v-{key}"] = forms.ChoiceField(
            label=label, choices=VERDICTS, widget=forms.RadioSelect, initial=initial
        )
        self.fields[f"r-{key}"] = CleanCharField(
            label=_("不符合的理由"), required=False, max_length=300, lines=True, initial=reason,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    def finding(self, key: str) -> tuple[bool, str]:
        return self.cleaned_data[f"v-{key}"] == "yes", self.cleaned_data[f"r-{key}"]

    def reason_is_missing(self, key: str, message: Any) -> None:
        """Show a refusal of the action at its matter."""
        self.add_error(f"r-{key}", str(message))


class QualificationForm(FindingsForm):
    """The findings on each condition of one bid; the prefix keeps several bids on one page apart."""

    def __init__(self, data: Any = None, *, bid: Bid, conditions: Iterable[dict[str, str]]) -> None:
        super().__init__(data, prefix=f"b{bid.pk}")
        self.bid, self.codes = bid, [row["code"] for row in conditions]
        given: dict[str, QualificationResult] = {r.code: r for r in bid.qualification.all()}
        self.checked = bool(given)
        for row in conditions:
            result = given.get(row["code"])
            self.add(row["code"], row["text"], result.passed if result else None, result.reason if result else "")

    def findings(self) -> dict[str, tuple[bool, str]]:
        return {code: self.finding(code) for code in self.codes}


class ConformityForm(FindingsForm):
    """A member's findings on each qualified bid."""

    def __init__(self, data: Any = None, *, bids: list[Bid], given: dict[int, tuple[bool, str]]) -> None:
        super().__init__(data)
        self.bids = bids
        for bid in bids:
            verdict, reason = given.get(bid.pk, (None, ""))
            self.add(str(bid.pk), name_of(bid), verdict, reason)

    def findings(self) -> dict[int, tuple[bool, str]]:
        return {bid.pk: self.finding(str(bid.pk)) for bid in self.bids}

    def rows(self) -> list[tuple[Bid, BoundField, BoundField]]:
        return [(bid, self[f"v-{bid.pk}"], self[f"r-{bid.pk}"]) for bid in self.bids]


class ChairForm(forms.Form):
    """Whom the members elected; only experts can be chosen."""

    chair = forms.ModelChoiceField(
        label=gettext_lazy("评委会组长"),
        queryset=CommitteeMember.objects.none(),
        help_text=gettext_lazy("由评委推选产生，采购人代表不得担任。"),
    )

    def __init__(self, data: Any = None, *, members: list[CommitteeMember]) -> None:
        super().__init__(data)
        experts = [m.pk for m in members if m.kind == CommitteeMember.Kind.EXPERT]
        field: Any = self.fields["chair"]
        field.queryset = CommitteeMember.objects.filter(pk__in=experts).select_related("user", "committee")
        field.initial = next((m.pk for m in members if m.is_chair), None)


class ExcuseForm(forms.Form):
    """Why a member does not go on."""

    reason = CleanCharField(
        label=gettext_lazy("更换理由"), max_length=300, lines=True,
        help_text=gettext_lazy("缺席、健康原因或评审中发现的回避情形。"), widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DeclareForm(forms.Form):
    """No conflict, or which one."""

    choice = forms.ChoiceField(
        label=gettext_lazy("声明"),
        choices=(
            (
                "none",
                gettext_lazy("我与采购人和上述投标人没有利害关系，独立、客观、公正、审慎评审，并对评审情况保密。"),
            ),
            ("conflict", gettext_lazy("我有应当回避的情形，退出本项目评审。")),
        ),
        widget=forms.RadioSelect,
    )
    conflict = CleanCharField(label=gettext_lazy("回避事由"), required=False, max_length=300, lines=True)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("choice") == "conflict" and not data.get("conflict"):
            self.add_error("conflict", _("请写明应当回避的情形。"))
        if data.get("choice") == "none":
            data["conflict"] = ""
        return data


class PointsField(forms.Field):
    """Points as members type them: full-width figures and a comma for the point are understood; empty stays open."""

    def __init__(self, *, maximum: Decimal, step: Decimal, full_label: str, **kwargs: Any) -> None:
        self.maximum, self.step, self.full_label = maximum, step, full_label
        attrs = {"inputmode": "decimal", "autocomplete": "off", "maxlength": 8}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        typed = half_width(str(value or "")).strip().replace(",", ".").replace("。", ".")
        if not typed:
            return None
        if not _POINTS.fullmatch(typed):
            raise ValidationError(_("请填写分数，例如 18.5。"), code="points")
        points = Decimal(typed)
        if not scoring.fits(points, self.maximum, self.step):
            limits = {"points": f"{self.maximum.normalize():f}", "step": f"{self.step.normalize():f}"}
            raise ValidationError(_("应在 0 到 %(points)s 之间，以 %(step)s 为步长。"), code="range", params=limits)
        return points


@dataclass(frozen=True)
class Section:
    """One bid of the sheet: its cells, in the order of the criteria."""

    bid: Bid
    name: str
    cells: list[tuple[Criterion, BoundField]]


class SheetForm(forms.Form):
    """A member's sheet: a cell for each bid and criterion, and the version it was read at.

    `only` names the cells that are open; all others are shown and not taken.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self,
        data: Any = None,
        *,
        seat: CommitteeMember,
        bids: list[Bid],
        criteria: list[Criterion],
        given: dict[tuple[int, int], Decimal],
        only: set[tuple[int, int]] | None = None,
    ) -> None:
        super().__init__(data, initial={"version": seat.version})
        self.bids, self.criteria = bids, criteria
        step = seat.committee.procurement.document.score_step
        for bid in bids:
            for criterion in criteria:
                cell = (bid.pk, criterion.pk)
                self.fields[_name(cell)] = PointsField(
                    maximum=criterion.points, step=step, label=_label(criterion), initial=given.get(cell),
                    full_label=f"{name_of(bid)} {_label(criterion)}", help_text=criterion.standard,
                    disabled=bool(only) and cell not in (only or ()),
                )  # fmt: skip

    def points(self) -> dict[tuple[int, int], Decimal | None]:
        """Every cell that can be read; wrong ones are left out and show their errors."""
        cells = [(bid.pk, criterion.pk) for bid in self.bids for criterion in self.criteria]
        return {
            cell: self.cleaned_data[_name(cell)]
            for cell in cells
            if _name(cell) in self.cleaned_data and not self.fields[_name(cell)].disabled
        }

    def sections(self) -> list[Section]:
        return [
            Section(bid, name_of(bid), [(c, self[_name((bid.pk, c.pk))]) for c in self.criteria]) for bid in self.bids
        ]

    def read_at(self, version: int) -> None:
        """What was typed is from now on judged against this version."""
        self.data = {name: self.data.get(name) for name in self.data} | {"version": str(version)}


def _name(cell: tuple[int, int]) -> str:
    return f"s-{cell[0]}-{cell[1]}"


def _label(criterion: Criterion) -> str:
    kind = _("客观") if criterion.objective else _("评审")
    return _("%(name)s（%(points)s 分，%(kind)s）") % {
        "name": criterion.name,
        "points": f"{criterion.points.normalize():f}",
        "kind": kind,
    }


class SignForm(forms.Form):
    """A signature; whoever disagrees says so, and it stands in the report."""

    dissent = CleanCharField(
        label=gettext_lazy("不同意见（没有可不填）"), required=False, max_length=500, lines=True,
        help_text=gettext_lazy("对评审结论有异议的，在此写明意见和理由，随报告一并签署。"),
    )  # fmt: skip
