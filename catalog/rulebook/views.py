"""The pages of the rules: those of a day, one with its versions, the negative list; and the changes finance drafts."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

import portal.statutes as statutes
from catalog.rulebook import queries
from catalog.rulebook.actions import edit_draft, start_draft
from catalog.rulebook.filters import RuleFilter
from catalog.rulebook.forms import RuleForm
from catalog.rulebook.kinds import written
from catalog.rulebook.models import RuleDraft, State
from catalog.rulebook.policies import Can
from catalog.rulebook.previews import effect_of
from portal.accounts.actor import actor_of, signed_actor
from portal.accounts.capability import allows, ask, holds
from portal.audit import acts_on
from portal.statutes.models import RuleVersion, Unit
from portal.statutes.sync import AUTHOR
from portal.ui.access import public, requires
from portal.ui.drafts import meanwhile, show_refusals, typed_key
from portal.ui.fields import read_day
from portal.ui.listing import Column, listing
from portal.ui.transitions import rights_for_buttons
from portal.values import clock
from portal.values.refusal import Refused


def phrase(version: RuleVersion) -> str:
    """Value and unit for people; a condition has none."""
    return "—" if version.unit == Unit.CONDITION else statutes.ruling_of(version).phrase


def _stands(version: Any) -> str:
    return _("另有就近规定") if version.overridden else _("适用")


def _bound(version: RuleVersion) -> str:
    return "" if version.unit == Unit.CONDITION else version.get_min_or_max_display()


def _until(version: RuleVersion) -> str:
    return _("至 %(day)s 前") % {"day": version.effective_to} if version.effective_to else ""


RULES = (
    Column("title_zh", gettext_lazy("规则"), href=lambda v: f"/rules/{v.code}/", note="code"),
    Column("code", gettext_lazy("编号"), shown=False),
    Column("value", gettext_lazy("数值"), phrase, note=_bound),
    Column("cites", gettext_lazy("依据"), note="get_jurisdiction_display"),
    Column("jurisdiction", gettext_lazy("制定层级"), "get_jurisdiction_display", shown=False),
    Column("effective_from", gettext_lazy("施行日"), kind="day", note=_until),
    Column("effective_to", gettext_lazy("失效日"), kind="day", shown=False),
    Column("stands", gettext_lazy("适用"), _stands, note="get_source_mark_display"),
    Column("source_mark", gettext_lazy("来源核对"), "get_source_mark_display", shown=False),
    Column("words", gettext_lazy("提示词"), lambda v: "、".join(v.words), shown=False),
    Column("note", gettext_lazy("说明"), shown=False),
)
DRAFTS = (
    Column("code", gettext_lazy("编号"), href="self"),
    Column("title_zh", gettext_lazy("规则")),
    Column("value", gettext_lazy("数值"), phrase),
    Column("effective_from", gettext_lazy("施行日"), kind="day"),
    Column("cites", gettext_lazy("依据")),
    Column("author", gettext_lazy("拟定人"), "author.display_name"),
    Column("state", gettext_lazy("状态"), kind="state"),
)


@public
@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    """The rules of a day, today's unless another is asked for."""
    day = _day(request)
    page = listing(
        request, queries.rules_on(day), columns=RULES, filterset=RuleFilter, search=("code", "title_zh", "cites"),
        key=("-jurisdiction", "code", "id"), name="rules", empty=gettext_lazy("这一天还没有规则。"),
    )  # fmt: skip
    return page.respond("catalog/rulebook/rules.html", day=day)


def _day(request: HttpRequest) -> date:
    """The day asked for; one that is none is reported by the filter, beside today's rules."""
    try:
        return read_day(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


@public
@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    versions = queries.versions_of(code)
    if not versions:
        raise Http404(_("没有编号为 %(code)s 的规则。") % {"code": code})
    today = clock.today()
    current = queries.standing(code, today)
    actor = actor_of(request)
    context = {
        "code": code,
        "current": current,
        "shown": current or versions[0],
        "phrase": phrase(current or versions[0]),
        "versions": [(version, phrase(version), version.standing(today), _origin(version)) for version in versions],
        "negative": queries.is_negative(code),
        "may_draft": holds(actor, Can.DRAFT_RULE),
        "drafts": queries.drafts_for(actor).filter(pk__in=queries.waiting_on(code)) if actor else (),
    }
    return render(request, "catalog/rulebook/rule.html", context)


def _origin(version: RuleVersion) -> str:
    """Where a version came from; the public is told the office, not the officer."""
    return _("规则文件") if version.created_by == AUTHOR else _("财政部门批准")


@public
@require_safe
def negative_list(request: HttpRequest) -> HttpResponse:
    day = _day(request)
    return render(request, "catalog/rulebook/negative.html", {"entries": queries.negative_list(day), "day": day})


@requires(Can.READ_DRAFT)
@require_safe
def drafts(request: HttpRequest) -> HttpResponseBase:
    page = listing(
        request, queries.drafts_for(signed_actor(request)), columns=DRAFTS, search=("code", "title_zh"), key=("-id",),
        name="rule-drafts", empty=gettext_lazy("起草的规则修改会列在这里；请从规则页开始。"),
    )  # fmt: skip
    return page.respond("catalog/rulebook/drafts.html")


@requires(Can.READ_DRAFT, RuleDraft, related=("author", "approved_by", "finance"))
@require_safe
def draft(request: HttpRequest, draft: RuleDraft) -> HttpResponse:
    actor, waiting = signed_actor(request), draft.state in (State.DRAFT, State.SUBMITTED)
    ask(actor, [(draft, can) for can in dict.fromkeys([*rights_for_buttons(draft), Can.DRAFT_RULE])])
    context = {
        "draft": draft,
        "phrase": phrase(draft),  # type: ignore[arg-type]  # it has what a version has
        "effect": effect_of(draft, actor) if waiting else None,
        "may_edit": draft.state == State.DRAFT and allows(actor, Can.DRAFT_RULE, draft),
        "entries": acts_on(draft),
    }
    return render(request, "catalog/rulebook/draft.html", context)


@requires(Can.DRAFT_RULE)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """A new version of a rule, begun with what the present one says; pressed twice, one draft is begun."""
    versions = queries.versions_of(code)
    if not versions:
        raise Http404(_("没有编号为 %(code)s 的规则。") % {"code": code})
    known = queries.standing(code, clock.today()) or versions[0]
    form = RuleForm(request.POST or None, code=code, unit=known.unit, initial=_begun_with(known))
    form_key = typed_key(request)
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            return redirect(start_draft(signed_actor(request), code, form_key=form_key, **values))
        except Refused as refused:
            show_refusals(form, refused)
            form_key = ""
    context = {"form": form, "code": code, "known": known, "form_key": form_key or secrets.token_urlsafe(16)}
    return render(request, "catalog/rulebook/edit.html", context, status=422 if form.is_bound else 200)


def _begun_with(known: RuleVersion) -> dict[str, Any]:
    instrument, _space, article = known.cites.rpartition(" ")
    return {
        **_values(known),
        "jurisdiction": known.jurisdiction,
        "instrument": instrument or known.cites,
        "article": article if instrument else "",
        "effective_from": None,
        "effective_to": None,
        "note": "",
    }


def _values(row: RuleVersion | RuleDraft) -> dict[str, Any]:
    """What a version or draft says, as the form writes it."""
    names = ("title_zh", "unit", "jurisdiction", "source_mark", "effective_from", "effective_to", "note")
    return {
        **{name: getattr(row, name) for name in names},
        "value": written(row.unit, row.value),
        "words": "\n".join(row.words),
    }


@requires(Can.DRAFT_RULE, RuleDraft, read=Can.READ_DRAFT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, draft: RuleDraft) -> HttpResponse:
    initial = {**_of(draft), "version": draft.version}
    form = RuleForm(request.POST or None, code=draft.code, unit=draft.unit, initial=initial)
    changed: list[Any] = []
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            edit_draft(signed_actor(request), draft, version=values.pop("version") or 0, **values)
        except Refused as refused:
            draft.refresh_from_db()
            changed = meanwhile(form, refused, _of(draft), draft.version)
            show_refusals(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect(draft)
    context = {"form": form, "code": draft.code, "draft": draft, "changed": changed}
    return render(request, "catalog/rulebook/edit.html", context, status=422 if form.is_bound else 200)


def _of(draft: RuleDraft) -> dict[str, Any]:
    return {**_values(draft), "instrument": draft.instrument, "article": draft.article}
