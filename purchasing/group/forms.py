"""Input of the group: members, meetings, matters, decisions, tasks, answers, the report and the government's reply."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization
from portal.files.forms import UploadField
from portal.ui.drafts import Versioned
from portal.ui.fields import CleanCharField, DayField, WholeField
from portal.ui.system.forms import OrganisationField
from portal.values import clock
from purchasing.group.models import GroupMatter, GroupMeeting, GroupMember
from purchasing.group.queries import agenda_of, answerable_on, next_place, open_meetings, seats_of

TALL, SHORT = (forms.Textarea(attrs={"rows": rows}) for rows in ("8", "3"))
PLACES = 99


class MemberForm(forms.Form):
    organization = OrganisationField(label=_("成员单位"), help_text=_("填统一社会信用代码或全称。"))
    name = CleanCharField(label=_("姓名"), max_length=60)
    post = CleanCharField(label=_("职务"), max_length=80)
    seat = forms.ChoiceField(label=_("席位"), choices=GroupMember.Seat.choices, initial=GroupMember.Seat.MEMBER)
    document = CleanCharField(label=_("依据"), max_length=120, help_text=_("调整成员的文件名称或文号。"))
    valid_from = DayField(label=_("自"), help_text=_("从这一天起为小组成员，可以补记。"))


class EndSeatForm(forms.Form):
    on = DayField(label=_("至（不含）"), help_text=_("从这一天起不再是小组成员。"))
    document = CleanCharField(label=_("依据"), max_length=120)


class MeetingForm(Versioned):
    """A meeting; once it is there, also who was present and the order of its agenda."""

    title = CleanCharField(label=_("会议名称"), max_length=120)
    held_on = DayField(label=_("召开日期"))
    place = CleanCharField(label=_("地点"), max_length=120)

    def __init__(self, *args: Any, meeting: GroupMeeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matters: list[GroupMatter] = []
        if meeting is None:
            return
        self.fields["present"] = forms.ModelMultipleChoiceField(
            label=_("出席人员"), queryset=seats_of(meeting.group, meeting.held_on), required=False,
            initial=list(meeting.present.values_list("pk", flat=True)), widget=forms.CheckboxSelectMultiple,
            help_text=_("列出会议当日在任的成员。"),
        )  # fmt: skip
        self.matters = list(agenda_of(meeting))
        for matter in self.matters:
            label = _("“%(title)s”的序号") % {"title": matter.title}
            self.fields[f"place_{matter.pk}"] = WholeField(
                label=label, min_value=1, max_value=PLACES, initial=matter.place
            )

    @property
    def places(self) -> dict[int, int]:
        """The order typed: {key of the matter: its number}."""
        return {matter.pk: self.cleaned_data[f"place_{matter.pk}"] for matter in self.matters}


class MatterForm(Versioned):
    kind = forms.ChoiceField(label=_("类别"), choices=GroupMatter.Kind.choices)
    title = CleanCharField(label=_("议题"), max_length=120)
    summary = CleanCharField(label=_("需要研究决定的内容"), lines=True, max_length=4000, widget=TALL)

    def __init__(self, *args: Any, matter: GroupMatter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"] = UploadField(label=_("附件材料"), required=False)
        kinds = [GroupMatter.Kind.ROLLUP]
        if matter is None or matter.kind not in kinds:  # a roll-up comes from finance with its figures
            self.fields["kind"].choices = [c for c in GroupMatter.Kind.choices if c[0] not in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]


class TaskForm(Versioned):
    organization = forms.ModelChoiceField(label=_("承办单位"), queryset=Organization.objects.none())
    text = CleanCharField(label=_("任务"), max_length=500, lines=True, widget=SHORT)
    due_on = DayField(label=_("完成期限"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = answerable_on(today)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = CleanCharField(label=_("落实情况"), lines=True, max_length=4000, widget=TALL)


class ReturnForm(forms.Form):
    reason = CleanCharField(label=_("需要补充什么"), max_length=500, lines=True, widget=SHORT)


class TextForm(Versioned):
    report_text = CleanCharField(
        label=_("报告正文"), lines=True, max_length=8000, widget=TALL,
        help_text=_("写明情况、决定和请示的事项；会议、决定、任务落实表和附表由系统附在正文之后。"),
    )  # fmt: skip


class _Step(forms.Form):
    """A form of one move, called by the transition's page."""

    def __init__(self, *args: Any, subject: GroupMatter | None = None, actor: Any = None, **kwargs: Any) -> None:
        assert subject is not None
        self.subject = subject
        super().__init__(*args, **kwargs)


class ReasonForm(_Step):
    reason = CleanCharField(label=_("理由"), max_length=500, lines=True, widget=SHORT)


class AgendaForm(_Step):
    """Which meeting, and at which place of its agenda; left empty, the last."""

    meeting = forms.ModelChoiceField(label=_("会议"), queryset=GroupMeeting.objects.none(), empty_label=_("请选择"))
    place = WholeField(label=_("议程序号"), min_value=1, max_value=PLACES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        field.queryset = open_meetings(self.subject.group, clock.today())  # type: ignore[attr-defined]
        field.help_text = _("没有会议可选的，请先在“小组会议”中登记会议。")

    def clean(self) -> None:
        meeting, place = self.cleaned_data.get("meeting"), self.cleaned_data.get("place")
        if meeting is not None and "place" not in self.errors:
            self.cleaned_data["place"] = place or next_place(meeting)


class DecisionForm(_Step):
    shows = "purchasing/group/_asked.html"
    outcome = forms.ChoiceField(label=_("决定"), choices=GroupMatter.Outcome.choices, widget=forms.RadioSelect)
    decision = CleanCharField(label=_("决定内容"), lines=True, max_length=4000, widget=TALL)


class ReplyForm(_Step):
    """市政府批示: what stands on paper, with its scan. Confirmed by another person."""

    document = CleanCharField(label=_("文号或会议名称"), max_length=120)
    on = DayField(label=_("日期"))
    reply = CleanCharField(label=_("市政府意见"), lines=True, max_length=2000, widget=SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"] = UploadField(label=_("扫描件"))
