"""The private file of the demo: log-ins with the demo's password, and the key holders' passphrases; mode 0600."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from portal.demo.cast import Cast

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def path() -> Path:
    return settings.DEMO_SECRETS_FILE or Path(settings.PRIVATE_STORAGE) / "demo-people.json"


def password() -> str:
    """The one password of everybody in this demo: as kept, or a new one."""
    people = _read()["people"]
    return people[0]["password"] if people else "".join(secrets.choice(ALPHABET) for _ in range(14))


def passphrases() -> dict[str, str]:
    """The passphrases kept so far, by log-in."""
    return {row["username"]: row["passphrase"] for row in _read()["key_holders"]}


def logins() -> list[str]:
    """Everybody's log-in, in the order of the cast."""
    return [row["username"] for row in _read()["people"]]


def survey_tokens() -> list[str]:
    """Survey links of the demo that were open when it was loaded."""
    return [row["token"] for row in _read().get("survey", [])]


def write(cast: Cast, password: str, passphrases: dict[str, str], tokens: Sequence[str] = ()) -> None:
    """Keep everybody's log-in, the passphrases and the survey links known so far; replaces the file as a whole."""
    people = [{"username": login, "password": password, "name": _name(cast, login)} for login in cast.actors]
    holders = [{"username": login, "passphrase": phrase} for login, phrase in passphrases.items()]
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        kept = {"people": people, "key_holders": holders, "survey": [{"token": token} for token in tokens]}
        json.dump(kept, file, ensure_ascii=False, indent=1)
    draft.replace(target)


def _read() -> dict[str, list[dict[str, str]]]:
    file = path()
    if not file.exists():
        return {"people": [], "key_holders": [], "survey": []}
    kept: dict[str, list[dict[str, str]]] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _name(cast: Cast, login: str) -> str:
    membership = cast[login].membership
    assert membership is not None
    return f"{cast.user(login).display_name}，{membership.organization}"
