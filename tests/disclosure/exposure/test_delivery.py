"""What the public reads of a contract in the page and in the data, not in the paper alone."""

import pytest

from disclosure.item.actions import publish
from disclosure.ocds.actions import release
from portal.values import clock
from purchasing.publication.models import Kind
from tests.factories.evaluation import contract as make_contract

pytestmark = pytest.mark.django_db


def test_the_unit_prices_of_a_contract_stand_in_its_page_and_in_its_data(cast, client):
    item = publish(Kind.CONTRACT, make_contract(cast, months=0), at=clock.now())

    page = client.get(item.get_absolute_url()).content.decode()
    [document] = [released.body for released in release(item)]

    assert [row["unit_price"] for row in item.content["prices"]] == ["2.55", "65.00", "16300.00"]
    for figure in ("道路清扫保洁", "2.55", "16,300.00", "6,120,000.00"):
        assert figure in page, figure
    assert '"description":"公厕管护"' in document.replace(": ", ":")
    assert "16300" in document
