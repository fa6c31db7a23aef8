"""Organisations as OCDS parties, identified by their unified social credit code."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Organization

# org-id.guide has no list for the unified social credit code register under an own prefix but CN-USCC is in wide use
SCHEME = "CN-USCC"

Parties = dict[str, dict[str, Any]]


def reference(organization: Organization) -> dict[str, str]:
    return {"id": f"{SCHEME}-{organization.uscc}", "name": organization.name}


def add(parties: Parties, organization: Organization, role: str) -> dict[str, str]:
    """Enter an organisation with one more role; returns the reference that other sections use."""
    ref = reference(organization)
    party = parties.setdefault(
        ref["id"],
        {
            **ref,
            "identifier": {"scheme": SCHEME, "id": organization.uscc, "legalName": organization.name},
            "address": {
                "streetAddress": organization.address,
                "locality": "景德镇市",
                "region": "江西省",
                "countryName": "中国",
            },
            "roles": [],
        },
    )
    if role not in party["roles"]:
        party["roles"].append(role)
    return ref
