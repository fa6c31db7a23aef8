"""`manage.py add_administrator LOGIN NAME CODE ORGANISATION`: the first system administrator of a new portal, who opens
all other accounts on the pages of the desk. Prints the one-time password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.actions import add_organisation, add_user, grant_membership
from portal.accounts.actor import SYSTEM
from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.ui.system.forms import OrganisationForm, UserForm
from portal.values.clock import day_of
from portal.values.refusal import Refused
from portal.workflow.perform import acting


class Command(BaseCommand):
    help = "Open the account of a system administrator and print its one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("name")
        parser.add_argument("code", help="the unified social credit code of the organisation that runs the portal")
        parser.add_argument("organisation")

    def handle(self, *args: Any, login: str, name: str, code: str, organisation: str, **options: Any) -> None:
        try:
            person = _read(UserForm({"username": login, "display_name": name}))
            body = _read(OrganisationForm({"uscc": code, "name": organisation, "kind": "other", "region": "360200"}))
            password = _open(person, body)
        except (Refused, ValidationError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{person['username']}: {password}")


def _read(form: Any) -> dict[str, Any]:
    """What the forms of the pages make of it. Raises ValidationError."""
    if not form.is_valid():
        raise ValidationError([f"{form.fields[name].label}：{''.join(said)}" for name, said in form.errors.items()])
    values: dict[str, Any] = form.cleaned_data
    return values


def _open(person: dict[str, Any], body: dict[str, Any]) -> str:
    with acting(SYSTEM) as act:
        known = Organization.objects.filter(uscc=body["uscc"]).first()
        user, password = add_user(act, **person)
        grant_membership(
            act, user, organization=known or add_organisation(act, **body), role=Role.SYSTEM_ADMIN,
            valid_from=day_of(act.at), valid_to=None, version=user.version,
        )  # fmt: skip
        return password
