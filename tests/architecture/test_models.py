"""Rows point downwards, as modules do; models have no side effects; each app has one line of migrations."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

LAYERS = [
    {"disclosure"},
    {"evaluation"},
    {"contracts"},
    {"purchasing"},
    {"catalog"},
    {"ui"},
    {"notify", "reports"},
    {"workflow", "files"},
    {"audit", "outbox"},
    {"accounts", "statutes"},
    {"values"},
]
LEVEL = {label: level for level, labels in enumerate(reversed(LAYERS)) for label in labels}


# What perform() keeps for convenience and could be drawn anew.
DERIVED = {"workflow"}


def _own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in LEVEL]


def _points_wrongly(source: str, target: str) -> bool:
    return source != target and target in LEVEL and LEVEL[target] >= LEVEL[source]


def _wrong(own: Iterable[type[models.Model]]) -> list[str]:
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if _points_wrongly(model._meta.app_label, field.related_model._meta.app_label)
    ]


def test_foreign_keys_point_to_lower_layers_only() -> None:
    assert _wrong(_own_models()) == []


def test_a_key_upwards_or_sideways_is_found() -> None:
    assert [_points_wrongly("accounts", "purchasing"), _points_wrongly("notify", "reports")] == [True, True]


def test_no_model_overrides_save_or_delete() -> None:
    overriding = [model._meta.label for model in _own_models() if "save" in vars(model) or "delete" in vars(model)]

    assert overriding == []


def test_nothing_cascades_away_but_parts_of_a_whole_in_the_same_app() -> None:
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in _own_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is models.CASCADE
        if field.related_model._meta.app_label != model._meta.app_label and model._meta.app_label not in DERIVED
    ]

    assert cascading == []


def test_each_app_has_one_migration_leaf() -> None:
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    leaves = [app for app, _ in graph.leaf_nodes()]

    assert sorted(leaves) == sorted(set(leaves))
