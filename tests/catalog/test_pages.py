"""The public pages of the catalogue."""

import csv
import io

import pytest

from catalog.catalogue.models import CatalogueItem

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


@pytest.mark.parametrize(
    "search", ["\x00", "\u202e", "%' OR 1=1 --", "<script>alert(1)</script>", "长" * 5000, "{{ x }}"]
)
def test_odd_searches_are_answered(client, search):
    page = client.get("/catalogue/", {"q": search})

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_an_items_page_shows_name_source_and_history(client):
    page = client.get("/catalogue/A1152/")

    text = page.content.decode()
    assert page.status_code == 200
    assert [above.code for above in page.context["trail"]] == ["A", "A11"]
    assert "本市补充" in text
    assert "尚未公布服务标准" in text


def test_a_groups_page_lists_what_stands_under_it(client):
    page = client.get("/catalogue/A11/")

    assert [child.code for child in page.context["children"]] == list(
        CatalogueItem.objects.filter(parent__code="A11").order_by("code").values_list("code", flat=True)
    )


@pytest.mark.parametrize(
    "path", ["/catalogue/A9999/", "/catalogue/a1152/", "/catalogue/A115/", "/catalogue/C01/", "/catalogue/%00/"]
)
def test_an_unknown_code_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_file_is_what_the_import_reads(client):
    answer = client.get("/catalogue/catalogue.csv")

    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 209
    assert lines[0] == {
        "code": "A",
        "parent_code": "",
        "level": "1",
        "name_zh": "公共服务",
        "name_en": "Public services",
    }


def test_the_pages_cost_a_constant_number_of_statements(client, django_assert_max_num_queries):
    for path in ("/catalogue/", "/catalogue/?q=环卫", "/catalogue/A1152/", "/catalogue/A11/"):
        with django_assert_max_num_queries(4):
            client.get(path)
