"""The public pages of the catalogue."""

import csv
import io
import json
from pathlib import Path

import pytest

from catalog.catalogue.models import CatalogueItem
from portal.values import clock

FILE = Path("catalog/data/catalogue.csv")
pytestmark = pytest.mark.django_db


def test_anyone_sees_the_tree(client):
    page = client.get("/catalogue/")

    assert page.status_code == 200
    assert page.context["leaves"] == 177
    assert "市容环境卫生一体化作业服务" in page.content.decode()


def test_the_tree_is_searched(client):
    page = client.get("/catalogue/", {"q": "一体化作业"})
    text = page.content.decode()

    assert page.context["found"] == 1
    assert 'href="/catalogue/A1152/"' in text
    assert 'href="/catalogue/A0451/"' not in text


@pytest.mark.parametrize("search", ["\u202e", "%' OR 1=1 --", "<script>alert(1)</script>", "长" * 300, "{{ x }}"])
def test_odd_searches_are_answered(client, search):
    page = client.get("/catalogue/", {"q": search})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_a_nul_is_a_bad_request(client):
    assert client.get("/catalogue/", {"q": "\x00"}).status_code == 400
    assert client.get("/catalogue/%00/").status_code == 400


def test_an_items_page_shows_name_source_and_history(client):
    page = client.get("/catalogue/A1152/")

    text = page.content.decode()
    assert page.status_code == 200
    assert [above.code for above in page.context["trail"]] == ["A", "A11"]
    assert "本市补充" in text
    assert "道路清扫保洁" in text
    assert "尚未公布服务标准" in client.get("/catalogue/A0101/").content.decode()


def test_a_groups_page_lists_what_stands_under_it(client):
    page = client.get("/catalogue/A11/")

    assert [child.code for child in page.context["children"]] == list(
        CatalogueItem.objects.filter(parent__code="A11").order_by("code").values_list("code", flat=True)
    )


@pytest.mark.parametrize("path", ["/catalogue/A9999/", "/catalogue/a1152/", "/catalogue/A115/", "/catalogue/C01/"])
def test_an_unknown_code_is_not_found(client, path):
    assert client.get(path).status_code == 404


def read(text):
    """The rows, targets as data: the database keeps no order of their names."""
    rows = list(csv.DictReader(io.StringIO(text)))
    return [{**row, "default_targets": json.loads(row["default_targets"] or "{}")} for row in rows]


def test_the_file_is_what_the_import_reads(client):
    answer = client.get("/catalogue/catalogue.csv")

    assert read(answer.content.decode("utf-8-sig")) == read(FILE.read_text(encoding="utf-8"))


def test_the_pages_cost_a_constant_number_of_statements(client, django_assert_max_num_queries):
    for path in ("/catalogue/", "/catalogue/?q=环卫", "/catalogue/A1152/", "/catalogue/A11/"):
        with django_assert_max_num_queries(4):
            client.get(path)


@pytest.mark.django_db
def test_who_has_the_tree_is_not_sent_it_again(client, cast):
    clock.freeze_at(clock.now())
    first = client.get("/catalogue/")

    again = client.get("/catalogue/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first["Cache-Control"], again.status_code, again.content) == ("no-cache", 304, b"")
    clock.reset()
