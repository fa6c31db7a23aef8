"""The smallest Django views with the product's own middlewares on the same rows: one query, one plain template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from disclosure.item.models import DisclosureItem
from portal.accounts.actor import actor_of
from portal.ui.access import public, signed_in
from portal.workflow.models import InboxItem

HEAD = '<!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>mini</title></head><body><table>'
ROW = "<tr><td><a href=\"{{ row.get_absolute_url }}\">{{ row.title }}</a></td><td>{{ row.purchaser_name }}</td><td>{{ row.amount }}</td><td>{{ row.published_at|date:'Y-m-d H:i' }}</td></tr>"
LIST = engines["django"].from_string(f"{HEAD}{{% for row in rows %}}{ROW}{{% endfor %}}</table></body></html>")
ONE = engines["django"].from_string(
    f"{HEAD}{ROW}{{% for name, value in row.content.items %}}<tr><td>{{{{ name }}}}</td><td>{{{{ value }}}}</td></tr>{{% endfor %}}</table></body></html>"
)
INBOX = engines["django"].from_string(
    f'{HEAD}{{% for row in rows %}}<tr><td><a href="{{{{ row.url }}}}">{{{{ row.title }}}}</a></td><td>{{{{ row.due_on }}}}</td></tr>{{% endfor %}}</table></body></html>'
)


@public
def notices(request: HttpRequest) -> HttpResponse:
    rows = DisclosureItem.objects.filter(corrected_by=None, section="notices").defer("content", "search", "pieces")
    return HttpResponse(LIST.render({"rows": rows.order_by("-published_at", "-id")[:20]}, request))


@public
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(ONE.render({"row": DisclosureItem.objects.defer("search", "pieces").get(pk=pk)}, request))


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    membership = actor_of(request).membership
    rows = InboxItem.objects.filter(role=membership.role, organization=membership.organization_id)
    return HttpResponse(INBOX.render({"rows": rows.order_by("due_on", "waiting_since")[:200]}, request))


urlpatterns = [path("notices/", notices), path("notices/<int:pk>/", notice), path("desk/", inbox)]
