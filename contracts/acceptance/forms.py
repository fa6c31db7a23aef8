"""Input of acceptances: the supplier's request, the recipients heard, the results by item."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.acceptance.models import Acceptance
from contracts.acceptance.queries import team_of
from portal.accounts.actor import Actor
from portal.ui.fields import CleanCharField, NumberField

MOST_RECIPIENTS = 4


class RequestForm(forms.Form):
    """What the supplier says of the period."""

    note = CleanCharField(
        label=_("履约说明"), max_length=2000, required=False, lines=True,
        help_text=_("本期完成的工作量、质量和需要说明的情况；整改后再次提请的，写明整改结果。"),
    )  # fmt: skip

    def __init__(self, *args: Any, subject: Acceptance, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs["rows"] = 4


class TeamForm(forms.Form):
    """The team is appointed already; here stand the recipients of the service who take part and what they say."""

    def __init__(self, *args: Any, subject: Acceptance, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = "、".join(member.user.display_name for member in team_of(subject))
        for number in range(1, MOST_RECIPIENTS + 1):
            shown = {"number": number}
            self.fields[f"name_{number}"] = CleanCharField(
                label=_("服务对象代表 %(number)s") % shown, max_length=60, required=False,
                help_text=_("验收小组：%(names)s。面向公众的服务，至少由一名服务对象代表参加并写明意见。") % {"names": names}
                if number == 1
                else "",
            )  # fmt: skip
            self.fields[f"opinion_{number}"] = CleanCharField(
                label=_("代表 %(number)s 的意见") % shown, max_length=300, required=False
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = []
        for number in range(1, MOST_RECIPIENTS + 1):
            name, opinion = values.get(f"name_{number}", ""), values.get(f"opinion_{number}", "")
            if name and not opinion:
                self.add_error(f"opinion_{number}", _("请写下这位代表的意见。"))
            if opinion and not name:
                self.add_error(f"name_{number}", _("请写明发表意见的代表。"))
            if name and opinion:
                rows.append({"name": name, "opinion": opinion})
        return {"recipients": rows}


class ResultForm(forms.Form):
    """The points of every item with what was found; pre-filled with what the team has entered so far."""

    def __init__(self, *args: Any, subject: Acceptance, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(subject.items.all())
        for item in self.items:
            shown = {"seq": item.seq, "name": item.name, "points": f"{item.points:f}"}
            self.fields[f"score-{item.pk}"] = NumberField(
                label=_("%(seq)s. %(name)s（满分 %(points)s）") % shown, min_value=Decimal(0), max_value=item.points,
                max_digits=5, decimal_places=2, initial=item.score, help_text=item.standard,
            )  # fmt: skip
            self.fields[f"finding-{item.pk}"] = CleanCharField(
                label=_("第 %(seq)s 项的情况") % shown, max_length=300, required=False, initial=item.finding
            )
        self.fields["opinion"] = CleanCharField(
            label=_("验收意见"), max_length=1000, lines=True, initial=subject.opinion,
            help_text=_("您提交即签名；您改动了别人的录入，其他成员需要重新确认并签名。全部成员签名后，系统按合同的考核付款标准得出结论。"),
        )  # fmt: skip
        self.fields["opinion"].widget.attrs["rows"] = 3

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        scores = {
            item.pk: (values[f"score-{item.pk}"], values.get(f"finding-{item.pk}", ""))
            for item in self.items
            if f"score-{item.pk}" in values
        }
        return {"scores": scores, "opinion": values.get("opinion", "")}
