"""The official checks, offline, from the folder that OCDS_SCHEMA_DIR names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("OCDS_SCHEMA_DIR", "")
needs_schema = pytest.mark.skipif(not FOLDER, reason="OCDS_SCHEMA_DIR does not name the official OCDS schema")


def problems_of_releases(package: dict[str, Any]) -> list[Any]:
    """What libcoveocds finds wrong with a release package: validation errors and failed additional checks."""
    from libcoveocds.api import ocds_json_output
    from libcoveocds.config import LibCoveOCDSConfig

    config = LibCoveOCDSConfig()
    config.config["context"] = "api"
    config.config["standard_zip"] = f"file://{FOLDER}/standard-schema-1.1.5.zip"
    found = ocds_json_output(json_data=package, lib_cove_ocds_config=config, record_pkg=False)
    kinds = (
        "validation_errors",
        "additional_checks",
        "deprecated_fields",
        "additional_closed_codelist_values",
        "data_only",
    )
    return [found[kind] for kind in kinds if found.get(kind)]


def problems_of_record(package: dict[str, Any]) -> list[str]:
    """What the official JSON Schema finds wrong with a record package, with its references read from the folder."""
    from jsonschema import Draft4Validator, FormatChecker
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT4

    registry: Any = Registry()
    for name in ("release-schema.json", "versioned-release-validation-schema.json", "record-package-schema.json"):
        schema = json.loads((Path(FOLDER) / name).read_text(encoding="utf-8"))
        resource = Resource(contents=schema, specification=DRAFT4)
        for uri in (schema["id"], name, f"https://standard.open-contracting.org/schema/1__1__5/{name}"):
            registry = registry.with_resource(uri, resource)
    schema = json.loads((Path(FOLDER) / "record-package-schema.json").read_text(encoding="utf-8"))
    validator = Draft4Validator(schema, registry=registry, format_checker=FormatChecker())
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(package)]
