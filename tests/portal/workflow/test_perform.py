"""The engine: one write path, all refusals, one act for two presses, audit and event in the same transaction."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from portal.audit.models import AuditEntry
from portal.demo.cast import Cast, build_cast
from portal.outbox.models import Event
from portal.values import clock
from portal.values.refusal import Forbidden, Refused
from portal.workflow.formkeys import keep
from portal.workflow.inbox import waiting_for
from portal.workflow.models import FormKey
from portal.workflow.perform import acting, perform, writing_states
from purchasing.publication.flow import PUBLICATION
from purchasing.publication.models import Kind, Publication
from tests.factories.publications import as_read, termination
from tests.services.contest import at_once


def drafted(cast: Cast, login: str = "po1") -> Publication:
    with acting(cast[login]) as act:
        return termination(cast, act)


@pytest.mark.django_db
def test_a_transition_moves_audits_and_emits_once(cast: Cast) -> None:
    publication = drafted(cast)

    perform(PUBLICATION, publication, "check", actor=cast["po2"], remark="无涉密内容", data=as_read(publication))

    publication.refresh_from_db()
    entry = AuditEntry.objects.get(verb="publication.check")
    assert publication.state == "checked"
    assert (entry.chain, entry.before, entry.after) == ("procurement:test", {"state": "drafted"}, {"state": "checked"})
    assert Event.objects.filter(name="publication.check").count() == 1


@pytest.mark.django_db
def test_the_author_may_not_check_his_own_text(cast: Cast) -> None:
    publication = drafted(cast)

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po1"], data=as_read(publication))

    assert refused.value.codes == ("separation-of-duties",)


@pytest.mark.django_db
def test_a_stranger_is_forbidden_and_nothing_is_written(cast: Cast) -> None:
    publication = drafted(cast)
    before = AuditEntry.objects.count()

    with pytest.raises(Forbidden) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["s1"], data=as_read(publication))

    assert refused.value.codes == ("not-allowed",)
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
def test_a_second_press_with_the_same_key_gets_the_first_result(cast: Cast) -> None:
    publication = drafted(cast)

    first = perform(PUBLICATION, publication, "check", actor=cast["po2"], form_key="k1", data=as_read(publication))
    second = perform(PUBLICATION, publication, "check", actor=cast["po2"], form_key="k1", data=as_read(publication))

    assert first.pk == second.pk
    assert AuditEntry.objects.filter(verb="publication.check").count() == 1


@pytest.mark.django_db
def test_a_key_used_for_one_object_does_not_pass_for_another(cast: Cast) -> None:
    first, other = drafted(cast), drafted(cast)
    perform(PUBLICATION, first, "check", actor=cast["po2"], form_key="k1", data=as_read(first))

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, other, "check", actor=cast["po2"], form_key="k1", data=as_read(other))

    other.refresh_from_db()
    assert refused.value.codes == ("form-used",)
    assert other.state == "drafted"


@pytest.mark.django_db
def test_a_key_used_in_another_flow_is_refused_in_words(cast: Cast) -> None:
    publication = drafted(cast)
    FormKey.objects.create(
        user=cast.user("po2"), key="k1", flow="plan_item", transition="put", subject_pk="1", at=clock.now()
    )

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po2"], form_key="k1", data=as_read(publication))

    assert refused.value.codes == ("form-used",)


@pytest.mark.django_db
def test_a_key_used_elsewhere_while_its_form_was_worked_on_is_refused_in_words(cast: Cast) -> None:
    """Two objects do not wait for each other at a lock, so only the row itself tells."""
    FormKey.objects.create(
        user=cast.user("po2"), key="k1", flow="plan_item", transition="put", subject_pk="1", at=clock.now()
    )

    with pytest.raises(Refused) as refused:
        keep(cast["po2"], "k1", flow="publication", transition="check", subject_pk=1, at=clock.now())

    assert refused.value.codes == ("form-used",)
    assert FormKey.objects.get().flow == "plan_item"


@pytest.mark.django_db
def test_a_stale_tab_is_told_who_moved_on(cast: Cast) -> None:
    publication = drafted(cast)
    perform(PUBLICATION, publication, "check", actor=cast["po2"], form_key="k1", data=as_read(publication))

    with pytest.raises(Refused) as refused:
        perform(PUBLICATION, publication, "check", actor=cast["po2"], form_key="k2", data=as_read(publication))

    assert refused.value.codes == ("state-moved",)
    assert "城管经办乙" in str(refused.value.refusals[0].message)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["update", "save", "insert"])
def test_the_database_refuses_a_state_change_outside_the_engine(cast: Cast, way: str) -> None:
    publication = drafted(cast)

    publication.state = "released"
    another = Publication(
        purchaser=cast.purchasers["cityorder"], kind=Kind.NOTICE, subject_label="x", subject_pk="2", root="r", title="t",
        state="released",
    )  # fmt: skip
    ways = {
        "update": lambda: Publication.objects.filter(pk=publication.pk).update(state="released"),
        "save": publication.save,
        "insert": another.save,
    }

    with pytest.raises(DatabaseError, match="changes only through perform"), transaction.atomic():
        ways[way]()

    assert Publication.objects.get(pk=publication.pk).state == "drafted"


@pytest.mark.django_db
def test_the_flag_is_cleared_after_the_engine_wrote(cast: Cast) -> None:
    publication = drafted(cast)

    with writing_states():
        pass

    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(state="checked")


@pytest.mark.django_db
def test_the_inbox_shows_the_item_to_the_second_person_only(cast: Cast) -> None:
    publication = drafted(cast)

    waiting = {login: waiting_for(cast[login]).count() for login in ("po1", "po2", "ph1", "s1")}

    assert waiting == {"po1": 0, "po2": 1, "ph1": 0, "s1": 0}
    perform(PUBLICATION, publication, "check", actor=cast["po2"], data=as_read(publication))
    assert waiting_for(cast["po2"]).count() == 0


def test_two_officers_at_once_make_one_act(live_db) -> None:
    cast = build_cast()
    publication = drafted(cast, "po1")
    from portal.accounts.roles import Role
    from portal.demo.cast import add_person

    third = add_person("po9", "城管经办丙", cast.organisations["cityorder"], Role.PURCHASER_CLERK)
    results = at_once(
        *(
            lambda a=a: perform(PUBLICATION, publication, "check", actor=a, data=as_read(publication))
            for a in (cast["po2"], third)
        )
    )

    assert results == ["done", "state-moved"]
    assert AuditEntry.objects.filter(verb="publication.check").count() == 1


@pytest.mark.django_db
def test_act_time_is_the_shifted_clock(cast: Cast) -> None:
    from datetime import datetime

    with clock.at(datetime(2024, 12, 18, 10, 0, tzinfo=clock.SHANGHAI)):
        publication = drafted(cast)

    entry = AuditEntry.objects.get(verb="publication.begin", subject_pk=str(publication.pk))
    assert clock.day_of(entry.at).isoformat() == "2024-12-18"
