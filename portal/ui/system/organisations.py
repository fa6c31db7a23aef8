"""Organisations for the system administrator: the list, one with its names and people, adding, editing, renaming."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts import actions
from portal.accounts.models import Organization
from portal.accounts.policies import Can
from portal.accounts.queries import members_on, organisations_matching, organisations_on
from portal.audit import trail
from portal.ui.access import requires
from portal.ui.listing import Column, listing
from portal.ui.system.forms import NameForm, OrganisationEditForm, OrganisationForm
from portal.ui.system.sheets import Done, Sheet, page, send
from portal.values import clock

HISTORY = 60
MEMBERS = 200


class OrganisationFilter(django_filters.FilterSet):  # type: ignore[misc]
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("类型"), choices=Organization.Kind, empty_label=gettext_lazy("全部")
    )

    class Meta:
        model = Organization
        fields = ("kind",)


COLUMNS = [
    Column("name", gettext_lazy("名称"), href="self"),
    Column("uscc", gettext_lazy("统一社会信用代码")),
    Column("kind", gettext_lazy("类型"), "get_kind_display"),
    Column("region", gettext_lazy("行政区划")),
    Column("people", gettext_lazy("在任人数"), kind="number"),
]


@requires(Can.READ_ACCOUNTS)
@require_safe
def organisations(request: HttpRequest) -> HttpResponseBase:
    rows = listing(
        request, organisations_on(clock.today()), columns=COLUMNS, filterset=OrganisationFilter, key=("name", "id"),
        search=organisations_matching, name="organisations", empty=_("组织会列在这里。"),
    )  # fmt: skip
    return rows.respond("ui/system/organisations.html", title=_("组织"))


@requires(Can.READ_ACCOUNTS, Organization)
@require_safe
def organisation(request: HttpRequest, organisation: Organization) -> HttpResponse:
    """One organisation: what it is, the names it bore, who acts for it now or will, and what was done about it."""
    context = {
        "organisation": organisation,
        "names": organisation.names.all(),
        "members": members_on(organisation, clock.today())[:MEMBERS],
        "shown": MEMBERS,
        "today": clock.today(),
        "history": trail(organisation).order_by("-number")[:HISTORY],
    }
    return render(request, "ui/system/organisation.html", context)


@requires(Can.KEEP_ORGANISATIONS)
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, initial={"region": Organization._meta.get_field("region").default})
    sheet = Sheet("add_organisation", _("新增组织"), form, [_list()], submit=_("新增"))
    done = send(request, sheet, lambda act: actions.add_organisation(act, **form.cleaned_data))
    if done is None:
        return page(request, sheet)
    messages.success(request, _("已新增组织。"))
    return redirect("system:organisation", pk=done.pk)


@requires(Can.KEEP_ORGANISATIONS, Organization)
@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, organisation: Organization) -> HttpResponse:
    shown = ("uscc", "kind", "region", "address", "phone", "version")
    form = OrganisationEditForm(request.POST or None, initial={name: getattr(organisation, name) for name in shown})
    sheet = _sheet("edit_organisation", _("修改组织资料"), form, organisation)
    done = send(request, sheet, lambda act: actions.edit_organisation(act, organisation, **form.cleaned_data))
    return _back(request, done, sheet)


@requires(Can.KEEP_ORGANISATIONS, Organization)
@require_http_methods(["GET", "POST"])
def organisation_name(request: HttpRequest, organisation: Organization) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"what": NameForm.RENAMED, "version": organisation.version})
    sheet = _sheet("rename", _("登记更名"), form, organisation)

    def write(act: Any) -> Organization:
        values = {name: value for name, value in form.cleaned_data.items() if name != "what"}
        return actions.rename(act, organisation, **values)

    return _back(request, send(request, sheet, write), sheet)


def _list() -> tuple[str, str]:
    return _("组织"), reverse("system:organisations")


def _sheet(name: str, title: str, form: forms.Form, organisation: Organization, **more: Any) -> Sheet:
    way = [_list(), (organisation.name, organisation.get_absolute_url())]
    return Sheet(name, title, form, way, organisation, lead=organisation.name, **more)


def _back(request: HttpRequest, done: Done | None, sheet: Sheet) -> HttpResponse:
    if done is None:
        return page(request, sheet)
    messages.success(request, _("已保存。"))
    return redirect(sheet.back)
