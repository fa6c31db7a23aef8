"""The page on which a provider says what it is and where it is paid."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.actor import signed_actor
from portal.ui.access import requires
from portal.ui.system.sheets import Sheet, page, send
from purchasing.supplier.actions import save_profile
from purchasing.supplier.forms import ProfileForm
from purchasing.supplier.policies import Can
from purchasing.supplier.queries import supplier_of

SHOWN = ("kind", "size", "contact_name", "contact_phone", "bank_name", "bank_account", "version")


@requires(Can.KEEP_PROFILE)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The profile of the actor's own organisation, empty before its first saving."""
    actor = signed_actor(request)
    row = supplier_of(actor)
    form = ProfileForm(request.POST or None, initial={name: getattr(row, name, "") for name in SHOWN})
    assert actor.membership is not None, "a provider acts by a membership"
    sheet = Sheet(
        "supplier_profile", _("供应商资料"), form, [(_("待办"), reverse("inbox"))], row,
        submit=_("保存"), lead=actor.membership.organization.name,
        note=_("登记免费，无需审批，填写后即可获取采购文件、参加投标。"),
    )  # fmt: skip
    if send(request, sheet, lambda act: save_profile(act, **form.cleaned_data)) is None:
        return page(request, sheet)
    messages.success(request, _("已保存。"))
    return redirect("supplier-profile")
