"""The first case from the bids to the notice of award."""

from __future__ import annotations

from datetime import timedelta

from portal.demo.cases.sc01 import BIDS, OPENED
from portal.demo.cast import Cast
from portal.demo.story import award as awards
from portal.demo.story import review as reviews
from portal.workflow.deadlines import sweep
from purchasing.bid.declarations import DECLARATIONS
from purchasing.bid.models import Bid
from purchasing.bid.queries import price_items
from purchasing.opening.models import Opening
from purchasing.procurement.models import Procurement
from purchasing.review import queries as review_queries
from tests.journeys.browser import Desk, People, at
from tests.journeys.first_part import check_secrecy
from tests.services.processes import wait_until


def receive_bids(people: People, procurement: Procurement) -> None:
    """Four bidders; the winner replaces an own first version."""
    for instant, spec in BIDS:
        with at(instant):
            desk = people[spec.login]
            desk.go(f"/desk/bids/new/{procurement.ocid}/")
            desk.send()
            bid = Bid.objects.get(
                procurement=procurement, supplier__organization__memberships__user__username=spec.login
            )
            desk.go(f"/do/bid/{bid.reference}/{'replace' if bid.versions.exists() else 'submit'}/")
            prices = {
                f"price_{item.pk}": price
                for item, price in zip(price_items(procurement), spec.unit_prices, strict=True)
            }
            desk.send({
                **prices, "size": spec.size, "service_plan": spec.service_plan,
                **{f"declare_{code}": True for code in DECLARATIONS},
            })  # fmt: skip


def open_bids(people: People, procurement: Procurement, passphrases: dict[str, str]) -> None:
    """The clock closes; two holders give their parts in sessions of their own; the worker opens."""
    with at(OPENED):
        sweep()
        for login in ("po3", "ag2"):
            people[login].go(f"/desk/procurements/{procurement.ocid}/opening/")
            people[login].send({"passphrase": passphrases[login]})

        def opened() -> bool:
            return Opening.objects.filter(procurement=procurement, opened_at__isnull=False).exists()

        wait_until(opened, seconds=60, what="the worker opens the bids")


def review(cast: Cast, people: People, procurement: Procurement) -> None:
    base = f"/desk/procurements/{procurement.ocid}"
    with at(reviews.SC01_QUALIFIED):
        qualify(cast, people["ag1"], procurement)
    with at(reviews.SC01_DRAWN):
        people["ag1"].press(f"{base}/committee/", "/draw/")
        people["su1"].press(f"{base}/committee/", "/watch/")
        chair = reviews.seats(cast, procurement)["ex1"]
        people["ag1"].go(f"{base}/committee/")
        people["ag1"].send({"chair": chair.pk})
    seats = reviews.seats(cast, procurement)
    with at(reviews.SC01_REVIEWED):
        for login, seat in seats.items():
            people[login].go(f"/desk/reviews/{seat.pk}/")
            people[login].send({"choice": "none"})
        people["ag1"].do(procurement, "start_review", flow="procurement", key=procurement.ocid)
    with at(reviews.SC01_REVIEWED + timedelta(hours=1)):
        for login, seat in seats.items():
            people[login].go(f"/desk/reviews/{seat.pk}/")
            people[login].send({f"v-{bid.pk}": "yes" for bid in review_queries.qualified_bids(procurement)})
    with at(reviews.SC01_REVIEWED + timedelta(hours=4)):
        for login, seat in seats.items():
            fill_sheet(cast, people[login], procurement, login, seat.pk)
    with at(reviews.SC01_REVIEWED + timedelta(hours=7)):
        for login, seat in seats.items():
            people[login].go(f"/desk/reviews/{seat.pk}/")
            people[login].send({"dissent": ""})


def qualify(cast: Cast, desk: Desk, procurement: Procurement) -> None:
    """Every condition of every bid, one form for each bidder; the fourth fails on its tax record."""
    codes = [row["code"] for row in review_queries.conditions(procurement)]
    code, reason = codes[3], reviews.SC01_FAILURES["s4"][1]
    failing = reviews.bid_of(cast, procurement, "s4")
    for bid in review_queries.opened_bids(procurement):
        desk.go(f"/desk/procurements/{procurement.ocid}/qualification/")
        verdicts = {f"b{bid.pk}-v-{one}": "no" if bid == failing and one == code else "yes" for one in codes}
        if bid == failing:
            verdicts[f"b{bid.pk}-r-{code}"] = reason
        desk.send(verdicts)
    desk.do(procurement, "check_qualification", flow="procurement", key=procurement.ocid)


def fill_sheet(cast: Cast, desk: Desk, procurement: Procurement, login: str, seat: int) -> None:
    criteria = review_queries.criteria_of(procurement)
    desk.go(f"/desk/reviews/{seat}/")
    points = {
        f"s-{reviews.bid_of(cast, procurement, bidder).pk}-{criterion.pk}": value
        for bidder, row in reviews.SC01_TABLE[login].items()
        for criterion, value in zip(criteria, row, strict=True)
    }
    desk.send(points, button="保存并完成打分")


def award(people: People, procurement: Procurement) -> None:
    key = {"flow": "procurement", "key": procurement.ocid}
    with at(awards.SC01_CONFIRMED):
        people["ph1"].do(procurement, "confirm_candidate", **key)
    with at(awards.SC01_PUBLISHED - timedelta(hours=2)):
        people["ag1"].do(procurement, "prepare_result", **key)
    with at(awards.SC01_PUBLISHED - timedelta(hours=1)):
        check_secrecy(people, "result")
    with at(awards.SC01_PUBLISHED):
        people["ph1"].do(procurement, "publish_result", **key)
