"""The application's role reads and writes rows and owns nothing."""

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


def _scalar(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_the_application_connects_as_a_role_that_owns_no_table() -> None:
    owned = _scalar("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")

    assert (_scalar("SELECT current_user"), owned) == ("portal_app", 0)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE django_session",
        "UPDATE audit_auditentry SET id = id",
        "DELETE FROM audit_auditentry",
        "DELETE FROM portal_clock",
        "DELETE FROM audit_auditchain",
        "DELETE FROM purchasing_bidversion",
        "DELETE FROM purchasing_procurement",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        _scalar(statement + " RETURNING 1" if statement.startswith("DELETE") else statement)


def test_the_database_is_utf8_with_a_c_utf8_ctype_so_that_chinese_has_trigrams() -> None:
    trigrams = _scalar("SELECT cardinality(show_trgm('市容环卫保洁'))")

    assert trigrams > 0


def test_a_temporary_table_does_not_move_the_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE portal_clock (id smallint, shift interval, frozen_at timestamptz)")
        cursor.execute("INSERT INTO portal_clock VALUES (1, '-30 days', NULL)")

    assert _scalar("SELECT portal_now() > clock_timestamp() - interval '1 day'") is True
