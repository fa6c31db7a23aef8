"""Log-in and log-out. A person whose session ended returns to the page they were on."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.ui.access import public
from portal.ui.attempts import Attempts
from portal.values import clock
from portal.values.text import is_storable

FAILURES = Attempts("log-in", allowed=100, seconds=900)  # many share an office's address
NAME_LIMIT = 150  # characters, as the column holds


class LoginForm(AuthenticationForm):
    """User name and password; user names do not distinguish case."""

    error_messages = {
        "invalid_login": _("用户名或密码不正确。请检查后重试；连续多次错误会暂时锁定。"),
        "expired": _("一次性密码已过期。请联系系统管理员重置。"),
        "inactive": _("该账户已锁定，不能登录。请联系系统管理员。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("用户名")
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "autocapitalize": "none"})
        password = self.fields["password"]
        password.label = _("密码")
        password.widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})

    def clean_username(self) -> str:
        """Raises ValidationError for what no user name is, before anything is looked up or noted."""
        typed = str(self.cleaned_data["username"]).strip().lower()
        if len(typed) > NAME_LIMIT or not is_storable(typed):
            raise super().get_invalid_login_error()
        return typed

    def confirm_login_allowed(self, user: Any) -> None:
        """A one-time password is good for a few days. Raises ValidationError."""
        super().confirm_login_allowed(user)
        if user.one_time_until is not None and user.one_time_until <= clock.now():
            raise ValidationError(self.error_messages["expired"], code="expired")

    def get_invalid_login_error(self) -> ValidationError:
        """That an account is locked is said to whoever knows its password, and to nobody else."""
        locked = User.objects.filter(username=self.cleaned_data.get("username", ""), is_active=False).first()
        if locked is not None and locked.check_password(self.cleaned_data.get("password", "")):
            return ValidationError(self.error_messages["inactive"], code="inactive")
        return super().get_invalid_login_error()


class Login(LoginView):
    """The log-in page. Besides the lock of a name, an address that keeps failing waits, whatever names it tries."""

    template_name = "ui/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return FAILURES.refuse(request) if FAILURES.are_spent(request) else super().post(request, *args, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        FAILURES.count(self.request)
        return super().form_invalid(form)


login = public(Login.as_view())
logout = public(LogoutView.as_view())
