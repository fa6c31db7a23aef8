"""The demo's own pages: who may do what and what waits for each, and everybody's mails. Only where DEMO is on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.models import User
from portal.demo import private, queries
from portal.notify.letters import text_of
from portal.ui.access import public

MAILS_A_PAGE = 20


@public
def people(request: HttpRequest) -> HttpResponse:
    """Who can do what, with log-ins, and the survey links that nobody has used."""
    context = {
        "people": queries.people(),
        "password": private.password(),
        "survey": [f"{settings.PUBLIC_BASE_URL}/survey/{token}/" for token in private.survey_tokens()],
    }
    return render(request, "demo/people.html", context)


@public
def mails(request: HttpRequest) -> HttpResponse:
    """The text of each mail as it went out; `?to=` names one person."""
    login = request.GET.get("to", "")
    page = Paginator(queries.mails(login), MAILS_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"mail": mail, "text": text_of(mail)} for mail in page]
    known = User.objects.filter(username__in=private.logins()).order_by("pk")
    query = urlencode({"to": login}) if login else ""
    return render(request, "demo/mails.html", {"rows": rows, "page": page, "to": login, "known": known, "query": query})
