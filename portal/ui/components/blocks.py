"""Components that lay out a page: heads, cards, facts, stages, lists, tables, notes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.ui.components.render import render
from portal.ui.parts import Fact, Tone

register = template.Library()


@register.simple_block_tag(end_name="endpage_head")
def page_head(content: str, title: str, lead: str = "", kicker: str = "") -> SafeString:
    """The page's h1 with a lead under it; the body holds badges and buttons at its right."""
    return render("page_head", content=content, title=title, lead=lead, kicker=kicker)


@register.simple_block_tag(end_name="endcard")
def card(
    content: str,
    title: str = "",
    href: str = "",
    link: str = "",
    flush: bool = False,
    id: str = "",  # noqa: A002 - the attribute it becomes
) -> SafeString:
    """A card; `link` with `href` stands at the right of its title; `flush` for a table that fills it."""
    return render("card", content=content, title=title, href=href, link=link, flush=flush, id=id)


@register.simple_block_tag(end_name="endfacts")
def facts(content: str) -> SafeString:
    """A band of few big facts; the body is `{% fact %}`s."""
    return render("facts", content=content, kind="facts")


@register.simple_block_tag(end_name="endcompare")
def compare(content: str) -> SafeString:
    """Figures side by side, to decide upon; the body is `{% fact %}`s."""
    return render("facts", content=content, kind="compare")


@register.simple_block_tag(end_name="endpairs")
def pairs(content: str) -> SafeString:
    """A record's fields, name at the left; the body is `{% fact %}`s."""
    return render("facts", content=content, kind="pairs")


@register.simple_tag
def fact(label: str, value: Any, note: Any = "") -> SafeString:
    return render("fact", fact=Fact(label, value, note))


@register.simple_tag
def fact_list(items: Iterable[Fact], kind: str = "pairs") -> SafeString:
    """The facts a view has prepared, as `facts`, `compare` or `pairs`."""
    return render("fact_list", items=items, kind=kind)


@register.simple_block_tag(end_name="endfigures")
def figures(content: str) -> SafeString:
    """A grid of key figures; the body is `{% figure %}`s."""
    return render("figures", content=content)


@register.simple_tag
def figure(label: str, value: Any, unit: str = "", href: str = "", note: Any = "") -> SafeString:
    return render("figure", label=label, value=value, unit=unit, href=href, note=note)


@register.simple_block_tag(end_name="endstage")
def stage(
    content: str,
    label: str,
    title: str,
    day: date | datetime | None = None,
    id: str = "",  # noqa: A002 - the attribute it becomes
    badge: Any = "",
) -> SafeString:
    """One stage of the dossier: its day and short name at the left, what happened at the right."""
    return render("stage", content=content, label=label, title=title, day=day, id=id, badge=badge)


@register.simple_block_tag(end_name="endentries")
def entries(content: str) -> SafeString:
    """A list of `{% entry %}`s."""
    return render("entries", content=content)


@register.simple_block_tag(end_name="endentry")
def entry(content: str, title: str, href: str = "") -> SafeString:
    """One line of a list: a link, and under it the body's spans of small text and badges."""
    return render("entry", content=content, title=title, href=href)


@register.simple_block_tag(end_name="enddata_table")
def data_table(content: str, caption: str, head: str = "", show_caption: bool = False) -> SafeString:
    """A table that folds into cards on a phone (each td carries data-l, its column's name).

    `head` names the columns, "名次|投标人|报价（元）#": # at the end marks a column of figures; the body is then
    the rows. Without `head` the body brings its own thead and tbody.
    """
    columns = [{"label": c.rstrip("#"), "num": c.endswith("#")} for c in head.split("|")] if head else []
    return render("data_table", content=content, caption=caption, columns=columns, show_caption=show_caption)


@register.simple_block_tag(end_name="endnote")
def note(content: str, kind: Tone = "wait", title: str = "") -> SafeString:
    """A remark that must be seen."""
    return render("note", content=content, kind=kind, title=title)


@register.simple_tag(name="empty_state")
@register.simple_tag
def empty(text: str, title: str = "", href: str = "", link: str = "") -> SafeString:
    """What an empty list says: what would be here and the first step. Inside a for loop write `empty_state`."""
    return render("empty", text=text, title=title, href=href, link=link)


@register.simple_block_tag(end_name="endbreadcrumbs")
def breadcrumbs(content: str) -> SafeString:
    """The way to this page; the body is `{% crumb %}`s, the last without href."""
    return render("breadcrumbs", content=content)


@register.simple_tag
def crumb(label: str, href: str = "") -> SafeString:
    return render("crumb", label=label, href=href)


@register.simple_block_tag(end_name="endtabs")
def tabs(content: str, label: str = "") -> SafeString:
    """Views of one thing as links; the body is `{% tab %}`s."""
    return render("tabs", content=content, label=label or _("视图"))


@register.simple_tag
def tab(label: str, href: str, current: bool = False, count: int | None = None) -> SafeString:
    return render("tab", label=label, href=href, current=current, count=count)


@register.simple_block_tag(end_name="endaction_bar")
def action_bar(content: str, text: str = "") -> SafeString:
    """The bar that stays at the bottom while one decides: what is chosen at the left, the buttons in the body."""
    return render("action_bar", content=content, text=text)
