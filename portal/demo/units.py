"""The other purchasers of the demo, all fictitious, each with a few people of its own."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.models import Organization
from portal.accounts.roles import Role
from portal.demo.cast import Cast, add_organisation, add_person, add_purchaser
from portal.demo.story.bid import HOLDERS

Kind = Organization.Kind


@dataclass(frozen=True)
class Unit:
    """A purchaser: its log-ins are `prefix`-po1 (clerk), -po2 (second), -ph1 (head), and -po3 to -po5 where it opens bids."""

    key: str
    name: str
    prefix: str
    kind: str
    supervisor: str = ""
    opens_bids: bool = False
    region: str = "360200"


UNITS = (
    Unit("toilets", "珠岸公共设施中心（虚构）", "zhuan", Kind.ADMINISTRATIVE_UNIT, "bureau", opens_bids=True),
    Unit("parks", "瓷都园林管护站（虚构）", "yuanlin", Kind.ADMINISTRATIVE_UNIT, "bureau", opens_bids=True),
    Unit("lights", "明灯市政所（虚构）", "mingdeng", Kind.ADMINISTRATIVE_UNIT, "bureau", opens_bids=True),
    Unit("elderly", "昌南颐养服务中心（虚构）", "yiyang", Kind.ADMINISTRATIVE_UNIT),
    Unit("livelihood", "浮河民生服务局（虚构）", "fuhe", Kind.ADMINISTRATION),
    Unit("community", "昌江社区事务局（虚构）", "shequ", Kind.ADMINISTRATION, region="360202"),
    Unit("care", "昌江民生事务局（虚构）", "minsheng", Kind.ADMINISTRATION, region="360202"),
)
BY_KEY = {unit.key: unit for unit in UNITS}


def add_units(cast: Cast, password: str) -> None:
    """Bring the other purchasers and their people into the cast; again changes nothing."""
    for unit in UNITS:
        organisation = add_organisation(unit.key, unit.name, unit.kind, unit.region)
        cast.organisations[unit.key] = organisation
        supervisor = cast.organisations[unit.supervisor] if unit.supervisor else None
        cast.purchasers[unit.key] = add_purchaser(organisation, cast.organisations["finance"], supervisor)
        short = unit.name.removesuffix("（虚构）")
        posts = [("po1", "经办甲", Role.PURCHASER_CLERK), ("po2", "经办乙", Role.PURCHASER_CLERK)]
        if unit.opens_bids:
            posts += [("po3", "开标员", Role.PURCHASER_APPOINTEE), ("po4", "受派员", Role.PURCHASER_APPOINTEE)]
            posts += [("po5", "验收员", Role.PURCHASER_APPOINTEE)]
        for post, shown, role in [*posts, ("ph1", "负责人", Role.PURCHASER_HEAD)]:
            login = f"{unit.prefix}-{post}"
            cast.actors[login] = add_person(login, f"{short}{shown}", organisation, role, password)


def holders() -> list[str]:
    """Everybody in the demo who holds a part of a key."""
    return [*HOLDERS, *(f"{unit.prefix}-po3" for unit in UNITS if unit.opens_bids)]
