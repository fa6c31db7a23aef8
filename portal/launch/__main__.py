"""`python -m portal.launch demo` or `python -m portal.launch test [pytest arguments]`."""

from __future__ import annotations

import shlex
import sys

from portal.launch import demo, test


def main(words: list[str]) -> int:
    match words:
        case ["demo"]:
            return demo.run()
        case ["test", *arguments]:
            return test.run([part for argument in arguments for part in shlex.split(argument)])
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
