"""`manage.py verify_audit`: checks every chain and checkpoint; exit code 1 and the first bad entries when not whole."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit.checkpoint import CheckpointFile, files_in, read
from portal.audit.models import AuditEntry, Checkpoint
from portal.audit.verify import verify

SHOWN = 100


class Command(BaseCommand):
    help = "Check the audit record: hash chains, heads and checkpoints. Exit code 1 names what is bad."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", default="", help="only this file, such as purchasing.procurement:12")
        parser.add_argument("--from-checkpoint", type=int, help="take what this checkpoint sealed as already checked")
        parser.add_argument(
            "--checkpoint-file",
            type=Path,
            help="compare with this file and earlier ones beside it, not the export folder",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = _files(options["checkpoint_file"])
            found = verify(chain=options["chain"], since=options["from_checkpoint"], files=files)
            problems = list(islice(found, SHOWN))
        except Checkpoint.DoesNotExist as error:
            raise CommandError(f"no checkpoint {options['from_checkpoint']}") from error
        except (OSError, ValueError) as error:
            raise CommandError(f"cannot read the checkpoint: {error}") from error
        if problems:
            raise CommandError("\n".join(str(problem) for problem in problems), returncode=1)
        self.stdout.write(f"audit record is whole: {AuditEntry.objects.count()} entries, {len(files)} checkpoint files")


def _files(path: Path | None) -> list[CheckpointFile]:
    if path is None:
        folder = Path(settings.CHECKPOINT_FOLDER)
        return list(files_in(folder)) if folder.is_dir() else []
    given = read(path)
    beside = [found for found in files_in(path.parent, upto=given.number) if found.number != given.number]
    return [*beside, given]
