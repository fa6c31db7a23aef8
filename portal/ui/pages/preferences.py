"""How one reads the site: large text with strong contrast (长辈版), and the language; both kept in a cookie.

They carry no form token: what another site could change here is the size of letters, and a token in the head of every
public page would make each page a different one.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from portal.ui.access import public
from portal.ui.back import back_to
from portal.values.text import is_storable

ELDER_COOKIE = "elder"
_YEAR = 365 * 24 * 3600


@public
@csrf_exempt
@require_POST
def elder_mode(request: HttpRequest) -> HttpResponse:
    """Turn large text on (elder=1) or off and go back to the page."""
    return _remember(request, ELDER_COOKIE, "1" if request.POST.get("elder") == "1" else "")


@public
@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose one of the portal's languages; any other choice changes nothing."""
    code = request.POST.get("language", "")
    known = code in dict(settings.LANGUAGES) and check_for_language(code)
    return _remember(request, settings.LANGUAGE_COOKIE_NAME, code) if known else _back(request)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/accessibility.html")


def _remember(request: HttpRequest, name: str, value: str) -> HttpResponse:
    if not all(is_storable(field) for field in request.POST):
        raise BadRequest("form field name")
    response = _back(request)
    if value:
        response.set_cookie(name, value, max_age=_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(name, samesite="Lax")
    return response


def _back(request: HttpRequest) -> HttpResponse:
    return back_to(request.POST.get("next", ""), "/", status=303)
