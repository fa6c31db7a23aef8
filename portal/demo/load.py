"""Loading the demo: reference data if missing, the cast, the key holders, then each case that has not been played."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from catalog.catalogue.models import Catalogue
from portal.demo import private
from portal.demo.cases import CASES
from portal.demo.cast import build_cast
from portal.demo.models import DemoCase
from portal.demo.stage import Stage, at
from portal.demo.story.bid import enrol_holders
from portal.demo.story.intention import beijing
from portal.demo.story.tender import add_takers
from portal.demo.units import add_units, holders
from portal.notify.models import Notification
from portal.outbox.wake import quiet
from portal.statutes.models import RuleVersion
from portal.values import clock

UNREAD_DAYS = 3
ENROLLED = beijing(2024, 12, 2, 9)


class BrokenOff(Exception):
    """An earlier loading was interrupted in the middle of a case."""


def load(say: Callable[[str], None]) -> int:
    """Play the missing cases, oldest first; returns their number. Raises BrokenOff."""
    broken = DemoCase.objects.filter(finished_at=None).values_list("key", flat=True)
    if broken:
        raise BrokenOff(", ".join(broken))
    missing = [key for key in CASES if not DemoCase.objects.filter(key=key).exists()]
    if not missing:
        return 0
    with quiet():
        _do_not_wait_for_the_disk()
        reference_data()
        stage = set_stage()
        for key in missing:
            started = monotonic()
            play(key, stage)
            say(f"{key}: {monotonic() - started:.1f} s")
    return len(missing)


def _do_not_wait_for_the_disk() -> None:
    """A crash while the demo is loaded loses nothing that would not be loaded anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def reference_data() -> None:
    """Rules and catalogue, where nobody has brought them yet."""
    if not RuleVersion.objects.exists():
        call_command("sync_rules", verbosity=0)
    if not Catalogue.objects.exists():
        call_command("import_catalogue", str(settings.BASE_DIR / "catalog" / "data" / "catalogue.csv"))


def set_stage() -> Stage:
    """Everybody with the demo's password, the key holders enrolled, and all of it in the private file."""
    password = private.password()
    cast = build_cast(password)
    add_takers(cast, password)
    add_units(cast, password)
    private.write(cast, password, private.passphrases(), private.survey_tokens())
    with at(ENROLLED):
        passphrases = private.passphrases() | enrol_holders(cast, holders())
    stage = Stage(cast, passphrases, survey_tokens=private.survey_tokens())
    keep(stage)
    return stage


def keep(stage: Stage) -> None:
    private.write(stage.cast, private.password(), stage.passphrases, stage.survey_tokens)


def play(key: str, stage: Stage) -> None:
    """Play one case and mark it."""
    row = DemoCase.objects.create(key=key, begun_at=clock.now())
    CASES[key](stage)
    keep(stage)
    read_old_messages(stage)
    row.finished_at = clock.now()
    row.save(update_fields=["finished_at"])


def read_old_messages(stage: Stage) -> None:
    """Everybody has read what they were told more than a few days ago, a day after it came."""
    before = clock.now() - timedelta(days=UNREAD_DAYS)
    people = [stage.cast.user(login).pk for login in stage.cast.actors]
    old = Notification.objects.filter(recipient__in=people, read_at=None, at__lt=before)
    old.update(read_at=F("at") + timedelta(days=1))
