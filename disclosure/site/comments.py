"""Public comment on needs: a form for anyone, a receipt, and the comments with their answers."""

from __future__ import annotations

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from disclosure.item.models import DisclosureItem
from disclosure.site.details import item_at
from portal.ui.access import public
from portal.ui.attempts import Attempts
from portal.ui.fields import CleanCharField
from portal.values import clock
from portal.values.refusal import Refused
from purchasing.models import NeedComment, Requirement
from purchasing.publication.models import Kind
from purchasing.requirement.actions import comment as take_comment
from purchasing.requirement.queries import is_open_for_comment

SHOWN = 100
COMMENTS = Attempts("comment", allowed=5, seconds=600)


class CommentForm(forms.Form):
    """What a person says; the name is optional and never shown. `key` is the form's own: pressed twice it is one comment."""

    name = CleanCharField(
        label=gettext_lazy("称呼"), max_length=40, required=False, help_text=gettext_lazy("可以不填，不对外公开。")
    )
    text = CleanCharField(
        lines=True,
        label=gettext_lazy("意见"),
        max_length=2000,
        help_text=gettext_lazy("请不要写身份证号、电话等个人信息。"),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


@public
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponseBase:
    item = item_at("notices", pk)
    if item.kind != Kind.NEEDS:
        raise Http404(_("这条公开信息不征求意见。"))
    requirement = Requirement.objects.select_related("plan_item").get(pk=item.subject_pk)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not COMMENTS.count(request):
            return COMMENTS.refuse(request)
        try:
            row = take_comment(requirement, **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.field or None, str(refusal.message))
        else:
            return _page(request, item, requirement, CommentForm(), receipt=receipt_of(row), status=201)
    return _page(request, item, requirement, form, status=422 if form.errors else 200)


def receipt_of(row: NeedComment) -> str:
    """The number by which a comment is asked about: YJ, day, running number."""
    return f"YJ{clock.day_of(row.at):%Y%m%d}-{row.pk:06d}"


def _page(
    request: HttpRequest,
    item: DisclosureItem,
    requirement: Requirement,
    form: CommentForm,
    *,
    receipt: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = requirement.comments.exclude(answer="").order_by("-at", "-pk")[:SHOWN]
    context = {
        "item": item,
        "requirement": requirement,
        "is_open": is_open_for_comment(requirement, clock.today()),
        "form": form,
        "receipt": receipt,
        "answered": [(receipt_of(row), row) for row in rows],
    }
    return render(request, "disclosure/site/comment.html", context, status=status)
