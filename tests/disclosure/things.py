"""Published things for tests: one row of any kind, put straight into the table."""

from datetime import UTC, date, datetime
from decimal import Decimal

from disclosure.item.actions import band_of, fingerprint
from disclosure.item.models import DisclosureItem
from portal.values.text import search_key

AT = datetime(2026, 4, 9, 2, 0, tzinfo=UTC)


def thing(cast, number=1, *, section="notices", kind="notice", title="老城区公厕管护服务公开招标公告", **fields):
    """A published thing of the first case's purchaser; `number` tells several apart."""
    organisation = cast.organisations["cityorder"]
    content = fields.pop("content", {"purchaser": organisation.name, "budget": "4600000.00"})
    amount = fields.pop("amount", Decimal("4600000.00"))
    values = {
        "ocid": "ocds-jdzgf1-2026-000001",
        "purchaser": organisation,
        "purchaser_name": organisation.name,
        "catalogue_code": "A1152",
        "catalogue_group": "A11",
        "region": "360200",
        "method": "open_tender",
        "fiscal_year": 2026,
        "published_at": AT,
        "closes_at": datetime(2026, 4, 22, 1, 30, tzinfo=UTC),
        **fields,
    }
    text = " ".join([title, values["ocid"], organisation.name, values.get("supplier_name", "")])
    return DisclosureItem.objects.create(
        kind=kind,
        section=section,
        subject_label="purchasing.procurement",
        subject_pk=str(number),
        title=title,
        amount=amount,
        amount_band=band_of(amount),
        content=content,
        sha256=fingerprint(title, content),
        search=search_key(text),
        expected_month=date(2026, 3, 1) if section == "intentions" else None,
        **values,
    )
