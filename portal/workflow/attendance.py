"""Who has a draft open at this moment, so that two people do not write the same one unawares."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from portal.accounts.models import User
from portal.workflow.models import Attendance

GONE_AFTER = 30  # seconds without a sign of the page


@dataclass(frozen=True)
class Companion:
    """Someone else with the same draft open, and where in it."""

    name: str
    place: str


_SQL = f"""
WITH mine AS (
    INSERT INTO {Attendance._meta.db_table} (user_id, subject_label, subject_pk, place, seen_at)
    VALUES (%(user)s, %(label)s, %(pk)s, %(place)s, portal_now())
    ON CONFLICT (user_id, subject_label)
    DO UPDATE SET subject_pk = excluded.subject_pk, place = excluded.place, seen_at = excluded.seen_at
)
SELECT u.display_name, a.place FROM {Attendance._meta.db_table} a JOIN {User._meta.db_table} u ON u.id = a.user_id
WHERE a.subject_label = %(label)s AND a.subject_pk = %(pk)s AND a.user_id <> %(user)s
  AND a.seen_at > portal_now() - make_interval(secs => {GONE_AFTER})
ORDER BY u.display_name
"""  # noqa: S608 - names of tables, no input


def attend(user: User, subject: models.Model, place: str) -> list[Companion]:
    """Note that the person has the subject open now, and say who else has. One statement."""
    values: dict[str, str | int] = {
        "user": user.pk,
        "label": subject._meta.label_lower,
        "pk": str(subject.pk),
        "place": place[:120],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return [Companion(*row) for row in cursor.fetchall()]
