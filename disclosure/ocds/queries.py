"""Packages of releases and records, put together from what is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from ocdsmerge import Merger

from disclosure.ocds.encode import instant, loads
from disclosure.ocds.models import OcdsRelease

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# The merge rules of OCDS 1.1 for the parts that our releases use; everything else merges by id, as the standard says
RULES: Any = {
    ("id",): "omitWhenMerged",
    ("date",): "omitWhenMerged",
    ("tag",): "omitWhenMerged",
    ("parties", "roles"): "wholeListMerge",
    ("tender", "submissionMethod"): "wholeListMerge",
}


def releases_of(ocid: str) -> list[OcdsRelease]:
    return list(OcdsRelease.objects.filter(ocid=ocid).order_by("at", "pk"))


def record_package(ocid: str) -> dict[str, Any] | None:
    """A record package with the one record of a process: its releases and what they compile to; None without any."""
    rows = releases_of(ocid)
    if not rows:
        return None
    releases = [loads(row.body) for row in rows]
    record = {"ocid": ocid, "releases": releases, "compiledRelease": compiled(releases)}
    return {**_package(f"/open-data/ocds/{ocid}.json", rows[-1]), "records": [record]}


def release_package(row: OcdsRelease) -> dict[str, Any]:
    """A release package with one release."""
    return {**_package(f"/open-data/ocds/releases/{row.release_id}.json", row), "releases": [loads(row.body)]}


def compiled(releases: list[dict[str, Any]]) -> dict[str, Any]:
    """The releases merged in order of their dates. Roles accumulate: a party keeps those it had."""
    roles: dict[str, list[str]] = {}
    for release in releases:
        for party in release["parties"]:
            known = roles.setdefault(party["id"], [])
            known += [role for role in party["roles"] if role not in known]
    merged: dict[str, Any] = Merger(merge_rules=RULES).create_compiled_release(releases)
    for party in merged["parties"]:
        party["roles"] = roles[party["id"]]
    return merged


def _package(path: str, newest: OcdsRelease) -> dict[str, Any]:
    return {
        "uri": f"{settings.PUBLIC_BASE_URL}{path}",
        "version": "1.1",
        "publishedDate": instant(newest.at),
        "publisher": {"name": "市财政局", "uri": settings.PUBLIC_BASE_URL},
        "license": LICENCE,
        "publicationPolicy": f"{settings.PUBLIC_BASE_URL}/open-data/",
    }
