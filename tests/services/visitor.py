"""A signed-in person who speaks HTTP to a live server without a browser; connections that die are part of the answer."""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from portal.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Answer:
    """Status 0: the connection ended without one."""

    status: int
    location: str = ""
    body: str = ""


def session_of(user: User) -> str:
    """The key of a new session in which the person is signed in."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


class Visitor:
    """Keeps one session, made in the database, and its own CSRF token."""

    def __init__(self, base: str, user: User) -> None:
        self.host, self.token = urlsplit(base).netloc, secrets.token_hex(16)
        self.cookie = f"sessionid={session_of(user)}; csrftoken={self.token}"

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode({**values, "csrfmiddlewaretoken": self.token}))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("Location", ""), answer.read().decode(errors="replace"))
        except (http.client.HTTPException, OSError):
            return Answer(0)
        finally:
            connection.close()
