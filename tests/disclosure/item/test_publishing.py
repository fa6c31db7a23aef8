"""A release becomes one frozen item; nothing of it changes afterwards; a correction is a new version."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from disclosure.item.actions import correct, fingerprint, publish
from disclosure.item.models import DisclosureItem, SiteVersion, YearFigure
from disclosure.item.subscribers import publish_ending, publish_fingerprints, publish_release
from portal.outbox import Event
from portal.values import clock
from portal.workflow.perform import writing_states
from purchasing.models import Bid, BidVersion, Intention, Publication
from tests.disclosure.things import thing
from tests.factories import cases

pytestmark = pytest.mark.django_db


def intention(cast, title="市容环境卫生一体化作业服务"):
    row = Intention(
        plan_item=cases.plan_item(cast, state="approved"),
        title=title,
        needs="道路清扫、垃圾收运，全年不间断",
        budget=Decimal("9600000.00"),
        expected_month="2025-03-01",
        author=cast.user("po1"),
        state="released",
    )
    with writing_states():
        row.save()
    row.refresh_from_db()
    return row


def released(cast, subject, kind="intention"):
    row = Publication(
        purchaser=cast.purchasers["cityorder"],
        kind=kind,
        subject_label=subject._meta.label_lower,
        subject_pk=str(subject.pk),
        root="x",
        ocid=subject.plan_item.ocid,
        title=f"{subject.title}采购意向",
        author=cast.user("po1"),
        state="released",
        released_at=clock.now(),
    )
    with writing_states():
        row.save()
    return row


def event_of(row, name):
    return Event(
        name=name, subject_label=row._meta.label_lower, subject_pk=str(row.pk), root="x", payload={}, at=clock.now()
    )


def test_a_release_is_frozen_with_its_content_and_fingerprint(cast):
    publication = released(cast, intention(cast))

    publish_release(event_of(publication, "publication.release"))

    item = DisclosureItem.objects.get()
    assert item.title == "市容环境卫生一体化作业服务采购意向"
    assert item.content["budget"] == "9600000.00"
    assert item.sha256 == fingerprint(item.title, item.content)
    assert (item.section, item.amount, item.amount_band, item.catalogue_group) == (
        "intentions",
        Decimal("9600000.00"),
        "d",
        "A11",
    )
    assert item.get_absolute_url() == f"/intentions/{item.pk}/"


def test_a_release_heard_twice_is_published_once(cast):
    publication = released(cast, intention(cast))

    publish_release(event_of(publication, "publication.release"))
    publish_release(event_of(publication, "publication.release"))

    assert DisclosureItem.objects.count() == 1


def test_a_later_change_of_the_record_does_not_change_what_was_published(cast):
    row = intention(cast)
    item = publish("intention", row, at=clock.now())

    Intention.objects.filter(pk=row.pk).update(budget=Decimal("1.00"))

    item.refresh_from_db()
    assert item.content["budget"] == "9600000.00"


def test_the_database_refuses_to_change_or_remove_what_was_published(cast):
    item = thing(cast)

    for attempt in (
        lambda: DisclosureItem.objects.filter(pk=item.pk).update(title="改过的标题"),
        lambda: DisclosureItem.objects.filter(pk=item.pk).update(content={}),
        item.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()

    item.refresh_from_db()
    assert item.title == "老城区公厕管护服务公开招标公告"


def test_a_correction_is_a_new_version_linked_both_ways(cast):
    row = intention(cast)
    first = publish("intention", row, at=clock.now())
    Intention.objects.filter(pk=row.pk).update(needs="增加节假日保障")

    second = correct(first, at=clock.now())

    first.refresh_from_db()
    assert (second.version, second.content["needs"]) == (2, "增加节假日保障")
    assert (first.corrected_by, second.corrects) == (second, first)
    assert first.content["needs"] == "道路清扫、垃圾收运，全年不间断"


def test_a_correction_without_a_change_publishes_nothing(cast):
    first = publish("intention", intention(cast), at=clock.now())

    assert correct(first, at=clock.now()) == first
    assert DisclosureItem.objects.count() == 1


def test_the_figures_of_the_year_follow_publications_and_corrections(cast):
    thing(cast, 1, section="contracts", kind="contract", amount=Decimal("100.25"))
    row = intention(cast)
    first = publish("intention", row, at=clock.now())
    Intention.objects.filter(pk=row.pk).update(budget=Decimal("9000000.00"))

    correct(first, at=clock.now())

    shown = set(YearFigure.objects.values_list("fiscal_year", "kind", "number", "amount"))
    assert shown == {(2026, "contract", 1, Decimal("100.25")), (2025, "intention", 1, Decimal("9000000.00"))}


def test_every_publication_raises_the_version_of_the_site(cast):
    before = SiteVersion.objects.get().number

    thing(cast, 1)
    thing(cast, 2)

    assert SiteVersion.objects.get().number == before + 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosure_yearfigure SET amount = 0", "INSERT INTO disclosure_yearfigure VALUES (DEFAULT, 2020, 'contract', 1, 1, 0, 0)",
        "UPDATE disclosure_siteversion SET number = 1",
    ],
)  # fmt: skip
def test_the_figures_of_a_year_and_the_version_of_the_site_follow_what_is_published_alone(cast, statement):
    thing(cast, 1)

    with pytest.raises(DatabaseError, match="follows what is published"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("table", ["disclosureitem", "yearfigure", "siteversion", "ocdsrelease"])
def test_the_application_removes_nothing_that_was_published(cast, table):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM disclosure_{table}")


def test_closing_publishes_fingerprints_without_names_or_order_of_arrival(cast):
    procurement = cases.procurement(cast, state="closed")
    for login, commitment in (("qianyao", "b" * 64), ("bici", "a" * 64)):
        bid = Bid(procurement=procurement, supplier=cast.suppliers[login], state="sealed")
        with writing_states():
            bid.save()
        BidVersion.objects.create(
            bid=bid,
            number=1,
            suite="intl",
            ciphertext=b"x",
            wrapped_key=b"y",
            commitment=commitment,
            received_at=clock.now(),
            submitted_by=cast.user("s1"),
        )

    publish_fingerprints(event_of(procurement, "procurement.close"))

    item = DisclosureItem.objects.get()
    assert item.content["fingerprints"] == [{"commitment": "a" * 64}, {"commitment": "b" * 64}]
    text = f"{item.title}{item.content}{item.search}"
    assert not any(
        cast.organisations[k].name in text or cast.organisations[k].uscc in text for k in ("qianyao", "bici")
    )


def test_the_end_of_a_purchase_nobody_heard_of_stays_unpublished(cast):
    silent = cases.procurement(cast, state="terminated", announced_at=None)

    publish_ending(event_of(silent, "procurement.terminate"))

    assert DisclosureItem.objects.count() == 0


def test_the_end_of_an_announced_purchase_is_public_without_its_unchecked_reason(cast):
    procurement = cases.procurement(cast, state="voided", end_reason="涉密情况说明")

    publish_ending(event_of(procurement, "procurement.void"))

    item = DisclosureItem.objects.get()
    assert item.content["outcome"] == "废标"
    assert "涉密情况说明" not in f"{item.content}{item.search}"
