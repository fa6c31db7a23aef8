"""Several lists in one statement come out as they would one by one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from portal.accounts.models import Membership, Organization, User
from portal.audit.models import AuditEntry
from portal.values.together import fetch_together
from purchasing.models import BidVersion, Procurement
from tests.factories.contracts import awarded

pytestmark = pytest.mark.django_db


def values_of(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_model_comes_out_equal_value_for_value(cast):
    awarded(cast)
    for model in apps.get_models():
        joined = [f.name for f in model._meta.concrete_fields if f.is_relation and not f.null]
        alone = list(model._default_manager.select_related(*joined).order_by("pk")[:20])
        rows = model._default_manager.select_related(*joined).order_by("pk")[:20]

        fetch_together(rows, Organization.objects.order_by("pk"))

        assert [values_of(row) for row in rows] == [values_of(row) for row in alone], model
        kinds = [[type(value) for value in values_of(row).values()] for row in rows]
        assert kinds == [[type(value) for value in values_of(row).values()] for row in alone], model


def test_lists_cost_one_statement_and_are_then_read(cast, django_assert_num_queries):
    procurement = awarded(cast)
    users, nobody = User.objects.order_by("pk"), User.objects.none()
    members = Membership.objects.select_related("user", "organization").order_by("-pk")[:3]
    names = Procurement.objects.filter(pk=procurement.pk).values_list("title", "budget")
    entries = AuditEntry.objects.order_by("pk")[:5]
    versions = BidVersion.objects.order_by("pk")

    with django_assert_num_queries(1):
        fetch_together(users, nobody, members, names, entries, versions)
        assert list(nobody) == []
        assert all(row.user.pk == row.user_id and row.organization.name for row in members)
        assert list(names) == [(procurement.title, procurement.budget)]
        assert len(users) > len(members) == 3

    assert list(versions) == list(BidVersion.objects.order_by("pk"))


def test_one_list_alone_is_left_to_be_read_by_itself(cast, django_assert_num_queries):
    users = User.objects.order_by("pk")

    with django_assert_num_queries(0):
        fetch_together(users)
