"""Components of forms and lists: fields, error summary, actions, the buttons of a flow, pages, facets."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseFormSet, BoundField
from django.forms.forms import BaseForm
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.ui.components.render import render
from portal.ui.menus import PLACES
from portal.ui.transitions import buttons

register = template.Library()


@register.simple_tag
def html_lang() -> str:
    """The page's language as HTML writes it: zh-Hans."""
    language, _dash, script = (get_language() or "zh-hans").partition("-")
    return f"{language}-{script.title()}" if script else language


@register.simple_tag
def place(name: str) -> str:
    """The address of a place that every page links to: home, search, open-data, desk."""
    return PLACES[name]


@register.simple_tag
def field(bound: BoundField, prefix: str = "", suffix: str = "") -> SafeString:
    """A field: label above, help and error under it, both named by aria-describedby; a unit before or after it."""
    kind = getattr(bound.field.widget, "input_type", "")
    return render(
        "field", field=bound, prefix=prefix, suffix=suffix, check=kind == "checkbox" and not bound.use_fieldset
    )


@register.simple_tag
def fields(form: BaseForm) -> SafeString:
    """All fields of a form, hidden ones included, in order."""
    shown = [field(b) for b in form.visible_fields()]
    return render("fields", fields=shown, hidden=form.hidden_fields())


@register.simple_tag
def error_summary(*parts: BaseForm | BaseFormSet[Any] | list[Any] | tuple[Any, ...] | None) -> SafeString:
    """What is wrong, in one box on top of the page, each line a link to its field; a field's `full_label` tells it from
    its like, as the `heading` of a set of rows does. The parts of a sheet may come one by one or as a list."""
    forms = [form for part in parts for form in (part if isinstance(part, list | tuple) else [part])]
    rows = [row for form in forms if form is not None and form.is_bound for row in _errors(form)]
    return render("error_summary", rows=rows) if rows else SafeString("")


def _errors(form: BaseForm | BaseFormSet[Any]) -> list[dict[str, Any]]:
    if isinstance(form, BaseFormSet):
        rows = [{"id": "", "label": "", "message": m} for m in form.non_form_errors()]
        for number, inner in enumerate(form.forms, 1):
            at = f"{getattr(form, 'heading', '')} {_('第 %(number)d 行') % {'number': number}}".strip()
            rows += [{**row, "label": f"{at} {row['label']}".strip()} for row in _errors(inner)]
        return rows
    rows = [{"id": "", "label": "", "message": m} for m in form.non_field_errors()]
    for bound in form:
        label = getattr(bound.field, "full_label", bound.label)
        rows += [{"id": _target(bound), "label": label, "message": m} for m in bound.errors]
    return rows


def _target(bound: BoundField) -> str:
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.id_for_label or bound.auto_id)


@register.simple_block_tag(end_name="endform_actions")
def form_actions(
    content: str, submit: str = "", cancel: str = "", official: bool = False, confirm: str = ""
) -> SafeString:
    """The buttons that end a form: submit, whatever the body adds, and the way back."""
    return render(
        "form_actions", content=content, submit=submit or _("保存"), cancel=cancel, official=official, confirm=confirm
    )


@register.simple_tag(takes_context=True)
def transitions(context: Context, obj: Any) -> SafeString:
    """The moves this person may make on an object now; a blocked one is disabled with reason and article."""
    request = context["request"]
    return render("transitions", buttons=buttons(obj, getattr(request, "actor", None)), csrf_token=get_token(request))


@register.simple_tag
def pagination(page: Any, query: str = "") -> SafeString:
    """The way through a listing (`ListPage`) or a Django `Page`, there with the query to keep ("mine=1")."""
    if isinstance(page, Page):
        kept = f"&{query}" if query else ""
        newer = f"?page={page.previous_page_number()}{kept}" if page.has_previous() else ""
        older = f"?page={page.next_page_number()}{kept}" if page.has_next() else ""
        return render("pagination", newer=newer, older=older, text="")
    return render("pagination", newer=page.newer_url, older=page.older_url, text=page.range_text)


@register.simple_tag
def facets(page: Any) -> SafeString:
    """The filters of a listing by value, each with its capped count."""
    return render("facets", facets=page.facets, page=page)


@register.simple_tag
def listing(page: Any) -> SafeString:
    """A whole listing: search, filters, table, pages and downloads."""
    return render("_listing", page=page)
