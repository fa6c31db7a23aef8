"""Counts beside the filters: exact while they can be, each under all other choices."""

import pytest
from django.http import QueryDict

from disclosure.item.queries import items
from disclosure.site.facets import facets_of
from tests.disclosure.things import thing

pytestmark = pytest.mark.django_db


def counts(query, names=("method", "region")):
    return {
        facet.name: {o.value: (o.count, o.chosen) for o in facet.options}
        for facet in facets_of(items("notices"), QueryDict(query), names)
    }


@pytest.fixture
def things(cast):
    thing(cast, 1, method="open_tender", region="360200")
    thing(cast, 2, method="open_tender", region="360202")
    thing(cast, 3, method="single_source", region="360202")


def test_each_value_that_occurs_is_offered_with_its_count(things):
    assert counts("") == {
        "method": {"open_tender": ("2", False), "single_source": ("1", False)},
        "region": {"360200": ("1", False), "360202": ("2", False)},
    }


def test_a_choice_narrows_the_other_facets_and_not_its_own(things):
    assert counts("method=single_source") == {
        "method": {"open_tender": ("2", False), "single_source": ("1", True)},
        "region": {"360202": ("1", False)},
    }


def test_beyond_the_cap_counts_say_at_least_and_everything_is_offered(things, cast, monkeypatch):
    monkeypatch.setattr("disclosure.site.facets.CAP", 1)

    shown = counts("", ("region",))["region"]

    assert shown["360202"] == ("2+", False)
    assert shown["360281"] == ("", False)


def test_the_purchasers_that_occur_are_offered_by_name(things, cast):
    facet = facets_of(items("notices"), QueryDict(""), ("purchaser",))[0]

    assert [(o.value, o.label, o.count) for o in facet.options] == [
        (str(cast.organisations["cityorder"].pk), cast.organisations["cityorder"].name, "3")
    ]


def test_a_chosen_purchaser_of_nothing_stays_chosen(things, cast):
    other = cast.organisations["bureau"]

    facet = facets_of(items("notices"), QueryDict(f"purchaser={other.pk}"), ("purchaser",))[0]

    assert (str(other.pk), True) in [(o.value, o.chosen) for o in facet.options]
