"""Input of accounts: what a user name, an address and a code look like. What is allowed is judged by the actions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, Organization, User
from portal.accounts.queries import colleagues_of, duties_of, organisation_called
from portal.accounts.roles import Role
from portal.ui.drafts import Versioned
from portal.ui.fields import CleanCharField, DayField, UsccField
from portal.values.text import clean, half_width, is_storable

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,29}")
REGION = re.compile(r"[0-9]{6}(?:[0-9]{6})?")
PASSWORD_LIMIT = 4096  # characters: nobody types more, and hashing has its price


class UsernameField(forms.CharField):
    """A user name in its one form: half width, lower case."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        if not is_storable(typed):
            raise ValidationError(_("含有无法保存的字符，请删除后重新填写。"), code="unstorable")
        name = half_width(clean(typed)).strip().lower()
        if name and not USERNAME.fullmatch(name):
            raise ValidationError(
                _("用户名用 2 至 30 个小写字母、数字或“. _ -”，以字母或数字开头，例如 zhangsan。"), code="username"
            )
        return name


class MailField(forms.EmailField):
    """An e-mail address, full-width signs read as what they mean."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)
        self.error_messages["invalid"] = _("请填写邮箱地址，例如 name@example.cn。")

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        if not is_storable(typed):
            raise ValidationError(_("含有无法保存的字符，请删除后重新填写。"), code="unstorable")
        return half_width(clean(typed))


class PasswordField(forms.CharField):
    def __init__(self, *, complete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": complete})
        super().__init__(strip=False, max_length=PASSWORD_LIMIT, widget=widget, **kwargs)


class OrganisationField(CleanCharField):
    """An organisation on record, by its code or its full name."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "organisation-options", "autocomplete": "off"})
        super().__init__(max_length=160, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = organisation_called(half_width(typed)) or organisation_called(typed)
        if found is None:
            raise ValidationError(
                _("没有登记这个组织：请核对统一社会信用代码或全称，或先在“组织”中新增。"), code="unknown"
            )
        return found


class UserForm(forms.Form):
    username = UsernameField(
        label=_("用户名"), max_length=60, help_text=_("登录用，不分大小写，开立后不能修改。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    display_name = CleanCharField(label=_("姓名或岗位"), max_length=60)
    email = MailField(label=_("邮箱"), required=False, help_text=_("用于接收办理提醒，可由本人日后填写。"))


class PersonForm(Versioned):
    display_name = CleanCharField(label=_("姓名或岗位"), max_length=60)
    email = MailField(label=_("邮箱"), required=False)


class ReasonForm(Versioned):
    reason = CleanCharField(
        label=_("事由"), max_length=200, help_text=_("记入办理记录：谁提出，依据什么，身份怎样核对。")
    )


class GrantForm(Versioned):
    organization = OrganisationField(label=_("组织"), help_text=_("填统一社会信用代码或全称。"))
    role = forms.ChoiceField(label=_("岗位"), choices=[("", _("请选择")), *Role.choices])
    valid_from = DayField(label=_("生效日"), help_text=_("当日零时（北京时间）起有效，不能早于今天。"))
    valid_to = DayField(label=_("失效日"), required=False, help_text=_("当日零时起不再有效；长期任职的留空。"))

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class EndForm(Versioned):
    on = DayField(label=_("失效日"), help_text=_("当日零时（北京时间）起不再有效；填今天即立刻终止。"))
    reason = CleanCharField(
        label=_("事由"), max_length=200, help_text=_("记入办理记录，例如“调离，人事〔2026〕12 号”。")
    )


class _ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague, named with what they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name}（{'；'.join(post.title for post in obj.posts)}）"


class _DutyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class DeputyForm(Versioned):
    """Which duty, who, from when to when, why."""

    duty = _DutyField(label=_("代理的岗位"), queryset=Membership.objects.none(), empty_label=_("请选择"))
    deputy = _ColleagueField(
        label=_("代理人"), queryset=User.objects.none(), empty_label=_("请选择"), help_text=_("本单位的在任人员。")
    )
    valid_from = DayField(label=_("开始日"), help_text=_("当日零时（北京时间）起可以代理，不能早于今天。"))
    last_day = DayField(label=_("最后一天"), help_text=_("当日 24 时自动终止；可以提前收回。"))
    reason = CleanCharField(label=_("事由"), max_length=200, help_text=_("记入办理记录，例如“外出培训”“年休假”。"))

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].queryset = duties_of(user, today)  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = colleagues_of(user, today)  # type: ignore[attr-defined]


class _OrganisationFields(forms.Form):
    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("请选择")), *Organization.Kind.choices])
    region = CleanCharField(
        label=_("行政区划代码"),
        max_length=12,
        help_text=_("6 位（GB/T 2260），例如景德镇市 360200；或 12 位统计用代码。"),
    )
    address = CleanCharField(label=_("地址"), max_length=200, required=False)
    phone = CleanCharField(label=_("联系电话"), max_length=40, required=False)

    def clean_region(self) -> str:
        code = half_width(self.cleaned_data["region"])
        if not REGION.fullmatch(code):
            raise ValidationError(_("行政区划代码应为 6 位或 12 位数字。"), code="region")
        return code


class OrganisationForm(_OrganisationFields):
    uscc = UsccField(label=_("统一社会信用代码"), max_length=40)
    name = CleanCharField(label=_("名称"), max_length=120, help_text=_("与登记证书一致的全称。"))
    field_order = ["uscc", "name", "kind", "region", "address", "phone"]


class OrganisationEditForm(Versioned, _OrganisationFields):
    uscc = UsccField(
        label=_("统一社会信用代码"), max_length=40, help_text=_("仅在无人任职时可更正；名称另在“登记更名”中修改。")
    )
    field_order = ["uscc", "kind", "region", "address", "phone", "version"]


class NameForm(Versioned):
    """A new name from a day on, or the correction of one that was entered wrongly."""

    RENAMED, CORRECTED = "renamed", "corrected"
    what = forms.ChoiceField(
        label=_("办理内容"), widget=forms.RadioSelect, initial=RENAMED,
        choices=[(RENAMED, _("组织更名：此前的文件仍用原名称")), (CORRECTED, _("更正录入错误：原名称从未使用"))],
    )  # fmt: skip
    name = CleanCharField(label=_("新名称"), max_length=120)
    on = DayField(label=_("更名生效日"), required=False, help_text=_("更正录入错误时不填。"))

    def clean(self) -> None:
        what, on = self.cleaned_data.get("what"), self.cleaned_data.get("on")
        if what == self.RENAMED and on is None and "on" not in self.errors:
            self.add_error("on", ValidationError(_("请填写更名生效日。"), code="required"))
        if what == self.CORRECTED and on is not None:
            self.add_error("on", ValidationError(_("更正录入错误时不填生效日。"), code="superfluous"))


class NewPasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    new = PasswordField(
        label=_("新密码"), complete="new-password",
        help_text=_("至少 12 个字符，不能是常用密码，也不能与用户名、姓名、邮箱相近。"),
    )  # fmt: skip
    again = PasswordField(label=_("再次输入新密码"), complete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new(self) -> str:
        password: str = self.cleaned_data["new"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能与现用密码相同。"), code="same")
        return password

    def clean(self) -> None:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if new and again and new != again:
            self.add_error("again", ValidationError(_("两次输入的密码不一致。"), code="mismatch"))


class _Confirmed(forms.Form):
    """Asks for the present password, so that an open desk is not enough."""

    user: User
    current = PasswordField(label=_("现用密码"), complete="current-password")

    def clean_current(self) -> str:
        password: str = self.cleaned_data["current"]
        if not self.user.check_password(password):
            raise ValidationError(_("现用密码不正确。"), code="wrong")
        return password


class PasswordForm(NewPasswordForm, _Confirmed):
    field_order = ["current", "new", "again"]


class EmailForm(_Confirmed):
    email = MailField(label=_("邮箱"), required=False, help_text=_("用于接收办理提醒；留空则只在站内收到消息。"))
    field_order = ["email", "current"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
