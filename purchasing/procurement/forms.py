"""Input of the implementation plan and of a void tender."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organization, User
from portal.ui.fields import CleanCharField
from portal.values import clock
from purchasing.procurement import queries
from purchasing.procurement.guards import FIELDS


class Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)


class People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)


class ImplementationForm(forms.Form):
    """采购实施计划: agency and the people charged with each duty. The method is the plan's."""

    agency = forms.ModelChoiceField(label=_("采购代理机构"), queryset=Organization.objects.none())
    operator = Person(label=_("项目经办"))
    opening_officer = Person(label=_("开标员（密钥持有人）"))
    representatives = People(label=_("采购人代表"), help_text=_("参加评标委员会，不得担任组长。"))
    contract_reviewer = Person(label=_("合同复核"), help_text=_("不得与项目经办、验收小组成员为同一人。"))
    acceptance_organiser = Person(label=_("验收组织"))
    acceptance_members = People(label=_("验收小组成员"))
    unit_finance = Person(label=_("单位财务"))
    intention_waiver = CleanCharField(
        label=_("不公开采购意向的理由"), required=False, max_length=300,
        help_text=_("仅因不可预见的原因急需开展采购时填写。"),
    )  # fmt: skip

    def __init__(self, *args: Any, subject: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for duty, name in FIELDS.items():
            _offer_staff(self.fields[name], actor, duty)
        self.fields["agency"].queryset = queries.agencies()  # type: ignore[attr-defined]


class SuccessorForm(forms.Form):
    """Who takes over a duty, and why."""

    user = Person(label=_("改派"))
    remark = CleanCharField(label=_("更换理由"), max_length=300)

    def __init__(self, *args: Any, actor: Any, duty: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_staff(self.fields["user"], actor, duty)


class AppointeeForm(SuccessorForm):
    """Who is charged with a duty beside those who have it, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label, self.fields["remark"].label = _("增派"), _("增派理由")


def _offer_staff(field: Any, actor: Any, duty: str) -> None:
    """Offer those of the unit who can do the duty, and say which posts these are."""
    field.queryset = queries.staff_of(actor.organization_id, clock.today(), duty)
    field.help_text = f"{_('由%(posts)s担任。') % {'posts': queries.posts_for(duty)}}{field.help_text}"


class VoidForm(forms.Form):
    """废标: one of the four grounds of the law, and what happened."""

    ground = forms.ChoiceField(label=_("废标情形（政府采购法 第三十六条）"), widget=forms.RadioSelect)
    reason = CleanCharField(
        label=_("具体理由"), max_length=400, lines=True, help_text=_("将通知所有投标人，并随公告公开。")
    )

    def __init__(self, *args: Any, subject: Any = None, actor: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if subject is not None:
            self.fields["ground"].choices = list(queries.void_grounds(subject).items())  # type: ignore[attr-defined]
