"""A database that cannot search Chinese is refused at start-up."""

import pytest
from django.db import connection

from portal.values.checks import check_encoding, is_fit


@pytest.mark.django_db
def test_the_database_of_the_tests_is_fit() -> None:
    connection.ensure_connection()

    assert check_encoding(databases=["default"]) == []


@pytest.mark.parametrize(
    ("encoding", "ctype", "fit"),
    [
        ("UTF8", "C.UTF-8", True),
        ("UTF8", "zh_CN.UTF-8", True),
        ("UTF8", "C", False),
        ("UTF8", "POSIX", False),
        ("SQL_ASCII", "C.UTF-8", False),
    ],
)
def test_a_database_is_fit_when_it_is_utf8_and_knows_its_letters(encoding: str, ctype: str, fit: bool) -> None:
    assert is_fit(encoding, ctype) is fit
