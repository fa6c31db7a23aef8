"""Every form as its page shows it, sent back with nonsense in its fields: said at the field, kept, and nothing stored."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from portal.audit.models import AuditEntry
from tests.bad_input.corpus import DAYS, KEYS, NUMBERS, TEXTS, UNSTORABLE
from tests.bad_input.forms import Field, Form, all_forms
from tests.bad_input.people import fault, somebody, undone

pytestmark = pytest.mark.xdist_group("bad_input_forms")
WORDS: dict[str, Mapping[str, str]] = {"text": TEXTS | UNSTORABLE, "number": NUMBERS, "day": DAYS, "key": KEYS}
SHORT = 200
ROUNDS = max(len(NUMBERS), len(DAYS))


@pytest.fixture(scope="module")
def forms(story: None) -> list[Form]:
    cache.clear()
    return all_forms()


@pytest.fixture
def clients(world: None, forms: list[Form]) -> dict[str, Client]:
    return {login: somebody(login) for login in {form.login for form in forms}}


def send(client: Client, form: Form, **changed: str) -> Any:
    """Post it with some fields changed and undo whatever it did."""
    with undone():
        before = AuditEntry.objects.count()
        answer = client.post(form.action, form.values(**changed))
        answer.acts = AuditEntry.objects.count() - before
    return answer


def nonsense(one: Field, turn: int) -> str:
    words = list(WORDS[one.kind].values())
    return words[turn % len(words)]


def told(form: Form, answer: Any, changed: dict[str, str] | None = None) -> str:
    names = {form.fields[int(position[1:])].name: typed[:40] for position, typed in (changed or {}).items()}
    return f"{form.login} {form.action} {json.dumps(names, ensure_ascii=False)}: {answer.status_code} {fault(answer)}"


def test_the_walk_meets_the_forms_of_every_part(forms: list[Form]) -> None:
    actions = " ".join(form.action for form in forms)

    wanted = ["/login/", "/desk/plans/new/", "/edit/", "/desk/budget/", "/do/bid/", "/sheet/", "/do/", "/comment"]
    wanted += ["/desk/system/users/new/", "/memberships/new/", "/desk/system/organisations/new/", "/profile/password/"]
    assert [part for part in wanted if part not in actions] == []
    assert len(forms) > 40


def test_every_field_filled_with_nonsense_at_once_is_no_error_of_the_server(
    clients: dict[str, Client], forms: list[Form]
) -> None:
    faults = []
    for form in forms:
        cache.clear()
        for turn in range(5):
            fields = form.of_kind("text", "number", "day", "key")
            changed = {position: nonsense(one, turn * 3 + at) for at, (position, one) in enumerate(fields)}
            answer = send(clients[form.login], form, **changed)
            if fault(answer):
                faults.append(told(form, answer, changed))

    assert faults == []


def test_one_field_of_nonsense_among_good_ones_is_no_error_of_the_server(
    clients: dict[str, Client], forms: list[Form]
) -> None:
    faults = []
    for turn, form in enumerate(forms):
        cache.clear()
        for at, (position, one) in enumerate(form.of_kind("text", "number", "day", "key")):
            changed = {position: nonsense(one, turn + at)}
            answer = send(clients[form.login], form, **changed)
            if fault(answer):
                faults.append(told(form, answer, changed))

    assert faults == []


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_is_no_number_or_day_is_said_at_its_field_kept_and_not_stored(
    clients: dict[str, Client], forms: list[Form], turn: int
) -> None:
    faults = []
    for form in forms:
        fields = form.of_kind("number", "day")
        if not fields:
            continue
        changed = {position: nonsense(one, turn) for position, one in fields}
        answer = send(clients[form.login], form, **changed)
        page = html.unescape(answer.content.decode())
        lost = [typed for typed in changed.values() if len(typed) < SHORT and typed not in page]
        if answer.status_code not in {409, 422} or answer.acts or lost:
            faults.append(f"{told(form, answer, changed)} acts={answer.acts} lost={lost}")

    assert faults == []


def test_a_field_that_is_missing_repeated_or_foreign_is_no_error_of_the_server(
    clients: dict[str, Client], forms: list[Form]
) -> None:
    faults = []
    extra = {
        "state": "approved",
        "is_staff": "1",
        "approved_by": "1",
        "__class__": "x",
        "amount[]": "1",
        "form-TOTAL_FORMS": "1000000",
    }
    for form in forms:
        cache.clear()
        given = form.values()
        variants: list[dict[str, list[str]]] = [
            {},
            {name: [] for name in given},
            {name: [*values, *values, "x"] for name, values in given.items()},
            {**given, **{name: [value] for name, value in extra.items()}},
            {**given, **{name: ["1000000"] for name in given if name.endswith("_FORMS")}},
            {name: values for name, values in given.items() if not name.endswith("_FORMS")},
            {f"{name}\u202e": values for name, values in given.items()},
        ]
        for number, posted in enumerate(variants):
            with undone():
                answer = clients[form.login].post(form.action, posted)
            if fault(answer):
                faults.append(f"variant {number}: {told(form, answer)}")

    assert faults == []


def test_another_persons_form_is_refused(clients: dict[str, Client], forms: list[Form]) -> None:
    """Who has nothing to do with it sends a form exactly as its owner would."""
    faults = []
    strangers = {"": "sj1", "sj1": "mz1"}
    for form in (one for one in forms if one.login):
        stranger = somebody(strangers.get(form.login, "sj1"))
        with undone():
            before = AuditEntry.objects.count()
            answer = stranger.post(form.action, form.values())
            acts = AuditEntry.objects.count() - before
            public = form.action.startswith(("/notices/", "/survey/", "/login/", "/notifications/", "/profile/"))
        if fault(answer) or acts or (answer.status_code not in {403, 404} and not public):
            faults.append(told(form, answer))

    assert faults == []
